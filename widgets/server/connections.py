"""Changes to the web server's connections: data is sent at once, and stalled clients are disconnected."""

import asyncio
import logging
import socket
from collections.abc import Callable
from functools import wraps
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

# Time to send the headers of a request. A browser that opened this connection in advance opens another one.
HEADERS_SECONDS = 20.0
# Time in which a client must take some of what it is sent: about a megabyte, because operating systems report
# late that something was taken.
TAKING_SECONDS = 120.0
# Errors that uvicorn logs although nothing is wrong. `WholeBodies` and the API leave an answer without an end
# to disconnect a stalled client; a WebSocket that is refused never has a handshake.
_NO_ERRORS = (
    "ASGI callable returned without completing response.",
    "ASGI callable returned without completing handshake.",
)
_MODULE = H11Protocol.__module__.rpartition(".")[2]
_headers: dict[H11Protocol, asyncio.TimerHandle] = {}
_taking: dict[H11Protocol, asyncio.TimerHandle] = {}


def watch_connections() -> None:
    """Changes how uvicorn handles the connections of this process, from now on.

    There are six changes:

    - Data is sent as soon as it is written. Otherwise, the operating system holds back a small piece until
      the previous one has been acknowledged, which clients delay by up to 40 ms (Nagle's algorithm with
      delayed acknowledgements, RFC 1122, 4.2.3.2); every answer of the API has two pieces, and every answer
      on a page dozens. asyncio only does this for sockets that name their protocol, which Streamlit's does
      not.
    - Clients that do not finish the headers of a request are disconnected: a few thousand such connections
      use up all sockets that a process may have.
    - Clients that read nothing of what they are sent are disconnected, because all of it stays in memory.
    - A request whose body turns out to be malformed gets one answer, even if one has begun by then. uvicorn
      would try to send two, and fail.
    - A request for a WebSocket with a body is answered like any other request. uvicorn would keep the body
      from whoever should answer, and neither answer nor close the connection. A server may ignore the wish
      for a WebSocket (RFC 9110, section 7.8).
    - Nothing is logged for a request that is malformed, for a client that is disconnected because it does not
      go on sending or reading, or for a WebSocket that is refused: anybody could fill the log, and a request
      that is refused is answered anyway.

    uvicorn's class is changed because uvicorn already has its settings and its socket when Streamlit imports
    an app.
    """
    if hasattr(H11Protocol.connection_made, "__wrapped__"):
        return
    _follow("connection_made", _begin)
    _follow("data_received", lambda connection, data: _look(connection))
    _follow("pause_writing", _watch_taking)
    _follow("connection_lost", _end)
    _answer_malformed_once()
    _upgrade_without_body_only()
    logging.getLogger("uvicorn.error").addFilter(_is_worth_logging)


def _is_worth_logging(record: logging.LogRecord) -> bool:
    is_malformed = record.levelno == logging.WARNING and record.module == _MODULE
    return not is_malformed and record.msg not in _NO_ERRORS


def _follow(name: str, more: Callable[..., None]) -> None:
    """Makes a method of uvicorn's connections call another function afterwards."""
    method = getattr(H11Protocol, name)

    @wraps(method)
    def followed(self: H11Protocol, *arguments: Any) -> None:
        method(self, *arguments)
        more(self, *arguments)

    setattr(H11Protocol, name, followed)


def _answer_malformed_once() -> None:
    answer = H11Protocol.send_400_response

    @wraps(answer)
    def answer_once(self: H11Protocol, message: str) -> None:
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            answer(self, message)
        else:
            self.transport.close()
        if self.cycle is not None:
            # What the application still sends is then discarded.
            self.cycle.disconnected = True
            self.cycle.message_event.set()

    H11Protocol.send_400_response = answer_once  # type: ignore[assignment,method-assign]


def _upgrade_without_body_only() -> None:
    should_upgrade = H11Protocol._should_upgrade

    @wraps(should_upgrade)
    def should_upgrade_without_body(self: H11Protocol) -> bool:
        has_body = any(
            name == b"transfer-encoding" or (name == b"content-length" and value.strip(b"0"))
            for name, value in self.headers
        )
        return not has_body and should_upgrade(self)

    H11Protocol._should_upgrade = should_upgrade_without_body  # type: ignore[method-assign]


def _begin(connection: H11Protocol, transport: asyncio.Transport) -> None:
    connected = transport.get_extra_info("socket")
    if connected is not None and connected.family in (socket.AF_INET, socket.AF_INET6):
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    _look(connection)


def _look(connection: H11Protocol) -> None:
    """Starts to wait for the end of the headers, or stops waiting if they are complete."""
    if connection.conn.their_state is not h11.IDLE:
        # The headers are complete; the code that reads the body limits how slowly it may arrive.
        _cancel(_headers, connection)
    elif connection not in _headers:
        _headers[connection] = connection.loop.call_later(HEADERS_SECONDS, _end_headers, connection)


def _end_headers(connection: H11Protocol) -> None:
    del _headers[connection]
    # An earlier answer may still be on its way, and idle connections have a time limit of their own.
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
