"""Query parameters and bodies that a route does not have, or that are given twice, are refused everywhere."""

import pytest

from api.documentation import document
from tests.api.problem_checks import problem_in

ADDRESSES = [
    ("GET", "/v1/models"),
    ("HEAD", "/v1/models"),
    ("GET", "/v1/models/digits-deep"),
    ("GET", "/v1/models/digits-deep/bundle"),
    ("POST", "/v1/predict"),
    ("GET", "/v1/datasets"),
    ("POST", "/v1/train"),
    ("GET", "/v1/runs"),
    ("GET", "/v1/runs/x"),
    ("DELETE", "/v1/runs/x"),
    ("GET", "/v1/health"),
    ("GET", "/metrics"),
    ("GET", "/openapi.json"),
    ("GET", "/docs"),
]


def test_every_route_is_tested_here(api_app):
    paths = {path.replace("digits-deep", "{name}").replace("/x", "/{run_id}") for _, path in ADDRESSES}
    assert paths - {"/openapi.json", "/docs"} == set(document(api_app)["paths"])


@pytest.mark.parametrize(("method", "path"), ADDRESSES)
def test_unknown_and_repeated_parameters_are_refused(client, method, path):
    if method == "HEAD":
        assert client.head(f"{path}?topp=3").status_code == 422
        return
    problem_in(client.request(method, f"{path}?topp=3"), 422, 'topp is not known here. Received: "3"')
    problem_in(
        client.request(method, f"{path}?best=keep&b%65st=discard"),
        422,
        "Give each parameter once. Received: best more than once",
    )


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("best=keep&best=keep", "Give each parameter once. Received: best more than once"),
        ("best=keep&Best=keep", 'Best is not known here. Received: "keep"'),
        ("best=keep&=1", 'answered: "" is not known here. Received: "1"'),
        ("best=keep&=1&=2", "Give each parameter once. Received: a parameter without a name more than once"),
        ("best=keep&%1b%5b2J%0a", r'\x1b[2J\n is not known here. Received: ""'),
        ("best", "best should be"),
    ],
)
def test_only_what_is_meant_is_done(client, query, words):
    problem_in(client.delete(f"/v1/runs/x?{query}"), 422, words)


@pytest.mark.parametrize("query", ["", "&&"])
def test_no_parameters_are_fine(client, query):
    assert client.get(f"/v1/health?{query}").json() == {"status": "ok"}


def test_a_known_parameter_is_used(client):
    problem_in(client.delete("/v1/runs/x?best=keep"), 404, "There is no such training")


def test_other_errors_come_first(client):
    problem_in(client.get("/v1/nothing?topp=3"), 404, "/api/docs")
    problem_in(client.put("/v1/models?topp=3"), 405, "GET and HEAD only")
    problem_in(client.put("/v1/runs/x"), 405, "GET, HEAD and DELETE only")


@pytest.mark.parametrize(("method", "path"), ADDRESSES)
def test_a_body_that_nobody_reads_is_refused(client, method, path):
    if method == "POST":
        return
    bodies = (
        (b'{"best": "keep"}', "a body of 16 bytes"),
        (b"x", "a body of 1 byte"),
        (iter([b"x"]), "a body"),
    )
    for body, received in bodies:
        answer = client.request(method, path, content=body)
        if method == "HEAD":
            assert answer.status_code == 422
        else:
            assert problem_in(answer, 422, "takes no body")["detail"].endswith(f"Received: {received}")


def test_an_empty_body_is_fine(client):
    assert client.get("/v1/health", headers={"content-length": "0"}).status_code == 200
    assert client.get("/v1/health", headers={"content-type": "application/json"}).status_code == 200
