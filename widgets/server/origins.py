"""Answers only requests that were sent to one of our own names, and by no page of another site."""

from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send


def only_allowed_hosts(app: ASGIApp) -> ASGIApp:
    """Refuses requests to other hosts than those in `server.allowedHosts`; if that is empty, to none.

    A page whose name suddenly leads to this computer (DNS rebinding) sends its own name as the host.
    Streamlit checks this for its websocket alone.

    Args:
        app: What answers the others.
    """
    hosts = st.get_option("server.allowedHosts") or ["*"]
    # Where a header names an IPv6 address, it has brackets; in the setting it has none.
    hosts = [f"[{host}]" if ":" in host else host for host in hosts]
    return TrustedHostMiddleware(app, allowed_hosts=hosts, www_redirect=False)


class OnlyOwnOrigin:
    """Refuses requests and websockets that a page of another site has made.

    A browser says in `Origin` which site's page is asking. Streamlit lets pages of other ports of the same
    machine in, and checks its websocket alone.

    Args:
        app: What answers the others.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] in ("http", "websocket") and not _is_own(Headers(scope=scope)):
            refusal = PlainTextResponse("This request came from a page of another site.", status_code=403)
            await refusal(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _is_own(headers: Headers) -> bool:
    origin = headers.get("origin")
    if origin is None or origin in st.get_option("server.corsAllowedOrigins"):
        return True
    try:
        return urlsplit(origin).netloc.lower() == headers.get("host", "").lower()
    except ValueError:
        return False
