"""`HEAD` is answered like `GET`, without a body."""

import pytest

from tests.api.served import head_of, opened, served
from tests.api.test_metrics import figures


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/health", 200),
        ("/v1/models", 200),
        ("/v1/models/digits-dense", 200),
        ("/v1/models/none", 404),
        ("/openapi.json", 200),
        ("/docs", 200),
        ("/nothing", 404),
        ("/v1/predict", 405),
    ],
)
def test_it_says_what_get_would(client, path, status):
    head, get = client.head(path), client.get(path)
    assert head.status_code == get.status_code == status
    assert head.content == b""
    assert head.headers == get.headers


def test_it_is_refused_as_get_is(client):
    told = client.head("/v1/models", headers={"host": "evil.example"})
    assert (told.status_code, told.content) == (403, b"")


def test_it_is_counted_as_itself(client):
    client.head("/v1/models")
    key = ("inkling_api_requests_total", ("method", "HEAD"), ("route", "/v1/models"), ("status", "200"))
    assert figures(client)[key] >= 1


def test_nothing_follows_the_headers(api_app, at_home):
    head = head_of("/v1/models", "Connection: close", method="HEAD")
    with served(api_app) as port, opened(port, head) as connection:
        answer = connection.makefile("rb").read()
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(b"\r\n\r\n")
