"""A client that is refused while sending receives the refusal, and cannot go on sending for ever."""

import asyncio
import socket
import time

import pytest
from starlette.responses import PlainTextResponse

from tests.api.served import PATIENCE_SECONDS, head_of, opened, served
from tests.in_a_thread import run_coroutine
from widgets.server import whole_bodies
from widgets.server.whole_bodies import WholeBodies

# More than the socket buffers of both sides hold.
LARGE_BYTES = 30 * 2**20


async def app(scope, receive, send):
    """Reads the body of `/read` and answers with its length; refuses everything else without reading it."""
    assert scope["type"] == "http"
    size, message = 0, {"more_body": scope["path"] == "/read"}
    while message.get("more_body"):
        message = await receive()
        size += len(message.get("body", b""))
    status = 200 if scope["path"] == "/read" else 403
    await PlainTextResponse(str(size), status)(scope, receive, send)


@pytest.fixture(scope="module")
def port():
    with served(WholeBodies(app)) as port:
        yield port


def all_from(connection):
    connection.settimeout(PATIENCE_SECONDS)
    return b"".join(iter(lambda: connection.recv(2**16), b""))


@pytest.mark.parametrize("is_chunked", [True, False])
@pytest.mark.parametrize(("path", "status"), [("/read", b"200"), ("/refuse", b"403")])
def test_an_answer_arrives_though_the_connection_is_to_end_with_it(port, path, status, is_chunked):
    length = "Transfer-Encoding: chunked" if is_chunked else f"Content-Length: {LARGE_BYTES}"
    with opened(port, head_of(path, length, "Connection: close")) as connection:
        # Long enough to be refused, so that everything sent from here on comes after the refusal.
        time.sleep(0.2)
        piece = bytes(2**20)
        for _ in range(LARGE_BYTES // len(piece)):
            connection.sendall(b"100000\r\n" + piece + b"\r\n" if is_chunked else piece)
        if is_chunked:
            connection.sendall(b"0\r\n\r\n")
        answer = all_from(connection)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.split()[1] == status
    assert body == (str(LARGE_BYTES).encode() if path == "/read" else b"0")


@pytest.mark.parametrize("is_forwarded", [True, False])
def test_only_a_proxy_gets_the_end_of_the_answer_after_the_body(is_forwarded):
    sent, seen = [], []
    coming = iter([True, True, False])

    async def receive():
        seen.append(b"".join(message.get("body", b"") for message in sent))
        return {"type": "http.request", "body": b"a", "more_body": next(coming)}

    async def send(message):
        sent.append(message)

    headers = [(b"content-length", b"3"), *([(b"x-forwarded-for", b"203.0.113.5")] if is_forwarded else [])]
    run_coroutine(WholeBodies(app)({"type": "http", "path": "/refuse", "headers": headers}, receive, send))
    assert seen == [b"" if is_forwarded else b"0"] * 3
    assert b"".join(message.get("body", b"") for message in sent) == b"0"
    assert [message.get("more_body") for message in sent[1:]] == [True, False]


def test_the_answer_does_not_wait_for_the_body(port):
    with opened(port, head_of("/refuse", "Content-Length: 1000")) as connection:
        assert b" 403 " in connection.recv(2**16)


@pytest.mark.parametrize("setting", ["PIECE_SECONDS", "TOTAL_SECONDS"])
def test_nobody_is_waited_for_longer_than_that(port, monkeypatch, setting):
    monkeypatch.setattr(whole_bodies, setting, 0.3)
    with opened(port, head_of("/refuse", "Content-Length: 1000000")) as connection:
        began = time.monotonic()
        answer = b""
        connection.settimeout(0.1)
        while time.monotonic() < began + PATIENCE_SECONDS:
            try:
                if setting == "TOTAL_SECONDS":
                    connection.sendall(b"a")
                piece = connection.recv(2**16)
            except TimeoutError:
                continue
            except OSError:
                break
            if not piece:
                break
            answer += piece
        assert b" 403 " in answer
        assert 0.2 < time.monotonic() - began < PATIENCE_SECONDS / 2


def test_a_piece_that_arrives_as_time_runs_out_does_not_extend_it(monkeypatch):
    monkeypatch.setattr(whole_bodies, "TOTAL_SECONDS", 0.01)
    pieces = 0

    async def receive():
        nonlocal pieces
        pieces += 1
        # The event loop learns of the piece and of the end of the time at once.
        await asyncio.sleep(0)
        time.sleep(0.02)
        return {"type": "http.request", "body": b"a", "more_body": pieces < 10}

    async def send(message):
        pass

    headers = [(b"content-length", b"10")]
    run_coroutine(WholeBodies(app)({"type": "http", "path": "/refuse", "headers": headers}, receive, send))
    assert pieces < 10


def test_who_waits_to_be_asked_for_the_body_and_who_hangs_up_are_not_waited_for(port):
    lines = ("Content-Length: 1000", "Expect: 100-continue", "Connection: close")
    began = time.monotonic()
    with opened(port, head_of("/refuse", *lines)) as connection:
        answer = all_from(connection)
    assert answer.startswith(b"HTTP/1.1 403")
    with opened(port, head_of("/refuse", "Content-Length: 1000")) as connection:
        connection.shutdown(socket.SHUT_WR)
        assert all_from(connection).startswith(b"HTTP/1.1 403")
    assert time.monotonic() - began < whole_bodies.PIECE_SECONDS


def test_a_connection_that_stays_open_takes_the_next_request(port):
    with opened(port, head_of("/refuse", "Content-Length: 3") + b"abc") as connection:
        assert connection.recv(2**16).startswith(b"HTTP/1.1 403")
        connection.sendall(head_of("/read", "Content-Length: 2", "Connection: close") + b"ab")
        assert all_from(connection).endswith(b"\r\n\r\n2")
