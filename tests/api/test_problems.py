"""Every error that a user can cause has its own status; any other error reveals nothing."""

import errno

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.problems import Refusal, add_handlers, problem, problem_of
from core import errors
from core.errors import InklingError
from tests.api.problem_checks import problem_in

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, InklingError)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_has_a_status_and_a_code(kind):
    told = problem_of(kind("This is so. Received: that"))
    # Either the client or the server is at fault.
    by_the_server = (
        "NetworkFailed",
        "DiskFull",
        "CannotReadOrWrite",
        "ClusterFailed",
        "Unforeseen",
        "Stopped",
        "InklingError",
    )
    assert (told.status >= 500) == (kind.__name__ in by_the_server)
    assert told.code.replace("-", "") == kind.__name__.lower()
    assert told.detail == "This is so. Received: that"


@pytest.mark.parametrize(("status", "code"), [(413, "content-too-large"), (422, "unprocessable-content")])
def test_codes_are_the_same_in_every_version_of_python(status, code):
    told = problem(status, "This is so. Received: that")
    assert (told.code, told.title.lower()) == (code, code.replace("-", " "))


def test_what_would_move_a_cursor_is_escaped():
    assert problem(404, "Received: \x1b[2J\n").detail == r"Received: \x1b[2J\n"


def test_an_exception_tells_its_kind_alone_and_others_their_sentence(caplog):
    app = FastAPI()
    add_handlers(app)

    @app.get("/crash")
    def crash() -> None:
        raise ZeroDivisionError("secret")

    @app.get("/refuse")
    def refuse() -> None:
        raise Refusal(429, "Later. Received: much", Retry_After="7")

    @app.get("/stuck")
    def stuck() -> None:
        raise IsADirectoryError(errno.EISDIR, "Is a directory", "/a/b")

    client = TestClient(app, raise_server_exceptions=False)
    problem_in(client.get("/stuck"), 503, "cannot read or write /a/b;", "Received: Is a directory")
    told = client.get("/crash")
    problem_in(told, 500, "ZeroDivisionError")
    assert "secret" not in told.text
    told = client.get("/refuse")
    problem_in(told, 429, "Later")
    assert told.headers["retry-after"] == "7"
    problem_in(client.get("/nothing"), 404, "/api/docs", "/nothing")
    told = client.post("/crash")
    problem_in(told, 405, "GET", "POST")
    assert told.headers["allow"] == "GET, HEAD"
