"""Answers over a real socket are complete, and are abandoned when the client does not read them."""

import io
import socket
import zipfile

import pytest

from api import limits, sending
from tests.api.problem_checks import check_problem
from tests.api.served import head_of, opened, response_on, served, wait_until

# Larger than what an operating system buffers for a client that does not read.
LARGE = "/v1/models/things-1000/bundle"


@pytest.fixture(scope="module")
def port(api_app):
    with served(api_app) as port:
        yield port


@pytest.fixture
def ask_for_much(port, at_home):
    """Requests a large answer with a tiny receive buffer and reads nothing; returns the connection."""
    connections = []

    def ask():
        connection = socket.socket()
        connections.append(connection)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(20)
        connection.connect(("127.0.0.1", port))
        connection.sendall(head_of(LARGE, method="GET"))
        wait_until(lambda: limits.ANSWERS.lent_bytes > 1_000_000)
        return connection

    yield ask
    for connection in connections:
        connection.close()
    wait_until(lambda: limits.ANSWERS.lent_bytes == 0)


def test_a_large_answer_comes_whole(port, at_home):
    with opened(port, head_of(LARGE, method="GET")) as connection, connection.makefile("rb") as file:
        assert file.readline().split()[1] == b"200"
        headers = dict(line.decode().lower().strip().split(": ") for line in iter(file.readline, b"\r\n"))
        content = file.read(int(headers["content-length"]))
    assert len(content) > sending.PIECE_BYTES
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    wait_until(lambda: limits.ANSWERS.lent_bytes == 0)


def test_whoever_does_not_take_an_answer_is_let_go(monkeypatch, ask_for_much):
    monkeypatch.setattr(sending, "PATIENCE_SECONDS", 1.0)
    monkeypatch.setattr(sending, "MIN_BYTES_PER_SECOND", 10**9)
    connection = ask_for_much()
    size_bytes = limits.ANSWERS.lent_bytes
    wait_until(lambda: limits.ANSWERS.lent_bytes == 0)
    received = 0
    while piece := connection.recv(100_000):
        received += len(piece)
    assert 0 < received < size_bytes


def test_answers_that_nobody_takes_are_bounded_together(monkeypatch, port, ask_for_much):
    ask_for_much()
    monkeypatch.setattr(limits.ANSWERS, "limit_bytes", limits.ANSWERS.lent_bytes + 1_000_000)
    with opened(port, head_of(LARGE, method="GET")) as connection:
        status, headers, problem = response_on(connection)
    assert (status, headers["retry-after"]) == (429, "1")
    check_problem(problem, 429, "ask again in a second")
    with opened(port, head_of("/v1/health", method="GET")) as connection:
        assert response_on(connection)[0] == 200
