"""Jobs on the Compare page: progress, Cancel, resuming after a kill, and a zip that becomes a data set."""

import pytest

from core.comparison import evaluations
from core.comparison.evaluations import EvaluationRequest, read_evaluation, read_evaluations, start_evaluation
from core.datasets.import_records import ImportRequest
from core.datasets.picture_imports import start_import
from core.datasets.store import data_sets
from core.jobs.process import stop_request, update_state
from tests.core.comparison.compared import digits_data_set
from tests.core.drawn import pattern_zip
from tests.widgets.app_helpers import click, labels, rerun, run_app, texts
from widgets.shared.compare_state import CompareState
from widgets.shared.page_state import COMPARE_STATE


def page(data_set, names):
    import streamlit as st

    from core.bundles.library import read_library
    from core.datasets.store import read_data_set
    from widgets.compare.evaluating import show_evaluation

    bundles = [read_library().get(name) for name in names]
    is_busy = show_evaluation(read_data_set(data_set), bundles, {one.name: one.title for one in bundles})
    st.caption(f"busy: {is_busy}")


@pytest.fixture
def waiting(tmp_path, monkeypatch):
    """A data set, and an evaluation of it whose worker has not begun."""
    monkeypatch.setattr(evaluations, "start_worker", lambda module, folder: None)
    data_set = digits_data_set(tmp_path, each=1)
    return data_set.name, start_evaluation(EvaluationRequest(data_set.name, ("digits-simple",)))


def test_progress_and_cancel(waiting):
    name, job = waiting
    update_state(job.folder, phase="Asking Small convnet", done=3, total=10, seconds_left=2.0)
    app = run_app(page, data_set=name, names=["digits-simple"])
    assert "busy: True" in texts(app)
    (bar,) = app.get("progress")
    assert bar.proto.text == "Asking Small convnet: 3 of 10, about 2 s left"
    click(app, "Cancel")
    assert stop_request(job.folder) == "discard"


def test_one_that_was_interrupted_goes_on_or_is_dismissed(waiting, monkeypatch):
    name, job = waiting
    update_state(job.folder, status="running", started=1.0)
    started = []
    monkeypatch.setattr(evaluations, "start_worker", lambda module, folder: started.append(folder))
    app = run_app(page, data_set=name, names=["digits-simple"])
    assert "This was interrupted" in texts(app)
    click(app, "Resume")
    assert started == [job.folder]
    app = run_app(page, data_set=name, names=["digits-simple"])
    click(app, "Dismiss")
    assert read_evaluations() == []
    assert "Ask it" in labels(app)


def test_one_that_failed_says_why(waiting):
    name, job = waiting
    update_state(job.folder, status="failed", message="The disk is full.")
    app = run_app(page, data_set=name, names=["digits-simple"])
    assert "The disk is full." in texts(app)
    assert "Ask it" in labels(app)


def test_asking_starts_a_job_for_all_networks(tmp_path, evaluates_here):
    data_set = digits_data_set(tmp_path, each=1)
    app = run_app(page, data_set=data_set.name, names=["digits-simple", "digits-dense"])
    click(app, "Ask them")
    (job,) = read_evaluations()
    assert read_evaluation(job.name).request.networks == ("digits-simple", "digits-dense")
    assert texts(app) == "busy: False"


def zip_page(state):
    import streamlit as st

    from widgets.compare.evaluating import follow_import, show_zip
    from widgets.shared.page_state import COMPARE_STATE

    st.session_state.setdefault(COMPARE_STATE, state)
    st.caption(f"in: {follow_import()}")
    show_zip("photo")


def test_a_zip_that_is_in_is_the_data_set_to_compare_on(tmp_path, imports_here):
    path = pattern_zip(tmp_path / "toys.zip", each=2)
    done = start_import(ImportRequest(path.name, "toys", str(path)))
    app = run_app(zip_page, state=CompareState(awaited_import=done.name))
    assert f"in: {data_sets()[0].name}" in texts(app)
    assert "6 of 6 pictures were imported" in app.success[0].value
    assert app.session_state[COMPARE_STATE].awaited_import == ""
    assert "in: None" in texts(rerun(app))


def test_a_zip_that_is_none_says_so(tmp_path, imports_here):
    (tmp_path / "no.zip").write_bytes(b"milk")
    done = start_import(ImportRequest("no.zip", "no", str(tmp_path / "no.zip")))
    app = run_app(zip_page, state=CompareState(awaited_import=done.name))
    assert "no.zip" in app.error[0].value
    assert run_app(zip_page, state=CompareState(awaited_import="gone")).get("file_uploader")


def test_a_zip_on_its_way_is_shown_and_cancelled(tmp_path, monkeypatch):
    from core.datasets import picture_imports

    monkeypatch.setattr(picture_imports, "start_worker", lambda module, folder: None)
    path = pattern_zip(tmp_path / "toys.zip", each=1)
    going = start_import(ImportRequest(path.name, "toys", str(path)))
    app = run_app(zip_page, state=CompareState(awaited_import=going.name))
    assert app.get("progress")[0].proto.text.startswith("toys.zip: ")
    click(app, "Cancel")
    assert stop_request(going.folder) == "discard"


@pytest.mark.parametrize("answer", ["Resume", "Cancel"])
def test_a_zip_whose_import_was_interrupted_goes_on_or_is_thrown_away(tmp_path, monkeypatch, answer, request):
    from core.datasets import picture_imports

    monkeypatch.setattr(picture_imports, "start_worker", lambda module, folder: None)
    path = pattern_zip(tmp_path / "toys.zip", each=1)
    dead = start_import(ImportRequest(path.name, "toys", str(path)))
    update_state(dead.folder, status="running", started=0)
    request.getfixturevalue("imports_here")
    app = run_app(zip_page, state=CompareState(awaited_import=dead.name))
    assert "toys.zip was interrupted." in app.warning[0].value
    click(app, answer)
    assert [data_set.title for data_set in data_sets()] == (["toys"] if answer == "Resume" else [])
