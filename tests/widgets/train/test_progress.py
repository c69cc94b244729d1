"""A run while it trains, and an interrupted one."""

import shutil
import time

import pytest

from core.jobs.process import update_state
from core.presentation.wording import share_in_percent
from core.training import runs
from core.training.runs import list_runs, read_run
from tests.widgets.app_helpers import click, labels, rerun, run_app, texts
from widgets.shared.widget_keys import RunKey
from widgets.train import progress


def page(name):
    import streamlit as st

    from core.jobs.process import OVER
    from core.training.runs import list_runs
    from widgets.train.progress import show_progress

    run = next((run for run in list_runs() if run.name == name), None)
    if run is None:
        st.write("it is gone")
    elif run.status in OVER:
        st.write("it is over")
    else:
        show_progress(run)


@pytest.fixture
def running(interrupted):
    """A run in the state it has while its worker trains."""
    progress = {"phase": "Learning", "done": 3, "total": 40, "seconds_left": 12.4}
    update_state(interrupted.folder, status="running", started=time.time(), **progress)
    return read_run(interrupted.name)


def test_a_run_shows_its_phase_how_far_it_is_and_its_curves(running):
    app = run_app(page, name=running.name)
    assert app.get("progress")[0].proto.text == "Learning: 3 of 40, about 12 s left"
    assert labels(app) == ["Stop and keep the best so far", "Discard it"]
    assert "The dashed line marks the best epoch" in texts(app)


@pytest.mark.parametrize("status", ["running", "interrupted"])
def test_in_a_public_demo_it_can_be_kept_but_not_discarded(running, monkeypatch, status):
    monkeypatch.setenv("INKLING_PUBLIC", "1")
    monkeypatch.setenv("INKLING_TEACHING", "1")
    update_state(running.folder, status=status)
    kept = {"running": "Stop and keep the best so far", "interrupted": "Resume"}
    assert labels(run_app(page, name=running.name)) == [kept[status]]


@pytest.mark.parametrize(("key", "stop_request"), [(RunKey.KEEP, "keep"), (RunKey.DISCARD, "discard")])
def test_a_click_tells_the_worker_to_stop(running, key, stop_request):
    app = run_app(page, name=running.name)
    app.button(key=key.of(running.name)).click()
    rerun(app)
    assert (running.folder / "stop").read_text() == stop_request
    assert app.get("progress")[0].proto.text.startswith("Stopping soon. Learning")
    # What was kept can still be discarded, but not the other way round.
    assert app.button(key=RunKey.KEEP.of(running.name)).disabled
    assert app.button(key=RunKey.DISCARD.of(running.name)).disabled == (stop_request == "discard")


def test_a_click_on_a_run_that_is_gone_meanwhile_shows_no_traceback(running):
    app = run_app(page, name=running.name)
    shutil.rmtree(running.folder)
    app.button(key=RunKey.KEEP.of(running.name)).click()
    assert texts(rerun(app)) == "it is gone"


def test_a_run_that_vanishes_while_it_is_watched_is_passed_over(running, monkeypatch):
    listed = [running]
    monkeypatch.setattr(runs, "list_runs", lambda: [listed.pop()] if listed else [])
    shutil.rmtree(running.folder)
    assert texts(run_app(page, name=running.name)) == "it is gone"


def test_a_run_that_ends_while_it_is_watched_gives_way_to_its_result(running, monkeypatch):
    real = list_runs
    listed = [[running]]
    monkeypatch.setattr(runs, "list_runs", lambda: listed.pop() if listed else real())
    update_state(running.folder, status="cancelled")
    assert texts(run_app(page, name=running.name)) == "it is over"


def test_an_interrupted_run_can_go_on_or_be_thrown_away(interrupted, monkeypatch):
    started = []
    # A real worker would train for minutes.
    monkeypatch.setattr(runs, "start_worker", lambda module, folder: started.append(folder.name))
    app = run_app(page, name=interrupted.name)
    assert "was interrupted" in app.warning[0].value
    click(app, "Resume")
    assert started == [interrupted.name]
    click(app, "Discard it")
    assert texts(app) == "it is gone"
    assert interrupted.name not in [run.name for run in list_runs()]


def test_a_refusal_is_one_sentence(interrupted, monkeypatch):
    # A tab may still show the button when the server has become a public demo.
    monkeypatch.setattr(progress, "is_public", lambda: False)
    app = run_app(page, name=interrupted.name)
    monkeypatch.setenv("INKLING_PUBLIC", "1")
    click(app, "Discard it")
    assert any("Deleting is switched off here" in warning.value for warning in app.warning)
    assert interrupted.folder.exists()


def test_a_run_that_has_learned_nothing_yet_has_no_curves(running):
    (running.folder / "history.csv").unlink()
    assert "dashed line" not in texts(run_app(page, name=running.name))


def test_a_last_layer_that_was_learned_in_one_step_says_so_instead(running):
    header, row = (running.folder / "history.csv").read_text().splitlines()[:2]
    figures = dict(zip(header.split(","), row.split(","), strict=True))
    (running.folder / "history.csv").write_text(f"{header}\n{row}\n")
    said = texts(run_app(page, name=running.name))
    assert "dashed line" not in said
    assert f"{share_in_percent(float(figures['val_accuracy']))} on similar ones" in said


def test_a_learning_rate_is_said_in_decimals_and_only_where_there_were_steps(running):
    history = running.folder / "history.csv"
    header, row = history.read_text().splitlines()[:2]
    rates = {"0.0": "Epoch 2. The dashed", "3e-05": "Epoch 2, learning rate 0.00003. The"}
    for rate, words in rates.items():
        figures = dict(zip(header.split(","), row.split(","), strict=True)) | {"learning_rate": rate}
        history.write_text("\n".join([header, row, ",".join(figures.values())]))
        assert words in texts(run_app(page, name=running.name))
