"""Refusals that arrive: what is still being sent to an answered request is taken in, and thrown away."""

import asyncio

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# As nginx has them: until the next piece, and all in all.
PIECE_SECONDS = 5.0
TOTAL_SECONDS = 30.0


class WholeBodies:
    """Closes no connection on which a body is still coming.

    A request may be answered before its body is there: it is too large, or its token is wrong. If the
    connection ends with that, as proxies ask for in `Connection: close`, what comes afterwards is met by a
    reset (RFC 9112, section 9.6), and who sends it may lose the answer: nginx says 502 in its place.

    Args:
        app: What answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http" or not _has_body(Headers(scope=scope)):
            await self._app(scope, receive, send)
            return
        is_coming, is_answered = True, False

        async def receive_and_look() -> Message:
            nonlocal is_coming
            message = await receive()
            is_coming = message["type"] == "http.request" and message.get("more_body", False)
            return message

        async def send_all_but_the_end(message: Message) -> None:
            nonlocal is_answered
            if is_coming and message["type"] == "http.response.body" and not message.get("more_body", False):
                is_answered = True
                message = {**message, "more_body": True}
            await send(message)

        await self._app(scope, receive_and_look, send_all_but_the_end)
        if not is_answered:
            return
        try:
            async with asyncio.timeout(TOTAL_SECONDS):
                while is_coming:
                    await asyncio.wait_for(receive_and_look(), PIECE_SECONDS)
        except TimeoutError:
            # The web server closes a connection whose answer does not end.
            return
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def _has_body(headers: Headers) -> bool:
    """Tells whether a body follows, unasked: after `Expect`, an answer comes in place of the question."""
    if "expect" in headers:
        return False
    return "transfer-encoding" in headers or headers.get("content-length", "0") != "0"
