"""The part of the page for training, which shows form, progress, result and trial in turn."""

import time

import pytest

from core.datasets.corrections import rename_class
from core.datasets.store import read_data_set
from core.jobs.process import update_state
from core.training import runs
from core.training.runs import delete_run
from tests.widgets.app_helpers import click, labelled, labels, rerun, run_app, texts
from widgets.shared.page_state import TRAIN_STATE


def page(name):
    import streamlit as st

    from core.datasets.store import read_data_set
    from core.training.runs import list_runs
    from widgets.train.choices import runs_of
    from widgets.train.training import show_training

    data_set = read_data_set(name)
    shown = show_training(data_set, runs_of(data_set, list_runs()))
    st.caption(f"shown: {shown.name if shown else 'the form'}")


@pytest.fixture
def started(monkeypatch):
    """Names of the started runs; a real worker would train."""
    names = []
    monkeypatch.setattr(runs, "start_worker", lambda module, folder: names.append(folder.name))
    return names


def test_the_progress_takes_the_place_of_the_button(done, interrupted, started):
    delete_run(done.name)
    delete_run(interrupted.name)
    app = run_app(page, name="my-drawings")
    assert "shown: the form" in texts(app)
    click(app, "Train")
    assert f"shown: {started[0]}" in texts(app)
    assert "Train" not in labels(app)
    assert app.get("progress")[0].proto.text == "Waiting ..."
    assert app.session_state[TRAIN_STATE].asked_run == started[0]


def test_then_comes_the_result_with_a_trial_and_the_form_when_it_is_asked_for(done, interrupted):
    delete_run(interrupted.name)
    app = run_app(page, name="my-drawings")
    assert "You can use it now on the Draw page" in texts(app)
    assert "Try it now" in texts(app)
    assert "Train" not in labels(app)
    labelled(app, "toggle", "Train again").set_value(True)
    assert "Train" in labels(rerun(app))


def test_once_the_pictures_have_changed_the_form_is_back(done, interrupted):
    delete_run(interrupted.name)
    update_state(done.folder, created=time.time())
    assert f"shown: {done.name}" in texts(run_app(page, name="my-drawings"))
    label = read_data_set("my-drawings").classes[0]
    rename_class("my-drawings", label, "huts")
    app = run_app(page, name="my-drawings")
    assert "shown: the form" in texts(app)
    assert "Train" in labels(app)


def test_one_that_failed_says_why_above_the_form(done, interrupted):
    delete_run(interrupted.name)
    update_state(done.folder, status="failed", message="The disk is full.")
    app = run_app(page, name="my-drawings")
    assert "The disk is full." in app.error[0].value
    assert {"Try again", "Train"} <= set(labels(app))


def test_one_that_was_interrupted_is_shown_before_others(done, interrupted):
    app = run_app(page, name="my-drawings")
    assert f"shown: {interrupted.name}" in texts(app)
    assert "Resume" in labels(app)
