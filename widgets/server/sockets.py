"""How the web server's connections send: each piece of an answer at once."""

import socket
from functools import wraps

from streamlit.web.server.starlette import starlette_server


def send_at_once() -> None:
    """Makes the connections of the server that starts next send each piece of an answer at once.

    Otherwise the operating system holds a small piece back until the one before it has been confirmed, which
    clients delay by up to 40 ms (Nagle's algorithm with delayed acknowledgements, RFC 1122, 4.2.3.2): every
    answer of the API has two pieces, and every answer on a page has dozens. asyncio switches this off only
    for sockets that name their protocol, which Streamlit's does not.
    """
    bind = starlette_server._bind_socket
    if hasattr(bind, "__wrapped__"):
        return

    @wraps(bind)
    def bind_and_send_at_once(address: str, port: int, backlog: int) -> socket.socket:
        listening = bind(address, port, backlog)
        # What is accepted inherits this.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listening

    starlette_server._bind_socket = bind_and_send_at_once
