"""What the operator of a server allows, read from environment variables."""

import os
from collections.abc import Mapping
from urllib.parse import urlsplit

from core.errors import NotAllowed
from core.storage.paths import is_address

PUBLIC = "INKLING_PUBLIC"
TEACHING = "INKLING_TEACHING"
SERVER_PATHS = "INKLING_SERVER_PATHS"
RAY_ADDRESS = "INKLING_RAY_ADDRESS"
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
# Headers by which a proxy reveals itself. One that sends none of them must be handled by configuration.
_FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")


def is_public() -> bool:
    """Returns whether `INKLING_PUBLIC=1` disables importing, deleting and, unless allowed, teaching."""
    return _is_on(os.environ.get(PUBLIC))


def may_teach() -> bool:
    """Returns whether networks can be taught: always, or in a public demo only if `INKLING_TEACHING=1`."""
    return not is_public() or _is_on(os.environ.get(TEACHING))


def may_read_server_paths(address: str | None, headers: Mapping[str, str]) -> bool:
    """Returns whether a page may open folders of the machine that the app runs on.

    Args:
        address: The address that the server listens on; None for all addresses.
        headers: Headers of the request: a proxy on this machine may forward requests from elsewhere.

    Returns:
        False in a public demo; the value of `INKLING_SERVER_PATHS` if it is set; otherwise whether the
        server listens to this machine only, and the request was neither sent to another host name nor
        forwarded by a proxy.
    """
    if is_public():
        return False
    if SERVER_PATHS in os.environ:
        return _is_on(os.environ[SERVER_PATHS])
    return address in _LOOPBACK and is_asked_locally(headers)


def is_forwarded(headers: Mapping[str, str]) -> bool:
    """Returns whether a header of a request shows that a proxy sent it.

    Args:
        headers: Headers of the request; their names in any case.
    """
    return not {name.lower() for name in headers}.isdisjoint(_FORWARDED)


def is_asked_locally(headers: Mapping[str, str]) -> bool:
    """Returns whether a request names this machine as its host, and no header shows that a proxy sent it.

    Args:
        headers: Headers of the request; their names in any case.
    """
    by_name = {name.lower(): value for name, value in headers.items()}
    if is_forwarded(headers):
        return False
    return _host_of(by_name.get("host", "")) in _LOOPBACK


def ray_address() -> str | None:
    """Returns the address of the Ray cluster for training, as "http://head:8265"; None for this machine.

    It is set by `INKLING_RAY_ADDRESS`: the address of the cluster's dashboard, with or without `http://`.
    """
    text = os.environ.get(RAY_ADDRESS, "").strip().rstrip("/")
    if not text:
        return None
    return text if is_address(text) else f"http://{text}"


def require_private(what: str) -> None:
    """Refuses an action in a public demo.

    Args:
        what: The action, for example "Deleting".

    Raises:
        NotAllowed: In a public demo.
    """
    if is_public():
        raise _switched_off(what)


def require_teaching(what: str) -> None:
    """Refuses an action where networks cannot be taught.

    Args:
        what: The action, for example "Training".

    Raises:
        NotAllowed: In a public demo without teaching.
    """
    if not may_teach():
        raise _switched_off(what)


def _switched_off(what: str) -> NotAllowed:
    return NotAllowed(
        f"{what} is switched off here, since this Inkling is shared. Run Inkling on your own machine to "
        f"do it. Received: {PUBLIC}={os.environ.get(PUBLIC)}"
    )


def _host_of(host: str) -> str | None:
    """Returns the name in a `Host` header without its port; None if it is malformed."""
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


def _is_on(value: str | None) -> bool:
    return (value or "").strip().lower() in ("1", "true", "yes", "on")
