"""How the web server's connections send: each piece of an answer at once."""

import socket
from functools import wraps

import uvicorn


def send_at_once() -> None:
    """Makes the connections of the web server that starts next send each piece of an answer at once.

    Otherwise the operating system holds a small piece back until the one before it has been confirmed, which
    clients delay by 40 ms (Nagle's algorithm with delayed acknowledgements, RFC 1122, 4.2.3): every answer of
    the API has two pieces, its headers and its body. asyncio switches this off only for sockets that name
    their protocol, which Streamlit's does not.
    """
    start = uvicorn.Server.startup
    if hasattr(start, "__wrapped__"):
        return

    @wraps(start)
    async def start_sending_at_once(
        server: uvicorn.Server, sockets: list[socket.socket] | None = None
    ) -> None:
        for listening in sockets or ():
            # What is accepted inherits this.
            listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await start(server, sockets)

    uvicorn.Server.startup = start_sending_at_once  # type: ignore[assignment, method-assign]
