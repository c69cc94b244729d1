"""Which next step the Train page suggests."""

import pytest

from core.datasets import picture_imports
from core.datasets.import_records import ImportRequest
from core.datasets.picture_imports import start_import
from tests.core.drawn import pattern_zip
from tests.widgets.app_helpers import run_app, texts


def page(is_waiting, has_pictures):
    from widgets.train.next_step import show_next_step

    show_next_step(is_waiting, has_pictures)


@pytest.mark.parametrize("has_pictures", [False, True])
def test_what_was_chosen_is_to_be_imported(has_pictures):
    said = texts(run_app(page, is_waiting=True, has_pictures=has_pictures))
    assert "press **Import**" in said
    assert "Add a few pictures" not in said


def test_at_first_pictures_are_to_be_added():
    assert "Add a few pictures" in texts(run_app(page, is_waiting=False, has_pictures=False))


def test_while_pictures_come_in_it_is_said_what_follows(tmp_path, monkeypatch):
    monkeypatch.setattr(picture_imports, "start_worker", lambda module, folder: None)
    archive = pattern_zip(tmp_path / "toys.zip", each=2)
    start_import(ImportRequest("toys.zip", "toys", str(archive)))
    said = texts(run_app(page, is_waiting=False, has_pictures=False))
    assert "being imported" in said
    assert "Add a few pictures" not in said


def test_where_there_are_pictures_the_form_says_it():
    assert texts(run_app(page, is_waiting=False, has_pictures=True)) == ""
