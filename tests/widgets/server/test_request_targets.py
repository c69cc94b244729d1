"""Requests with an absolute address are answered like any others, and bypass no host check."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from tests.in_a_thread import run_coroutine
from widgets.server.request_targets import OriginForm


def say(request):
    return PlainTextResponse(f"{request.headers['host']} {request.url.path} {request.query_params.get('q')}")


APP = Starlette(
    routes=[Route("/", say), Route("/a b", say)],
    middleware=[Middleware(OriginForm), Middleware(TrustedHostMiddleware, allowed_hosts=["localhost"])],
)


def ask(target, host="localhost"):
    """Sends a request in the form in which uvicorn passes it on; returns its status and text."""
    sent = []

    async def receive():
        return {"type": "http.request"}

    async def send(message):
        sent.append(message)

    path, _, query = target.partition("?")
    scope = {"type": "http", "method": "GET", "path": path.replace("%20", " "), "raw_path": path.encode()}
    scope |= {"query_string": query.encode(), "headers": [(b"host", host.encode())], "scheme": "http"}
    run_coroutine(APP({**scope, "root_path": "", "client": None}, receive, send))
    return sent[0]["status"], sent[1]["body"].decode()


@pytest.mark.parametrize("beginning", ["", "http://localhost", "HTTPS://localhost", "http://localhost:8501"])
def test_an_address_is_read_as_its_path(beginning):
    host = beginning.rpartition("/")[2] or "localhost"
    assert ask(f"{beginning}/a%20b?q=1") == (200, f"{host} /a b 1")


def test_an_address_without_a_path_is_the_start():
    assert ask("http://localhost") == (200, "localhost / None")


@pytest.mark.parametrize("target", ["http://evil.example/", "http://localhost@evil.example/", "http:///"])
def test_the_host_of_the_address_counts_and_not_the_header(target):
    assert ask(target, "localhost")[0] == 400
    assert ask("http://localhost/", "evil.example")[0] == 200


@pytest.mark.parametrize("target", ["*", "http://[::x/", "ftp://localhost/", "localhost:80"])
def test_other_targets_are_no_address(target):
    assert ask(target)[0] == 404
