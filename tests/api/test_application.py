"""What the API says about itself, and that it keeps to its own OpenAPI description."""

import pytest
from hypothesis import HealthCheck, given, settings
from starlette.applications import Starlette
from starlette.routing import Mount

from api.application import create_application
from core.training import runs
from tests.api.problem_checks import problem_in

LABELS = [
    f"{method.upper()} {path}"
    for path, methods in create_application().openapi()["paths"].items()
    for method in methods
]
MOUNTED = Starlette(routes=[Mount("/api", app=create_application())])


async def asked_locally(scope, receive, send):
    """The API as called by a program on the same machine."""
    headers = [(name, b"localhost" if name == b"host" else value) for name, value in scope.get("headers", ())]
    await MOUNTED({**scope, "client": ("127.0.0.1", 50_000), "headers": headers}, receive, send)


@pytest.fixture(scope="module")
def operations():
    """Returns the described operations by method and path; importing schemathesis takes seconds."""
    import schemathesis

    schema = schemathesis.openapi.from_asgi("/api/openapi.json", asked_locally)
    described = [result.ok() for result in schema.get_all_operations()]
    assert sorted(each.label for each in described) == sorted(LABELS)
    return {each.label: each for each in described}


@pytest.mark.parametrize("mode", ["positive", "negative"])
@pytest.mark.parametrize("label", LABELS)
def test_it_keeps_to_its_own_description(operations, label, mode, at_home, monkeypatch):
    from schemathesis.generation import GenerationMode
    from schemathesis.specs.openapi.checks import positive_data_acceptance

    operation, mode = operations[label], GenerationMode(mode)
    monkeypatch.setattr(runs, "start_worker", lambda module, folder: None)
    if mode.is_negative and not (operation.body or operation.query):
        pytest.skip("any text may be a name")

    # The description cannot say what the bytes of a zip must be.
    excluded = [positive_data_acceptance] if operation.label == "POST /v1/train" else []

    @settings(
        max_examples=12,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def check(case):
        case.call_and_validate(excluded_checks=excluded)

    check()


def test_it_says_that_it_lives(client):
    assert client.get("/v1/health").json() == {"status": "ok"}


@pytest.mark.parametrize("method", ["PUT", "PATCH", "OPTIONS", "TRACE", "BREW"])
@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/v1/predict", "POST"),
        ("/v1/models", "GET and HEAD"),
        ("/v1/runs/x", "GET, HEAD and DELETE"),
    ],
)
def test_other_methods_are_refused_and_all_that_are_taken_named(client, method, path, allowed):
    answer = client.request(method, path)
    problem_in(answer, 405, f"answers {allowed} only", f"Received: {method}")
    assert answer.headers["allow"] == allowed.replace(" and ", ", ")


@pytest.mark.parametrize(
    "path", ["/", "/v1", "/v1/", "/v2/models", "/v1/models/", "/v1/models/a/b/c", "/v1/%0a"]
)
def test_other_addresses_are_refused(client, path):
    problem_in(client.get(path), 404, "/api/docs")
