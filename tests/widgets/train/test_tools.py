"""Renaming, removing and downloading a data set and its classes."""

from dataclasses import replace

import pytest

from core.datasets.corrections import set_kind
from core.datasets.store import read_data_set
from core.jobs.process import update_state
from core.training import runs
from core.training.presets import suggest
from core.training.runs import start_run
from tests.widgets.app_helpers import click, labelled, note_downloads, rerun, run_app, texts
from widgets.shared.widget_keys import DataSetKey
from widgets.train import tools

NAME = "my-drawings"


def page(name):
    from core.datasets.store import read_data_set
    from core.training.runs import list_runs
    from widgets.train.checks import show_last_change
    from widgets.train.choices import runs_of
    from widgets.train.tools import show_tools

    show_last_change(read_data_set(name))
    show_tools(read_data_set(name), runs_of(read_data_set(name), list_runs()))


def test_a_class_is_renamed_joined_and_removed(drawings):
    app = run_app(page, name=NAME)
    labelled(app, "text_input", "New name").set_value("hut")
    click(app, "Rename")
    assert list(read_data_set(NAME).classes) == ["hut", "my smiley face", "my ladder"]
    [box for box in app.selectbox if box.label == "Class"][-1].set_value("my ladder")
    labelled(app, "text_input", "New name").set_value("hut")
    click(app, "Rename")
    assert read_data_set(NAME).counts() == {"hut": 12, "my smiley face": 6}
    labelled(app, "selectbox", "Class to remove").set_value("hut")
    assert 'Remove "hut" with 12 pictures? You can undo that.' in texts(rerun(app))
    click(app, "Remove class")
    assert read_data_set(NAME).counts() == {"my smiley face": 6}
    assert 'The class "hut" was removed: 12 pictures.' in texts(app)
    click(app, "Undo this change")
    assert read_data_set(NAME).counts() == {"hut": 12, "my smiley face": 6}


@pytest.mark.parametrize("what", ["rename", "remove"])
def test_a_click_on_classes_of_before_does_nothing(drawings, what):
    """Happens with a double click, or in a tab that still shows classes which another tab has changed."""
    first, second = run_app(page, name=NAME), run_app(page, name=NAME)
    for app in (first, second):
        for box in app.selectbox:
            box.set_value("my ladder")
        labelled(app, "text_input", "New name").set_value("hut")
        click(app, {"rename": "Rename", "remove": "Remove class"}[what])
    expected = {"my house": 6, "my smiley face": 6}
    assert read_data_set(NAME).counts() == expected | ({"hut": 6} if what == "rename" else {})


def test_the_kind_is_changed_with_one_click(drawings):
    app = run_app(page, name=NAME)
    app.segmented_control(key=DataSetKey.KIND.of(NAME, "ink")).set_value("photo")
    rerun(app)
    assert read_data_set(NAME).kind == "photo"


def test_the_kind_that_another_tab_has_set_is_shown_and_stays(drawings):
    app = run_app(page, name=NAME)
    set_kind(NAME, "photo")
    rerun(app)
    assert read_data_set(NAME).kind == "photo"
    assert app.segmented_control(key=DataSetKey.KIND.of(NAME, "photo")).value == "photo"


def test_deleting_says_that_a_training_needs_the_pictures(drawings, monkeypatch):
    monkeypatch.setattr(runs, "start_worker", lambda module, folder: None)
    run = start_run(suggest(read_data_set(NAME), "Mine").request)
    words = "The training that is going on needs its pictures, and will fail without them."
    app = run_app(page, name=NAME)
    assert words in texts(app)
    update_state(run.folder, status="done")
    assert words not in texts(rerun(app))


@pytest.mark.parametrize("what", ["rename", "remove", "kind", "delete"])
def test_every_write_that_is_refused_is_one_sentence(drawings, monkeypatch, what):
    # A tab may still show the tools when the server has become a public demo.
    monkeypatch.setattr(tools, "is_public", lambda: False)
    app = run_app(page, name=NAME)
    monkeypatch.setenv("INKLING_PUBLIC", "1")
    if what == "kind":
        app.segmented_control(key=DataSetKey.KIND.of(NAME, "ink")).set_value("photo")
        rerun(app)
    else:
        labelled(app, "text_input", "New name").set_value("hut")
        click(app, {"rename": "Rename", "remove": "Remove class", "delete": "Delete"}[what])
    assert [warning.value for warning in app.warning if "switched off here" in warning.value]
    assert replace(read_data_set(NAME), folder=drawings.folder) == drawings


def test_all_of_it_can_be_downloaded(drawings, monkeypatch):
    data_of = note_downloads(monkeypatch)
    run_app(page, name=NAME)
    assert data_of["Download as a zip"]().read(2) == b"PK"


def test_it_is_renamed_and_keeps_all_else(drawings):
    app = run_app(page, name=NAME)
    name = app.text_input(key=DataSetKey.NAME.of_now(NAME, "My drawings"))
    assert name.value == "My drawings"
    name.set_value("Summer")
    app.button(key=DataSetKey.RENAME.of(NAME)).click().run()
    assert read_data_set(NAME) == replace(drawings, title="Summer")
    assert app.text_input(key=DataSetKey.NAME.of_now(NAME, "Summer")).value == "Summer"
