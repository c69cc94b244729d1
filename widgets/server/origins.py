"""Refuses requests that were sent to another host name than our own, or by a page of another site."""

from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send


def only_allowed_hosts(app: ASGIApp) -> ASGIApp:
    """Refuses requests to hosts that are not in `server.allowedHosts`; refuses none if that is empty.

    A page whose name suddenly resolves to this computer (DNS rebinding) sends its own name as the host.
    Streamlit only checks this for its websocket.

    Args:
        app: The application that answers all other requests.
    """
    hosts = st.get_option("server.allowedHosts") or ["*"]
    # IPv6 addresses have brackets in the header, but not in the setting.
    hosts = [f"[{host}]" if ":" in host else host for host in hosts]
    return TrustedHostMiddleware(app, allowed_hosts=hosts, www_redirect=False)


class OnlyOwnOrigin:
    """Refuses requests and websockets from pages of other sites.

    A browser states in `Origin` from which site's page a request comes. Streamlit accepts pages from other
    ports of the same machine, and only checks its websocket.

    Args:
        app: The application that answers all other requests.
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
