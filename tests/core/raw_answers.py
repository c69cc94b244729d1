"""A server that answers every request with given bytes, whether they are HTTP or not."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def served(answer: bytes) -> Iterator[str]:
    """Runs such a server while the block runs.

    Args:
        answer: What it sends before it closes the connection.

    Yields:
        Its address, such as "http://127.0.0.1:50123".
    """

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.recv(65_536)
            self.request.sendall(answer)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
