"""Answers are sent in pieces, and kept in memory only as long as the client keeps reading them."""

import asyncio
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import limits
from api.bodies import MIN_BYTES_PER_SECOND, PATIENCE_SECONDS
from api.problems import Refusal, as_response

# The web server accepts the next piece only when the client has received most of the previous one.
PIECE_BYTES = 64 * 2**10


class BoundedSending:
    """Disconnects clients that request large answers but do not read them.

    Args:
        app: The application that answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(scope, receive, send)
        try:
            await self._app(scope, receive, answer.send)
        finally:
            limits.ANSWERS.give_back(answer.lent_bytes)


class _Answer:
    """Passes on an answer piece by piece.

    Args:
        scope: The request's scope.
        receive: The web server's `receive`.
        send: The web server's `send`.
    """

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.lent_bytes = 0
        self._scope, self._receive, self._send = scope, receive, send
        self._start: Message | None = None
        self._is_over = False
        self._sent_bytes = 0
        self._began = time.monotonic()

    async def send(self, message: Message) -> None:
        """Sends a message, or a refusal in its place if other answers need the memory."""
        if self._is_over:
            return
        if message["type"] == "http.response.start":
            self._start, self._began = message, time.monotonic()
            return
        body = message.get("body", b"")
        if self._start is not None:
            start, self._start = self._start, None
            try:
                self._lend(len(body))
            except Refusal as refusal:
                self._is_over = True
                await as_response(refusal.problem, refusal.headers)(self._scope, self._receive, self._send)
                return
            await self._send(start)
        is_more = message.get("more_body", False)
        for first in range(0, max(len(body), 1), PIECE_BYTES):
            piece = body[first : first + PIECE_BYTES]
            more_body = is_more or first + PIECE_BYTES < len(body)
            if not await self._send_in_time({**message, "body": piece, "more_body": more_body}):
                return

    def _lend(self, size_bytes: int) -> None:
        if size_bytes > PIECE_BYTES:
            limits.ANSWERS.lend(size_bytes)
            self.lent_bytes = size_bytes

    async def _send_in_time(self, message: Message) -> bool:
        allowed_seconds = PATIENCE_SECONDS + self._sent_bytes / MIN_BYTES_PER_SECOND
        try:
            async with asyncio.timeout(self._began + allowed_seconds - time.monotonic()):
                await self._send(message)
        except TimeoutError:
            # The web server closes the connection if an answer is not completed.
            self._is_over = True
            return False
        self._sent_bytes += len(message["body"])
        return True
