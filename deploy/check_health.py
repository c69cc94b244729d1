"""Reports by its exit status whether the server on this machine answers: the container's health check."""

import http.client
import os
import sys

TIMEOUT_SECONDS = 4


def is_healthy(port: int, host: str) -> bool:
    """Returns whether the server answers its health check.

    Args:
        port: Port on which the server listens.
        host: A host name that the server accepts.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET", "/_stcore/health", headers={"Host": host})
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def main() -> int:
    """Returns 0 if the server is healthy, otherwise 1."""
    port = int(os.environ.get("STREAMLIT_SERVER_PORT", "8501"))
    # The first host name that the operator allows; a pattern such as *.school.example matches itself.
    names = os.environ.get("STREAMLIT_SERVER_ALLOWED_HOSTS", "").split() or ["localhost"]
    return 0 if is_healthy(port, names[0]) else 1


if __name__ == "__main__":
    sys.exit(main())
