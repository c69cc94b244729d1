"""A job is followed until it ends; a job that has disappeared is not an error."""

from pathlib import Path

import pytest

from core.jobs.job import Job
from core.jobs.process import State, request_stop
from tests.widgets.app_helpers import run_app, texts
from widgets.shared.job_progress import if_unchanged


def page(statuses, folder="one"):
    """Follows a job that goes through the statuses in turn, and says how it ended."""
    from pathlib import Path

    import streamlit as st

    from core.errors import UnknownRun
    from core.jobs.job import Job
    from core.jobs.process import State
    from widgets.shared.job_progress import follow_job, phase_of

    looks = st.session_state.setdefault("looks", iter(statuses))
    if "last" in st.session_state:
        st.write(f"it is {st.session_state.last}")
        return
    states = {
        "waiting": State(status="waiting"),
        "running": State(status="running", phase="Counting", done=1, total=4, seconds_left=30.0),
    }

    def read(name):
        status = next(looks)
        if status not in states:
            st.session_state.last = status
        if status == "gone":
            raise UnknownRun("There is no such job. Received: one")
        return Job(Path(folder), states.get(status, State(status="done")))

    follow_job(
        Job(Path(folder), states["waiting"]),
        read,
        lambda job: f"<b>: {phase_of(job)}",
        show_more=lambda job: st.caption(f"more of {job.name}"),
    )


@pytest.mark.parametrize(
    ("status", "words"),
    [("waiting", r"\<b>: Starting ..."), ("running", r"\<b>: Counting: 1 of 4, about 30 s left")],
)
def test_it_says_how_far_the_job_is(status, words):
    app = run_app(page, statuses=[status])
    assert app.get("progress")[0].proto.text == words
    assert "more of one" in texts(app)


def test_it_says_that_a_job_that_was_asked_to_stop_is_stopping(tmp_path):
    request_stop(tmp_path, "keep")
    app = run_app(page, statuses=["running"], folder=str(tmp_path))
    assert app.get("progress")[0].proto.text == r"Stopping soon. \<b>: Counting ..."


@pytest.mark.parametrize("status", ["done", "gone"])
def test_the_page_is_drawn_anew_when_it_is_over_or_gone(status):
    app = run_app(page, statuses=[status])
    assert f"it is {status}" in texts(app)
    assert not app.get("progress")


@pytest.mark.parametrize(
    ("shown", "now", "is_done"),
    [
        ("waiting", "running", True),
        ("running", "done", False),
        ("interrupted", "interrupted", True),
        ("interrupted", "waiting", False),
        ("failed", "failed", True),
        ("failed", "running", False),
    ],
)
def test_a_click_is_for_the_job_that_was_shown(shown, now, is_done):
    done = []
    shown, now = (Job(Path("one"), State(status=status)) for status in (shown, now))
    if_unchanged(shown, lambda name: now, lambda: done.append(1))
    assert bool(done) == is_done
