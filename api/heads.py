"""`HEAD` requests, which get the answer of `GET` without its body."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class HeadAsGet:
    """Answers `HEAD` wherever `GET` is answered; FastAPI's routes only accept the methods that they name.

    Args:
        app: The application that answers; it sees a `GET` request.

    Source: RFC 9110, sections 9.1 and 9.3.2.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_without_body(message: Message) -> None:
            is_body = message["type"] == "http.response.body"
            await send({**message, "body": b""} if is_body else message)

        # The scope is changed, not copied, because the outer middleware reads from it which route answered.
        scope["method"] = "GET"
        try:
            await self._app(scope, receive, send_without_body)
        finally:
            scope["method"] = "HEAD"
