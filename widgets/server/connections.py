"""How the web server's connections behave: small pieces go out at once, and who stands still is let go."""

import asyncio
import socket
from collections.abc import Callable
from functools import wraps
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

# A browser that opens a connection in advance opens another one.
HEADERS_SECONDS = 20.0
# In which whoever is sent much must take a part of it: about a megabyte, since operating systems say so late.
TAKING_SECONDS = 120.0
_headers: dict[H11Protocol, asyncio.TimerHandle] = {}
_taking: dict[H11Protocol, asyncio.TimerHandle] = {}


def watch_connections() -> None:
    """Makes the connections of this process's web server behave so, from now on.

    Three things are not as uvicorn has them:

    - What is written is sent at once. Otherwise the operating system holds a small piece back until the one
      before has been confirmed, which clients delay by up to 40 ms (Nagle's algorithm with delayed
      acknowledgements, RFC 1122, 4.2.3.2): every answer of the API has two pieces, and every answer on a page
      dozens. asyncio sees to it only for sockets that name their protocol, which Streamlit's does not.
    - Whoever does not get to the end of a request's headers is let go: a few thousand such connections take
      all sockets that a process may have.
    - So is whoever takes nothing of what is sent: all of it stays in memory.

    Streamlit imports an app when uvicorn has its settings and its socket already, so its class is changed.
    """
    if hasattr(H11Protocol.connection_made, "__wrapped__"):
        return
    _follow("connection_made", _begin)
    _follow("data_received", lambda connection, data: _look(connection))
    _follow("pause_writing", _watch_taking)
    _follow("connection_lost", _end)


def _follow(name: str, more: Callable[..., None]) -> None:
    """Lets a method of uvicorn's connections be followed by more."""
    method = getattr(H11Protocol, name)

    @wraps(method)
    def followed(self: H11Protocol, *arguments: Any) -> None:
        method(self, *arguments)
        more(self, *arguments)

    setattr(H11Protocol, name, followed)


def _begin(connection: H11Protocol, transport: asyncio.Transport) -> None:
    connected = transport.get_extra_info("socket")
    if connected is not None and connected.family in (socket.AF_INET, socket.AF_INET6):
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    _look(connection)


def _look(connection: H11Protocol) -> None:
    """Begins to wait for the end of headers, or ends that."""
    if connection.conn.their_state is not h11.IDLE:
        # They are there; how slowly a body may come is the business of who reads it.
        _cancel(_headers, connection)
    elif connection not in _headers:
        _headers[connection] = connection.loop.call_later(HEADERS_SECONDS, _end_headers, connection)


def _end_headers(connection: H11Protocol) -> None:
    del _headers[connection]
    # What was asked before may still be on its way, and keeping the connection open has a time of its own.
    if connection.conn.their_state is h11.IDLE and not connection.transport.get_write_buffer_size():
        connection.transport.abort()


def _watch_taking(connection: H11Protocol) -> None:
    if connection not in _taking:
        left_bytes = connection.transport.get_write_buffer_size()
        _taking[connection] = connection.loop.call_later(TAKING_SECONDS, _end_taking, connection, left_bytes)


def _end_taking(connection: H11Protocol, before_bytes: int) -> None:
    del _taking[connection]
    left_bytes = connection.transport.get_write_buffer_size()
    if left_bytes >= before_bytes:
        connection.transport.abort()
    elif left_bytes:
        _watch_taking(connection)


def _end(connection: H11Protocol, *_: Any) -> None:
    _cancel(_headers, connection)
    _cancel(_taking, connection)


def _cancel(timers: dict[H11Protocol, asyncio.TimerHandle], connection: H11Protocol) -> None:
    if (timer := timers.pop(connection, None)) is not None:
        timer.cancel()
