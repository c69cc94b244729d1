"""Releases uploads from the server's memory, and shows why an upload was refused."""

import time

import streamlit as st
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core.presentation.markdown import escape_markdown
from widgets.shared.page_state import shown_uploads, upload_state

# How long a page shows that an upload was refused.
_SHOWN_SECONDS = 20
# By session id: why its last upload was refused, and until when to show it, on the monotonic clock.
_refused: dict[str, tuple[str, float]] = {}


def uploads_in_memory() -> MemoryUploadedFileManager:
    """Returns the manager in which Streamlit keeps the uploaded files of all sessions."""
    manager = runtime.get_instance().uploaded_file_mgr
    assert isinstance(manager, MemoryUploadedFileManager)
    return manager


def release_replaced_uploads() -> None:
    """Deletes this session's files that an input held before but no longer holds.

    Without this, Streamlit keeps the files of an input that no longer exists until the session ends. Files
    that no input has held yet are kept, because they may still be on their way to one.
    """
    context = get_script_run_ctx()
    if context is None or not runtime.exists():
        return
    state, shown = upload_state(), shown_uploads()
    for file_id in state.held - shown:
        uploads_in_memory().remove_file(context.session_id, file_id)
    state.held = shown


def say_refused(session_id: str, sentence: str) -> None:
    """Has a session's page say why an upload was refused, since the input can only show a status code."""
    info = runtime.get_instance()._session_mgr.get_active_session_info(session_id)
    if info is None:
        return
    now = time.monotonic()
    for other, (_, until_seconds) in list(_refused.items()):
        if until_seconds < now:
            del _refused[other]
    _refused[session_id] = sentence, now + _SHOWN_SECONDS
    # Keeps the widgets' values, as Streamlit does when it reruns a page whose source has changed.
    info.session.request_rerun(info.session._client_state)


def show_refused_upload() -> None:
    """Shows why this session's last upload was refused, for `_SHOWN_SECONDS`."""
    context = get_script_run_ctx()
    sentence, until_seconds = _refused.get(context.session_id if context else "", ("", 0.0))
    if sentence and time.monotonic() < until_seconds:
        st.warning(escape_markdown(sentence), icon=":material/info:")
