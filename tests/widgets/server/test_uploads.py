"""Uploads are bounded for each visitor and for all together, in Streamlit's own memory of uploads."""

import pytest
import streamlit as st
from starlette.datastructures import Headers
from starlette.formparsers import MultiPartException, MultiPartParser
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from tests.in_a_thread import run_coroutine
from tests.widgets.server.asgi import answer_of
from widgets.server import uploads
from widgets.server.uploads import BoundedUploads, held_by

MEGABYTE = 2**20


@pytest.fixture
def manager(monkeypatch):
    """Streamlit's memory of uploads, with room for 2 MB per session."""
    manager = MemoryUploadedFileManager("/_stcore/upload_file")

    class NoSessions:
        def get_active_session_info(self, session_id):
            return None

    class Running:
        uploaded_file_mgr = manager
        _session_mgr = NoSessions()

    monkeypatch.setattr(runtime, "get_instance", Running)
    monkeypatch.setattr(st, "get_option", {"server.maxUploadSize": 2}.get)
    return manager


def put(size, session="one", method="PUT", **headers):
    headers = {"content_length": str(size)} | headers
    return answer_of(BoundedUploads, f"/_stcore/upload_file/{session}/new", method, **headers)


def keep(manager, size, session="one", name="kept"):
    manager.add_file(session, UploadedFileRec(name, "a.png", "image/png", b"x" * size))


def test_a_sessions_files_together_stay_below_the_bound(manager):
    assert put(2 * MEGABYTE)[0] == 204
    keep(manager, MEGABYTE)
    assert held_by("one") == (1, MEGABYTE)
    assert put(MEGABYTE)[0] == 204
    status, sentence = put(MEGABYTE + 1)
    assert status == 413
    assert "at most 2 MB" in sentence
    assert put(MEGABYTE + 1, session="two")[0] == 204
    manager.remove_file("one", "kept")
    assert put(MEGABYTE + 1)[0] == 204


def test_so_does_their_number(manager, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_FILES", 3)
    for name in "abc":
        assert put(1)[0] == 204
        keep(manager, 1, name=name)
    assert put(1)[0] == 413
    assert put(1, session="two")[0] == 204


def test_all_visitors_together_are_bounded_too(manager):
    for session in "abcd":
        assert put(2 * MEGABYTE, session)[0] == 204
        keep(manager, 2 * MEGABYTE, session)
    status, sentence = put(1, "e")
    assert status == 413
    assert "all visitors together" in sentence


@pytest.mark.parametrize(
    "headers", [{"content_length": ""}, {"content_length": "-5"}, {"transfer_encoding": "chunked"}]
)
def test_an_upload_must_say_how_long_it_is(manager, headers):
    assert put(1, **headers)[0] == 411


def test_everything_else_passes(manager):
    keep(manager, 2 * MEGABYTE)
    assert put(1, method="DELETE")[0] == 204
    assert answer_of(BoundedUploads, "/_stcore/health")[0] == 204


def test_uploads_that_cannot_be_read_do_not_fill_the_log(caplog):
    async def body():
        yield b"--x: y"

    parser = MultiPartParser(Headers({"content-type": "multipart/form-data; boundary=x"}), body())
    with pytest.raises(MultiPartException):
        run_coroutine(parser.parse())
    assert caplog.records == []
