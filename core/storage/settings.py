"""What the operator of a server has allowed, from environment variables."""

import os

from core.errors import NotAllowed

PUBLIC = "INKLING_PUBLIC"
SERVER_PATHS = "INKLING_SERVER_PATHS"


def is_public() -> bool:
    """Tells whether `INKLING_PUBLIC=1` switches off training, importing and deleting, for a public demo."""
    return _is_on(os.environ.get(PUBLIC))


def may_read_server_paths(address: str | None) -> bool:
    """Tells whether a page may open folders of the machine that the app runs on.

    Args:
        address: The address that the server listens on; None for every address.

    Returns:
        `INKLING_SERVER_PATHS` if that is set; else whether only this machine can reach the server.
    """
    if is_public():
        return False
    if SERVER_PATHS in os.environ:
        return _is_on(os.environ[SERVER_PATHS])
    return address in ("localhost", "127.0.0.1", "::1")


def require_private(what: str) -> None:
    """Refuses something in a public demo.

    Args:
        what: As in "Training".

    Raises:
        NotAllowed: If this is one.
    """
    if is_public():
        raise NotAllowed(
            f"{what} is switched off here, since this is a public demo. Run Inkling on your own machine to "
            f"do it. Received: {PUBLIC}={os.environ.get(PUBLIC)}"
        )


def _is_on(value: str | None) -> bool:
    return (value or "").strip().lower() in ("1", "true", "yes", "on")
