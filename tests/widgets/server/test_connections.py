"""Small pieces are sent at once, and stalled clients are disconnected; relies on private parts of uvicorn."""

import logging
import socket
import threading
import time

import pytest
import uvicorn
from starlette.responses import PlainTextResponse
from uvicorn.protocols.http.h11_impl import H11Protocol

import server  # noqa: F401
from widgets.server import connections

PATIENCE_SECONDS = 60
# Long enough for what must arrive in time, even on a busy machine.
ENOUGH_SECONDS = 1.5
REQUEST = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
# Larger than what an operating system buffers for a client that does not read.
LARGE_BYTES = 20_000_000


async def answer(scope, receive, send):
    """Answers once the whole body has arrived, or before for `/early`; two letters, or a lot for `/large`.

    The answer to `/endless` is left without an end; `/error` ends in an error. WebSockets are refused.
    """
    if scope["type"] == "websocket":
        await PlainTextResponse("no", 403)(scope, receive, send)
        return
    while scope["path"] != "/early" and (await receive()).get("more_body"):
        pass
    body = bytes(LARGE_BYTES) if scope["path"] == "/large" else b"hi"
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    if scope["path"] == "/error":
        raise RuntimeError
    await send({"type": "http.response.body", "body": body, "more_body": scope["path"] == "/endless"})


@pytest.fixture
def connect(monkeypatch):
    """Opens connections to a web server with short time limits, which otherwise has our settings."""
    monkeypatch.setattr(connections, "HEADERS_SECONDS", 0.3)
    monkeypatch.setattr(connections, "TAKING_SECONDS", 0.3)
    running = uvicorn.Server(uvicorn.Config(answer, log_level="critical", ws="auto", lifespan="off"))
    opened = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def connect(receive_bytes=None):
            connection = socket.socket()
            opened.append(connection)
            if receive_bytes:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
            connection.settimeout(PATIENCE_SECONDS)
            connection.connect(listening.getsockname())
            return connection

        thread = threading.Thread(target=running.run, args=([listening],), daemon=True)
        thread.start()
        wait_until(lambda: running.started)
        yield connect
        for connection in opened:
            connection.close()
        running.should_exit = True
        thread.join(PATIENCE_SECONDS)
    assert not connections._headers
    assert not connections._taking


def wait_until(is_so):
    """Waits until a condition holds."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.005)


def rest_of(connection):
    """Waits until the server closes a connection; returns what it sent until then."""
    received = bytearray()
    try:
        while piece := connection.recv(100_000):
            received += piece
    except ConnectionResetError:
        pass
    return bytes(received)


@pytest.mark.parametrize("beginning", [b"", b"GET / HT", REQUEST[:-2], REQUEST[:-2] + b"X: y"])
def test_headers_that_do_not_end_end_the_connection(connect, beginning):
    connection = connect()
    connection.sendall(beginning)
    assert rest_of(connection) == b""


def test_the_second_request_of_a_connection_has_no_more_time(connect, monkeypatch):
    monkeypatch.setattr(connections, "HEADERS_SECONDS", ENOUGH_SECONDS)
    connection = connect()
    connection.sendall(REQUEST)
    assert connection.recv(1000).startswith(b"HTTP/1.1 200")
    connection.sendall(REQUEST[:-1])
    assert b"200" not in rest_of(connection)


def test_headers_in_time_have_all_the_time_for_their_body(connect, monkeypatch):
    monkeypatch.setattr(connections, "HEADERS_SECONDS", ENOUGH_SECONDS)
    slow, other = connect(), connect()
    slow.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\na")
    # When the other connection is closed, the time limit for headers has passed for the slow one too.
    assert rest_of(other) == b""
    slow.sendall(b"b")
    assert slow.recv(1000).startswith(b"HTTP/1.1 200")


def test_whoever_takes_nothing_is_let_go(connect, monkeypatch):
    monkeypatch.setattr(connections, "HEADERS_SECONDS", ENOUGH_SECONDS)
    monkeypatch.setattr(connections, "TAKING_SECONDS", ENOUGH_SECONDS)
    connection = connect(receive_bytes=4096)
    connection.sendall(REQUEST.replace(b"/ ", b"/large ", 1))
    wait_until(lambda: connections._taking)
    wait_until(lambda: not connections._taking)
    assert len(rest_of(connection)) < LARGE_BYTES


def test_whoever_takes_it_slowly_gets_all_of_it(connect):
    connection = connect()
    connection.sendall(REQUEST.replace(b"/ ", b"/large ", 1))
    wait_until(lambda: connections._taking)
    received, began = 0, time.monotonic()
    while received < LARGE_BYTES and (piece := connection.recv(100_000)):
        received += len(piece)
        # After the limit has passed there is nothing left to prove, so the rest is read faster.
        time.sleep(0.01 if time.monotonic() < began + 0.9 else 0)
    assert received > LARGE_BYTES


def test_connections_do_not_hold_small_pieces_back(connect, monkeypatch):
    options, receive = [], H11Protocol.data_received

    def look_and_receive(self, data):
        accepted = self.transport.get_extra_info("socket")
        options.append(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        receive(self, data)

    monkeypatch.setattr(H11Protocol, "data_received", look_and_receive)
    connection = connect()
    connection.sendall(REQUEST)
    assert connection.recv(1000)
    assert options[0] != 0


@pytest.mark.parametrize(
    ("length", "body"),
    [
        (b"Content-Length: 5", b"hello"),
        (b"Transfer-Encoding: chunked", b"5\r\nhello\r\n0\r\n\r\n"),
    ],
)
def test_a_request_for_a_websocket_with_a_body_is_answered(connect, length, body):
    wish = (
        b"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n"
    )
    connection = connect()
    connection.sendall(
        b"GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\n" + wish + length + b"\r\n\r\n" + body
    )
    received = rest_of(connection)
    assert received.startswith(b"HTTP/1.1 200 ")
    assert received.endswith(b"\r\n\r\nhi")


@pytest.fixture
def logged(caplog):
    """Records what the web server and its connections log; nothing is hidden."""
    logger, level = logging.getLogger("uvicorn.error"), logging.getLogger("uvicorn.error").level
    logger.addHandler(caplog.handler)
    yield caplog
    logger.removeHandler(caplog.handler)
    logger.setLevel(level)


def log_warnings():
    """The web server under test sets another level when it starts."""
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)


def test_a_malformed_request_is_answered_and_not_logged(connect, logged):
    connection = connect()
    log_warnings()
    connection.sendall(b"GET / HTTP/1.1\r\nHost : x\r\n\r\n")
    assert rest_of(connection).startswith(b"HTTP/1.1 400")
    logging.getLogger("uvicorn.error").warning("something else")
    assert {record.message for record in logged.records} == {"something else"}


@pytest.mark.parametrize(("path", "is_logged"), [("/endless", False), ("/error", True)])
def test_only_an_answer_that_is_left_open_on_purpose_is_not_logged(connect, logged, path, is_logged):
    connection = connect()
    log_warnings()
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    assert rest_of(connection).startswith(b"HTTP/1.1 200")
    assert bool(logged.records) == is_logged


def test_a_websocket_that_is_refused_is_not_logged(connect, logged):
    connection = connect()
    log_warnings()
    connection.sendall(
        b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    assert rest_of(connection).startswith(b"HTTP/1.1 403")
    assert logged.records == []


@pytest.mark.parametrize("is_answered_before", [False, True])
def test_a_malformed_body_is_answered_once_and_not_logged(connect, logged, is_answered_before):
    connection = connect()
    log_warnings()
    beginning = b"POST /early HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n"
    malformed = b"0x2\r\nhi\r\n"
    connection.sendall(beginning if is_answered_before else beginning + malformed)
    received = connection.recv(1000)
    if is_answered_before:
        connection.sendall(malformed)
    received += rest_of(connection)
    assert received.count(b"HTTP/1.1 ") == 1
    assert received.startswith(b"HTTP/1.1 200" if is_answered_before else b"HTTP/1.1 400")
    # Once another request is answered, the first one has ended, too.
    other = connect()
    other.sendall(REQUEST)
    assert other.recv(1000).startswith(b"HTTP/1.1 200")
    assert logged.records == []
