"""Files that never arrived are counted. `tests/browser/test_train_story.py` loses real ones."""

import pytest
from streamlit.runtime import memory_uploaded_file_manager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from tests.widgets.app_helpers import run_app
from widgets.shared.missing_uploads import watch_uploads

SESSION = "test session id"  # that of AppTest


@pytest.fixture
def manager(monkeypatch):
    """A manager as Streamlit's server has one, which is watched for the length of the test."""
    watched = memory_uploaded_file_manager.MemoryUploadedFileManager
    for name in ("get_upload_urls", "add_file", "remove_session_files"):
        monkeypatch.setattr(watched, name, getattr(watched, name))
    watch_uploads()
    manager = watched("/upload")
    yield manager
    manager.remove_session_files(SESSION)


def announce(manager, count):
    return [file.file_id for file in manager.get_upload_urls(SESSION, [f"{n}.png" for n in range(count)])]


def arrive(manager, ids):
    for file_id in ids:
        manager.add_file(SESSION, UploadedFileRec(file_id, "a.png", "image/png", b"x"))


def page(ids):
    from types import SimpleNamespace

    from widgets.shared.missing_uploads import show_missing_uploads

    show_missing_uploads([SimpleNamespace(file_id=file_id) for file_id in ids])


def said(ids):
    return [warning.value for warning in run_app(page, ids=ids).warning]


def test_it_says_how_many_of_the_files_did_not_arrive(manager):
    ids = announce(manager, 1_200)
    arrive(manager, ids[:1_197])
    assert said(ids[:1_197])[0].startswith("3 of 1,200 files did not arrive")


def test_it_says_nothing_once_all_have_arrived_even_if_some_are_removed_later(manager):
    ids = announce(manager, 3)
    arrive(manager, ids)
    manager.remove_file(SESSION, ids[0])
    assert said(ids[1:]) == []


def test_only_what_was_chosen_last_counts(manager):
    first, again, elsewhere = announce(manager, 3), announce(manager, 3), announce(manager, 2)
    arrive(manager, [*first[:2], *again])
    assert said([*first[:2], *again]) == []
    assert len(said(first[:2])) == 1
    # Files of another input, or on their way to this one, are not missing here.
    assert said([]) == []
    assert said(elsewhere[:1])[0].startswith("2 of 2")


def test_nothing_is_remembered_of_a_session_that_has_ended(manager):
    ids = announce(manager, 2)
    arrive(manager, ids[:1])
    manager.remove_session_files(SESSION)
    assert said(ids[:1]) == []
