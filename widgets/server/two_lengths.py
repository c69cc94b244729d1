"""Requests that state the length of their body in two ways, with which other requests can be smuggled in."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class CloseAfterTwoLengths:
    """Closes the connection after a request with both `Content-Length` and `Transfer-Encoding`.

    The web server reads such a body in its chunks; a proxy that has counted its bytes would take what follows
    for another request.

    Args:
        app: The application that answers.

    Source: RFC 9112, section 6.3.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http" or not {"content-length", "transfer-encoding"} <= {*Headers(scope=scope)}:
            await self._app(scope, receive, send)
            return

        async def send_and_close(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), (b"connection", b"close")]}
            await send(message)

        headers = [(name, value) for name, value in scope["headers"] if name != b"content-length"]
        await self._app({**scope, "headers": headers}, receive, send_and_close)
