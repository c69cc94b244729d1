"""The API is loaded on the first request, costs the pages nothing, and refuses in its own format."""

import subprocess
import sys
from base64 import b64encode
from urllib.parse import unquote

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit.web.server.starlette.starlette_path_security_middleware import PathSecurityMiddleware

from api.entry import ApiFirst, RefusalsAsProblems
from tests.api.problem_checks import problem_in
from tests.api.served import head_of, opened, response_on, served
from tests.conftest import ROOT
from tests.in_a_thread import run_coroutine
from widgets.server.origins import OnlyOwnOrigin


def refuse(request):
    return PlainTextResponse("no", int(request.query_params["status"]))


def other(request):
    return JSONResponse({"a": 1}, 418)


class RefusingFirst:
    """Refuses one path before the API is reached, as the host and origin checks do."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        is_refused = scope["type"] == "http" and scope["path"] == "/api/refuse"
        await (Route("/api/refuse", refuse).app if is_refused else self.app)(scope, receive, send)


@pytest.fixture
def client(at_home):
    routes = [
        Route("/refuse", refuse),
        Route("/apix", other),
    ]
    middleware = [Middleware(RefusalsAsProblems), Middleware(RefusingFirst), Middleware(ApiFirst)]
    app = Starlette(routes=routes, middleware=middleware)
    return TestClient(app, "http://localhost", client=("127.0.0.1", 1), raise_server_exceptions=False)


def test_it_answers_below_its_own_name(client):
    assert client.get("/api/v1/health").json() == {"status": "ok"}
    assert client.get("/api/openapi.json").json()["servers"] == [{"url": "/api"}]
    problem_in(client.get("/api/v1/nothing"), 404, "/api/v1/nothing")
    assert client.get("/apix").status_code == 418


@pytest.mark.parametrize(
    "path",
    [
        *("/API/v1/models", "/Api", "/aPI/", "/api/V1/models", "/%41pi/v1/health"),
        *(
            "/api;x/",
            "/api;x/v1/models",
            "/api./v1",
            "/api,v1",
            "/api=1",
            "/api:8501",
            "/api%20/v1",
            "/%20api",
        ),
        *("/api//v1/models", "//api/v1/models"),
    ],
)
def test_written_in_another_way_nothing_is_there_and_no_page_is_shown(client, path):
    client.app.router.routes.append(Route("/{anything:path}", other))
    for method in ("GET", "POST"):
        problem_in(client.request(method, f"http://localhost{path}"), 404, "/api/docs", unquote(path))


@pytest.mark.parametrize(
    "path", ["/api\\v1", "\\api\\v1", "/%61pi/v1/health", "/api%2Fv1/health", "/./api/v1"]
)
def test_no_path_that_clients_put_right_leads_to_a_page(client, path):
    """As the web server gives it, with its escapes replaced once: those are what was written twice."""

    async def as_it_came(scope, receive, send):
        await client.app({**scope, "path": path}, receive, send)

    client.app.router.routes.append(Route("/{anything:path}", other))
    asked = TestClient(as_it_came, "http://localhost", client=("127.0.0.1", 1)).get("/")
    problem_in(asked, 404, "/api/docs", "nothing at this address")


@pytest.mark.parametrize(
    "path", ["/apix/API/v1", "/api_v1", "/api-v1", "/%C3%A4api/v1", "/api%C3%A4/v1", "/draw/api"]
)
def test_a_name_that_only_begins_or_ends_so_is_a_page(client, path):
    client.app.router.routes.append(Route("/{anything:path}", other))
    assert client.get(path).status_code == 418


@pytest.mark.parametrize("path", ["/api%2Fv1/health", "/%61pi/v1/health"])
def test_an_escape_of_a_letter_is_that_letter(client, path):
    assert client.get(path).json() == {"status": "ok"}


@pytest.mark.parametrize("status", [400, 404, 500])
def test_refusals_by_others_become_problems_for_programs_alone(client, status):
    problem_in(client.get(f"/api/refuse?status={status}"), status, "Received: host localhost, /api/refuse")
    assert client.get(f"/refuse?status={status}").text == "no"
    assert client.get("/apix").json() == {"a": 1}


OPENING = ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"]
OPENING.append(f"Sec-WebSocket-Key: {b64encode(bytes(16)).decode()}")


def answer_to_websocket(app, path, *lines):
    """The status, headers and body that a client gets that opens a WebSocket."""
    with served(app) as port, opened(port, head_of(path, *OPENING, *lines, method="GET")) as connection:
        return response_on(connection)


@pytest.mark.parametrize("path", ["/api/v1/models", "/api", "//api/v1/predict"])
def test_a_websocket_is_refused_as_programs_read_it(at_home, path):
    status, headers, body = answer_to_websocket(RefusalsAsProblems(ApiFirst(Starlette())), path)
    assert (status, headers["content-type"]) == (400, "application/problem+json")
    assert body["status"] == 400
    assert "not WebSockets; send a request" in body["detail"]
    assert body["detail"].endswith(f"Received: a WebSocket to {path}")


def test_a_websocket_from_a_page_of_another_site_is_refused_as_programs_read_it(at_home):
    app = RefusalsAsProblems(OnlyOwnOrigin(ApiFirst(Starlette())))
    status, headers, body = answer_to_websocket(app, "/api/v1/models", "Origin: http://evil.example")
    assert (status, headers["content-type"]) == (403, "application/problem+json")
    assert "a page of another site; send it from a program" in body["detail"]


def test_a_host_that_is_missing_is_called_none(client):
    problem_in(client.get("/api/refuse?status=400", headers={"host": ""}), 400, "Received: host none, /api")


def test_a_page_of_another_site_is_named_as_it_is_received(client):
    client.headers["origin"] = "https://elsewhere.example"
    words = "a page of another site; send it from a program", "Received: Origin https://elsewhere.example"
    problem_in(client.get("/api/refuse?status=403"), 403, *words)


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_its_own_name_is_no_page(client, method):
    problem_in(client.request(method, "/api"), 404, "/api/docs")
    problem_in(client.get("/api?x=1"), 404, "/api/docs")


@pytest.mark.parametrize("path", ["//api/v1/models", "///api/v1/models", "//api", "/%2Fapi/v1/predict"])
def test_too_many_slashes_are_refused_as_programs_read_it(client, path):
    """Streamlit refuses such paths in its own middleware, before any routing."""
    client.app.add_middleware(PathSecurityMiddleware)
    client.app.add_middleware(RefusalsAsProblems)
    problem_in(client.get(f"http://localhost{path}"), 400, "/api/docs", f"host localhost, {unquote(path)}")
    other = client.get("http://localhost//apix/v1")
    assert (other.status_code, other.text) == (400, "Bad Request")


def test_whoever_hangs_up_leaves_no_error_behind(at_home):
    app = RefusalsAsProblems(ApiFirst(Starlette()))
    messages = iter([{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}])
    sent = []

    async def receive():
        return next(messages)

    async def send(message):
        sent.append(message)

    headers = [(b"host", b"localhost"), (b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": "/api/v1/predict", "headers": headers}
    scope |= {"client": ("127.0.0.1", 1), "query_string": b"", "root_path": "", "scheme": "http"}
    run_coroutine(app(scope, receive, send))
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]
    assert sent[1]["body"] == b""


def test_the_app_starts_without_what_only_the_api_needs():
    code = """
import sys
print([name for name in ("fastapi", "prometheus_client", "tensorflow") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_api_needs_nothing_that_only_trains():
    code = """
import sys
from api.application import create_application
create_application()
print([name for name in ("tensorflow", "keras", "sklearn", "cleanlab", "streamlit") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
