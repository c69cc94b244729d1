"""Makes early answers arrive: the rest of a request's body is received and discarded."""

import asyncio
from contextlib import suppress

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.storage.settings import is_forwarded

# The limits of nginx: the time until the next piece arrives, and the total time.
PIECE_SECONDS = 5.0
TOTAL_SECONDS = 30.0


class WholeBodies:
    """Keeps a connection open while a request's body is still arriving.

    A request may be answered before its body is complete, for example because it is too large or its token is
    wrong. If the connection then closes, as proxies request with `Connection: close`, later data is answered
    with a reset (RFC 9112, section 9.6), and the sender may lose the answer: nginx returns 502 in its place.
    Caddy stops passing on the body, and cuts the sender off, as soon as it has the whole answer, so a proxy
    gets the end of the answer only after the body.

    Args:
        app: The application that answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http" or not _has_body(headers := Headers(scope=scope)):
            await self._app(scope, receive, send)
            return
        is_coming = True
        last_piece: bytes | None = None

        async def receive_and_look() -> Message:
            nonlocal is_coming
            message = await receive()
            is_coming = message["type"] == "http.request" and message.get("more_body", False)
            return message

        async def send_all_but_the_end(message: Message) -> None:
            nonlocal last_piece
            if is_coming and message["type"] == "http.response.body" and not message.get("more_body", False):
                body = message.get("body", b"")
                body, last_piece = (b"", body) if is_forwarded(headers) else (body, b"")
                message = {**message, "body": body, "more_body": True}
            await send(message)

        await self._app(scope, receive_and_look, send_all_but_the_end)
        if last_piece is None:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(TOTAL_SECONDS):
                while is_coming:
                    # In Python 3.11, `asyncio.wait_for` may swallow the outer timeout.
                    async with asyncio.timeout(PIECE_SECONDS):
                        await receive_and_look()
        # The web server closes the connection if an answer is not completed.
        await send({"type": "http.response.body", "body": last_piece, "more_body": is_coming})


def _has_body(headers: Headers) -> bool:
    """Returns whether a body follows in any case: with `Expect`, the client sends none after a refusal."""
    if "expect" in headers:
        return False
    return "transfer-encoding" in headers or headers.get("content-length", "0") != "0"
