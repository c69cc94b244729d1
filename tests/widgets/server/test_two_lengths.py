"""A connection on which a body had two lengths is closed, so that what follows is not taken for a request."""

import pytest
from starlette.responses import PlainTextResponse

from server import app as whole_app
from tests.api.served import PATIENCE_SECONDS, head_of, opened, served
from widgets.server.two_lengths import CloseAfterTwoLengths

CHUNKED = "Transfer-Encoding: chunked"


async def app(scope, receive, send):
    """Answers with the whole body."""
    body, message = b"", {"more_body": True}
    while message["more_body"]:
        message = await receive()
        body += message["body"]
    await PlainTextResponse(f"[{body.decode()}]")(scope, receive, send)


@pytest.fixture(scope="module")
def port():
    with served(CloseAfterTwoLengths(app)) as port:
        yield port


@pytest.mark.parametrize("length", ["Content-Length: 1", "Content-Length: 99", "content-length: 0"])
def test_the_chunks_count_and_nothing_follows(port, length):
    with opened(port, head_of("/", length, CHUNKED) + b"2\r\nhi\r\n0\r\n\r\n" + head_of("/")) as connection:
        connection.settimeout(PATIENCE_SECONDS)
        received = b"".join(iter(lambda: connection.recv(2**16), b""))
    assert received.count(b"HTTP/1.1 ") == 1
    assert received.endswith(b"[hi]")
    assert b"connection: close" in received


def test_with_one_length_it_stays_open(port):
    with opened(port, head_of("/", CHUNKED) + b"2\r\nhi\r\n0\r\n\r\n") as connection:
        connection.settimeout(PATIENCE_SECONDS)
        assert connection.recv(2**16).endswith(b"[hi]")
        connection.sendall(head_of("/", "Content-Length: 1") + b"1")
        assert connection.recv(2**16).endswith(b"[1]")


def test_the_app_does_so_first():
    assert whole_app._user_middleware[0].cls is CloseAfterTwoLengths
