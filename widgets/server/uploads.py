"""Limits the uploads that one visitor, and all visitors together, may hold in the server's memory."""

import logging
import re
from collections import Counter

import streamlit as st
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from widgets.shared.uploads import say_refused, uploads_in_memory

MAX_FILES = 5_000
# Limit for all visitors together, as a multiple of what one visitor may hold.
MAX_SESSIONS_FULL = 4
# It logs a warning for each malformed form, so a visitor could fill the log; Streamlit refuses them anyway.
logging.getLogger("python_multipart").setLevel(logging.ERROR)
_UPLOAD_PATH = re.compile(r".*/_stcore/upload_file/(?P<session>[^/]+)/[^/]+")


class BoundedUploads:
    """Refuses an upload that would make its session, or all sessions together, hold too much.

    In Streamlit, `server.maxUploadSize` limits a single file. Here it also limits the total of a session's
    files, including those that are still being uploaded.

    Args:
        app: The application that answers all other requests.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._coming_bytes: Counter[str] = Counter()
        self._coming_files: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        path = _UPLOAD_PATH.fullmatch(scope["path"]) if scope["type"] == "http" else None
        if path is None or scope["method"] != "PUT":
            await self._app(scope, receive, send)
            return
        session, headers = path["session"], Headers(scope=scope)
        length = headers.get("content-length", "")
        if not length.isdecimal() or "transfer-encoding" in headers:
            await PlainTextResponse("State the length of the file.", 411)(scope, receive, send)
            return
        size_bytes = int(length)
        if refusal := self._refusal(session, size_bytes):
            say_refused(session, refusal)
            await PlainTextResponse(refusal, 413)(scope, receive, send)
            return
        self._coming_bytes[session] += size_bytes
        self._coming_files[session] += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._coming_bytes[session] -= size_bytes
            self._coming_files[session] -= 1
            # Removes counts of zero, so that nothing is kept for sessions that have ended.
            self._coming_bytes += Counter()
            self._coming_files += Counter()

    def _refusal(self, session: str, size_bytes: int) -> str:
        """Returns why an upload is too much, or an empty string if it is not."""
        max_mb = st.get_option("server.maxUploadSize")
        max_bytes = max_mb * 2**20
        held = {name: held_by(name) for name in list(uploads_in_memory().file_storage)}
        files, total = held.get(session, (0, 0))
        if total + self._coming_bytes[session] + size_bytes > max_bytes:
            return (
                f"One visitor may upload at most {max_mb:,} MB at a time. "
                "Remove files that you no longer need, or reload this page."
            )
        if files + self._coming_files[session] >= MAX_FILES:
            return f"One visitor may upload at most {MAX_FILES:,} files at a time. Use a zip."
        everybodys = sum(total for _, total in held.values()) + self._coming_bytes.total()
        if everybodys + size_bytes > MAX_SESSIONS_FULL * max_bytes:
            return "Too much is being uploaded by all visitors together. Try again in a few minutes."
        return ""


def held_by(session: str) -> tuple[int, int]:
    """Returns how many uploaded files Streamlit holds for a session, and their total size in bytes."""
    files = list(uploads_in_memory().file_storage.get(session, {}).values())
    return len(files), sum(len(file.data) for file in files)
