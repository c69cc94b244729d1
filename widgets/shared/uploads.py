"""Lets go of uploads that no input shows any longer, so that they do not fill the server's memory."""

from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from widgets.shared.page_state import shown_uploads, upload_state


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
