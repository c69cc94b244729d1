"""Access control: requests must have the token or, if no token is set, come from this machine."""

import hmac
import ipaddress
import os
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.problems import Refusal, as_response, from_another_site
from core.storage.settings import is_asked_locally, require_private

TOKEN = "INKLING_API_TOKEN"
# These need no token: they reveal nothing that is not in the source code, and health checks have no token.
OPEN_PATHS = ("/v1/health", "/openapi.json", "/docs")
_BEARER = b"bearer "


class OnlyAllowed:
    """Refuses requests that are not allowed, before any of their bodies is read.

    If `INKLING_API_TOKEN` is set, requests need it as a bearer token. Otherwise, they must come from this
    machine, have one of its own names as `Host` (a page whose name suddenly resolves to this machine sends
    its own name), and not be made by a page of another site.

    Args:
        app: The application that answers all other requests.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] == "http" and (refusal := refusal_of(scope)) is not None:
            await as_response(refusal.problem, refusal.headers)(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def refusal_of(scope: Scope) -> Refusal | None:
    """Returns the refusal of a request, or None if the request is allowed."""
    headers = Headers(scope=scope)
    # The token may consist of any bytes, so the raw bytes are compared.
    token = os.fsencode(os.environ.get(TOKEN, "").strip())
    if token:
        is_open = scope["path"].removeprefix(scope.get("root_path", "")) in OPEN_PATHS
        return None if is_open else _refusal_by_token(headers, token)
    client = scope.get("client")
    if not _is_loopback(client[0] if client else ""):
        return Refusal(
            403,
            "The API answers only the computer that it runs on; its operator can let you in by setting "
            f"{TOKEN} there. Received: a request from another computer",
        )
    if not is_asked_locally(headers):
        return Refusal(
            403,
            "Call the API at localhost or 127.0.0.1, and not through a proxy, or set "
            f"{TOKEN}. Received: Host {headers.get('host', '')[:100]}",
        )
    # Browsers send no `Origin` with requests that only read, so `Sec-Fetch-Site` is checked as well.
    site = headers.get("sec-fetch-site")
    if site in ("cross-site", "same-site") and headers.get("sec-fetch-mode") != "navigate":
        return from_another_site(f"Sec-Fetch-Site {site}")
    origin = headers.get("origin")
    if origin is not None and not _is_own(origin, headers.get("host", "")):
        return from_another_site(f"Origin {origin[:100]}")
    return None


async def only_private() -> None:
    """Refuses training in a public demo, which strangers may visit; raises `NotAllowed`."""
    require_private("Training over the API")


def _refusal_by_token(headers: Headers, token: bytes) -> Refusal | None:
    given = headers.get("authorization", "").encode("latin-1")
    is_bearer = given[: len(_BEARER)].lower() == _BEARER
    # The comparison takes equally long whichever character is wrong.
    if is_bearer and hmac.compare_digest(given[len(_BEARER) :].strip(), token):
        return None
    received = "another token" if is_bearer else "no bearer token"
    return Refusal(
        401,
        f"The API needs the token that its operator has set, as in `Authorization: Bearer ...`. "
        f"Received: {received}",
        # Source: RFC 6750, section 3.
        WWW_Authenticate='Bearer error="invalid_token"' if is_bearer else "Bearer",
    )


def _is_loopback(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def _is_own(origin: str, host: str) -> bool:
    try:
        return urlsplit(origin).netloc.lower() == host.lower()
    except ValueError:
        return False
