"""Which files of an upload never arrived.

The input marks them in its list, but if the list is long, they are out of sight there.
"""

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from functools import wraps

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile, UploadedFileRec, UploadFileUrlInfo

from core.plurals import counted

# What is remembered of a session, so that nobody can fill the server's memory.
_MAX_UPLOADS, _MAX_FILES = 20, 10_000


@dataclass
class _Upload:
    """Files that were chosen or dropped together, by Streamlit's ids."""

    announced: frozenset[str]
    missing: set[str]


_uploads: defaultdict[str, deque[_Upload]] = defaultdict(lambda: deque(maxlen=_MAX_UPLOADS))


def watch_uploads() -> None:
    """Makes Streamlit note which files a browser announces, and which of them arrive.

    The browser asks for the addresses of all files that were chosen together before it sends the first one.
    """
    manager = MemoryUploadedFileManager
    if hasattr(manager.add_file, "__wrapped__"):
        return
    get_upload_urls, add_file = manager.get_upload_urls, manager.add_file
    remove_session_files = manager.remove_session_files

    @wraps(get_upload_urls)
    def announce(
        self: MemoryUploadedFileManager, session_id: str, file_names: Sequence[str]
    ) -> list[UploadFileUrlInfo]:
        files = get_upload_urls(self, session_id, file_names)
        if len(files) <= _MAX_FILES:
            ids = frozenset(file.file_id for file in files)
            _uploads[session_id].append(_Upload(ids, set(ids)))
        return files

    @wraps(add_file)
    def arrive(self: MemoryUploadedFileManager, session_id: str, file: UploadedFileRec) -> None:
        add_file(self, session_id, file)
        for upload in list(_uploads.get(session_id, ())):
            upload.missing.discard(file.file_id)

    @wraps(remove_session_files)
    def forget(self: MemoryUploadedFileManager, session_id: str) -> None:
        remove_session_files(self, session_id)
        _uploads.pop(session_id, None)

    manager.get_upload_urls = announce  # type: ignore[method-assign]
    manager.add_file = arrive  # type: ignore[method-assign]
    manager.remove_session_files = forget  # type: ignore[method-assign]


def show_missing_uploads(files: Sequence[UploadedFile]) -> None:
    """Says how many of the files that were last chosen in an input did not arrive.

    Args:
        files: All files that the input holds.
    """
    context, held = get_script_run_ctx(), {file.file_id for file in files}
    # A copy, since files may be announced meanwhile.
    uploads = list(_uploads.get(context.session_id if context else "", ()))
    last = next((upload for upload in reversed(uploads) if upload.announced & held), None)
    if last is not None and last.missing:
        st.warning(
            f"{len(last.missing):,} of {counted(len(last.announced), 'file')} did not arrive, perhaps "
            "because the connection was lost. To have all of them, reload this page and choose them again.",
            icon=":material/info:",
        )
