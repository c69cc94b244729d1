"""Uploads in the server's memory: which are let go, and which were refused."""

import time

import streamlit as st
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core.presentation.markdown import escape_markdown
from widgets.shared.page_state import shown_uploads, upload_state

# So long a page says that an upload was refused.
_SHOWN_SECONDS = 20
# By session: why its last upload was refused, and until when to say so, on the monotonic clock.
_refused: dict[str, tuple[str, float]] = {}


def uploads_in_memory() -> MemoryUploadedFileManager:
    """Returns where Streamlit keeps the uploaded files of all sessions."""
    manager = runtime.get_instance().uploaded_file_mgr
    assert isinstance(manager, MemoryUploadedFileManager)
    return manager


def release_replaced_uploads() -> None:
    """Deletes the files of this session that an input held and holds no longer.

    Streamlit itself keeps what was uploaded into an input that is gone until the session ends. A file that
    was never held is left alone: it may be on its way.
    """
    context = get_script_run_ctx()
    if context is None or not runtime.exists():
        return
    state, shown = upload_state(), shown_uploads()
    for file_id in state.held - shown:
        uploads_in_memory().remove_file(context.session_id, file_id)
    state.held = shown


def say_refused(session_id: str, sentence: str) -> None:
    """Lets a session's page say why an upload was refused; its input can only show a status code."""
    info = runtime.get_instance()._session_mgr.get_active_session_info(session_id)
    if info is None:
        return
    now = time.monotonic()
    for other, (_, until_seconds) in list(_refused.items()):
        if until_seconds < now:
            del _refused[other]
    _refused[session_id] = sentence, now + _SHOWN_SECONDS
    # As Streamlit itself runs a page again whose source has changed: with what its widgets are set to.
    info.session.request_rerun(info.session._client_state)


def show_refused_upload() -> None:
    """Says on this session's page why its last upload was refused, for some seconds."""
    context = get_script_run_ctx()
    sentence, until_seconds = _refused.get(context.session_id if context else "", ("", 0.0))
    if sentence and time.monotonic() < until_seconds:
        st.warning(escape_markdown(sentence), icon=":material/info:")
