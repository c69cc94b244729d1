"""Requests with a full address, including the server, as sent by programs that take it for a proxy."""

from urllib.parse import unquote, urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send


class OriginForm:
    """Reads `GET http://localhost:8501/path` as `GET /path` with that host, as every server must.

    Args:
        app: The application that answers; it only understands paths.

    Source: RFC 9112, section 3.2.2.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] == "http" and scope["path"].lower().startswith(("http://", "https://")):
            scope = _as_path(scope)
        await self._app(scope, receive, send)


def _as_path(scope: Scope) -> Scope:
    try:
        address = urlsplit(scope["raw_path"].decode("ascii"))
    except ValueError:
        # The invalid address is passed on as it is, and is answered as unknown.
        return scope
    headers = [(name, value) for name, value in scope["headers"] if name != b"host"]
    path = address.path or "/"
    return {
        **scope,
        "path": unquote(path),
        "raw_path": path.encode("ascii"),
        # The host in the address replaces the one in the header.
        "headers": [(b"host", address.netloc.encode("ascii")), *headers],
    }
