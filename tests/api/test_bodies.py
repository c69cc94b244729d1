"""Request bodies over a real socket: too large, slow, compressed or cut off; none leaves anything behind."""

import json
import socket
import threading
import tracemalloc

import pytest

from api import bodies, limits, predict_routes
from core.errors import Unforeseen
from tests.api.problem_checks import check_problem, problem_in
from tests.api.served import head_of, opened, response_on, served, wait_until

JSON = "Content-Type: application/json"
FORM = "Content-Type: multipart/form-data; boundary=x"
GIGABYTE = 2**30


@pytest.fixture(scope="module")
def port(api_app):
    with served(api_app) as port:
        yield port


@pytest.fixture(autouse=True)
def settled(at_home):
    """Waits until the server has released everything that the test's requests held."""
    yield
    wait_until(lambda: not limits.REQUESTS.taken and not limits.UPLOADS.taken)


def is_refused(connection, status, *words):
    with connection:
        answered, headers, problem = response_on(connection)
    assert answered == status
    assert headers["content-type"] == "application/problem+json"
    check_problem(problem, status, *words)
    return headers


@pytest.mark.parametrize("kind", [JSON, FORM])
@pytest.mark.parametrize("path", ["/v1/predict", "/v1/train"])
def test_a_gigabyte_that_is_announced_is_not_even_begun(port, path, kind):
    connection = opened(port, head_of(path, kind, f"Content-Length: {GIGABYTE}"))
    is_refused(connection, 413, "send at most", "1,073,741,824 bytes")


@pytest.mark.parametrize("kind", [JSON, FORM])
def test_a_body_that_does_not_end_is_refused_when_it_is_too_large(port, monkeypatch, kind):
    monkeypatch.setattr(limits, "MAX_PREDICT_BYTES", 1_000_000)
    with opened(port, head_of("/v1/predict", kind, "Transfer-Encoding: chunked")) as connection:
        start = b'--x\r\nContent-Disposition: form-data; name="images"; filename="a"\r\n\r\n'
        piece = (start if kind == FORM else b"[") + b" " * 100_000
        tracemalloc.start()
        for _ in range(12):
            connection.sendall(b"%x\r\n%s\r\n" % (len(piece), piece))
            piece = b" " * 100_000
        is_refused(connection, 413, "send at most 0 MB")
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
        tracemalloc.stop()


@pytest.mark.parametrize("kind", [JSON, FORM])
def test_whoever_sends_too_slowly_is_let_go(port, monkeypatch, kind):
    monkeypatch.setattr(bodies, "PATIENCE_SECONDS", 0.1)
    beginning = b"--x\r\nCont" if kind == FORM else b'{"models"'
    connection = opened(port, head_of("/v1/predict", kind, "Content-Length: 1000") + beginning)
    assert is_refused(connection, 408, "too slowly", "9 bytes")["connection"] == "close"


def test_whoever_hangs_up_leaves_place_and_memory(port):
    connection = opened(port, head_of("/v1/predict", JSON, "Content-Length: 1000") + b'{"models"')
    wait_until(lambda: limits.REQUESTS.taken == 1 and limits.MEMORY.lent_bytes == 1000)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    connection.close()
    wait_until(lambda: limits.REQUESTS.taken == 0 and limits.MEMORY.lent_bytes == 0)


def test_when_all_places_are_taken_the_next_one_is_told_to_come_later(port, monkeypatch, seven):
    monkeypatch.setattr(limits.REQUESTS, "count", 2)
    waiting = [opened(port, head_of("/v1/predict", JSON, "Content-Length: 9")) for _ in range(2)]
    wait_until(lambda: limits.REQUESTS.taken == 2)
    for method, path in [
        ("POST", "/v1/predict"),
        ("GET", "/v1/models"),
        ("GET", "/v1/datasets"),
        ("GET", "/v1/runs"),
    ]:
        busy = opened(port, head_of(path, JSON, "Content-Length: 0", method=method))
        assert is_refused(busy, 429, "more than 2 requests")["retry-after"] == "1"
    # The health check is answered even so.
    with opened(port, head_of("/v1/health", method="GET")) as connection:
        assert response_on(connection)[0] == 200
    for connection in waiting:
        connection.sendall(b"123456789")
        is_refused(connection, 422)


def test_large_bodies_together_are_bounded(port, monkeypatch):
    monkeypatch.setattr(limits.MEMORY, "limit_bytes", 1_500)
    first = opened(port, head_of("/v1/predict", JSON, "Content-Length: 1000"))
    wait_until(lambda: limits.MEMORY.lent_bytes == 1000)
    second = opened(port, head_of("/v1/predict", JSON, "Content-Length: 1000"))
    assert is_refused(second, 429, "Other requests need the memory")["retry-after"] == "1"
    first.sendall(b"x" * 1000)
    is_refused(first, 422)


def test_two_uploads_at_once_are_enough(port):
    connections = [opened(port, head_of("/v1/train", FORM, "Content-Length: 99")) for _ in range(2)]
    wait_until(lambda: limits.UPLOADS.taken == 2)
    is_refused(opened(port, head_of("/v1/train", FORM, "Content-Length: 99")), 429)
    for connection in connections:
        connection.close()
    wait_until(lambda: limits.UPLOADS.taken == 0)


@pytest.mark.parametrize("packing", ["gzip", "deflate", "br"])
def test_packed_bodies_are_not_unpacked(port, packing):
    connection = opened(
        port, head_of("/v1/predict", JSON, f"Content-Encoding: {packing}", "Content-Length: 0")
    )
    is_refused(connection, 415, packing)


def test_a_body_that_nobody_asked_for_is_not_kept(port):
    connection = opened(port, head_of("/v1/models", f"Content-Length: {GIGABYTE}", method="GET"))
    is_refused(connection, 422, "takes no body", str(GIGABYTE))


def test_whoever_hangs_up_while_networks_are_asked_stops_them(port, monkeypatch, seven):
    began, ended = threading.Event(), []

    def asks(question, stop):
        began.set()
        ended.append(stop.wait(60))
        raise Unforeseen("Too late. Received: nothing")

    monkeypatch.setattr(predict_routes, "answer", asks)
    body = json.dumps({"models": ["digits-dense"], "images": [seven]}).encode()
    connection = opened(port, head_of("/v1/predict", JSON, f"Content-Length: {len(body)}") + body)
    assert began.wait(60)
    assert limits.REQUESTS.taken == 1
    connection.close()
    wait_until(lambda: limits.REQUESTS.taken == 0)
    assert ended == [True]


@pytest.mark.parametrize("path", ["/v1/predict", "/v1/train"])
def test_a_form_without_an_end_is_not_taken_for_a_whole_one(port, path):
    part = b'--x\r\nContent-Disposition: form-data; name="models"\r\n\r\ndigits-dense\r\n'
    file = b'--x\r\nContent-Disposition: form-data; name="images"; filename="a"\r\n\r\nGIF89a\r\n'
    for cut in (b"", part, part + file[:-20], part + file):
        connection = opened(port, head_of(path, FORM, f"Content-Length: {len(cut)}") + cut)
        is_refused(connection, 400, "no end")


def test_a_form_with_too_much_says_how_much_may_be_sent(port):
    file = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nb\r\n'
    field = b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\n%s\r\n'
    for form, words in [
        (file * 2, "at most 1 file. Received: more"),
        (field % b"b" * 11, "at most 10 fields"),
        (field % (b"b" * 20_000), "at most 10,240 bytes in each field"),
    ]:
        body = form + b"--x--\r\n"
        connection = opened(port, head_of("/v1/train", FORM, f"Content-Length: {len(body)}") + body)
        is_refused(connection, 422, "This form is too large", words)


def test_a_file_where_a_word_should_be_is_called_a_file(port):
    part = b'--x\r\nContent-Disposition: form-data; name="%s"; filename="a"\r\n\r\nb\r\n'
    models = b'--x\r\nContent-Disposition: form-data; name="models"\r\n\r\ndigits-dense\r\n'
    for name in (b"top", b"other"):
        body = models + part % name + b"--x--\r\n"
        connection = opened(port, head_of("/v1/predict", FORM, f"Content-Length: {len(body)}") + body)
        is_refused(connection, 422, name.decode(), 'Received: "a file"')


def test_forms_that_cannot_be_read_do_not_fill_the_log(client, caplog):
    form = {"Content-Type": "multipart/form-data; boundary=x"}
    for body in (b"x", b"--x\r\n\0: 1\r\n\r\n", b"--x\r\n: 1", b"--xy", b"--x\r\nA: b\rc"):
        for path in ("/v1/predict", "/v1/train"):
            problem_in(client.post(path, content=body, headers=form), 400, "form")
    assert [record.name for record in caplog.records if record.name != "httpx"] == []
