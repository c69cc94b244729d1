"""Bounds what one visitor, and all of them together, may hold in the server's memory."""

import logging
import re
from collections import Counter

import streamlit as st
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from widgets.shared.uploads import say_refused, uploads_in_memory

MAX_FILES = 5_000
# Of all visitors together, in multiples of what one may hold.
MAX_SESSIONS_FULL = 4
# It warns of each form that it cannot read, which Streamlit refuses: a visitor could fill the log.
logging.getLogger("python_multipart").setLevel(logging.ERROR)
_UPLOAD_PATH = re.compile(r".*/_stcore/upload_file/(?P<session>[^/]+)/[^/]+")


class BoundedUploads:
    """Refuses an upload if its session would hold too much with it.

    `server.maxUploadSize` bounds a single file in Streamlit; here it bounds the sum of a session's files
    too, those on their way included.

    Args:
        app: What takes the others.
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
            # Drops what is zero, so that nothing is kept of sessions that are over.
            self._coming_bytes += Counter()
            self._coming_files += Counter()

    def _refusal(self, session: str, size_bytes: int) -> str:
        """Says why an upload is too much; returns an empty text if it is not."""
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
    """Returns how many uploaded files Streamlit holds for a session, and their bytes."""
    files = list(uploads_in_memory().file_storage.get(session, {}).values())
    return len(files), sum(len(file.data) for file in files)
