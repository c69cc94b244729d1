"""Shows the progress of a job, updated until the job has ended."""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from core.errors import InklingError
from core.jobs.job import Job
from core.presentation.markdown import escape_markdown

_JobT = TypeVar("_JobT", bound=Job)
_LOOK_SECONDS = 0.5


def phase_of(job: Job) -> str:
    """Returns what a job is doing now."""
    return job.state.phase or "Starting"


def if_unchanged(job: _JobT, read: Callable[[str], _JobT], action: Callable[[], object]) -> None:
    """Carries out a click on a job, unless the job started, stopped or ended after it was shown.

    Args:
        job: The job as it was shown.
        read: Reads the current job by its name.
        action: The action. If it is skipped, the rerun of the page shows the job's current state.
    """
    now = read(job.name)
    if (now.is_over, now.is_under_way) == (job.is_over, job.is_under_way):
        action()


def follow_job(
    job: _JobT,
    read: Callable[[str], _JobT],
    words: Callable[[_JobT], str] = phase_of,
    show_more: Callable[[_JobT], object] = lambda job: None,
    look_seconds: float = _LOOK_SECONDS,
) -> None:
    """Shows a job's progress; reruns the page once the job has ended, is interrupted or deleted.

    Args:
        job: A waiting or running job.
        read: Reads the current job by its name.
        words: Returns a text on what the job is doing now.
        show_more: Shows further details below the progress bar.
        look_seconds: Seconds between updates.
    """

    @st.fragment(run_every=look_seconds)
    def live(name: str) -> None:
        try:
            now = read(name)
        except InklingError:
            # The job was deleted or damaged since the page was shown.
            st.rerun()
        if not now.is_under_way:
            st.rerun()
        state = now.state
        share = state.done / state.total if state.total else 0.0
        left = f", about {state.seconds_left:.0f} s left" if state.seconds_left else ""
        count = f": {state.done:,} of {state.total:,}{left}" if state.total else " ..."
        st.progress(min(share, 1.0), escape_markdown(f"{words(now)}{count}"))
        show_more(now)

    live(job.name)
