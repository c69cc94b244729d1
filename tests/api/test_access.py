"""Who may use the API, by address, host, origin and token."""

import logging
import os

import pytest
from starlette.testclient import TestClient

from api.access import TOKEN, refusal_of
from tests.api.problem_checks import problem_in

SECRET = "correct-horse-battery-staple"


@pytest.fixture
def ask(api_app, at_home):
    def ask(path="/v1/models", address="127.0.0.1", method="GET", **headers):
        client = TestClient(api_app, "http://localhost:8501", client=(address, 50_000))
        return client.request(method, path, headers={key.replace("_", "-"): headers[key] for key in headers})

    return ask


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1"])
def test_without_a_token_this_machine_may_ask(ask, address):
    assert ask(address=address).status_code == 200


@pytest.mark.parametrize("address", ["192.168.1.5", "203.0.113.5", "::ffff:192.168.1.5", "fe80::1", "", "x"])
@pytest.mark.parametrize("path", ["/v1/models", "/v1/health", "/docs", "/metrics", "/v1/nothing"])
def test_without_a_token_nobody_else_may(ask, address, path):
    problem_in(ask(path, address), 403, "only the computer that it runs on")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8501", "127.0.0.1:8501", "[::1]:8501"])
def test_it_is_asked_by_each_of_its_own_names(ask, host):
    assert ask(host=host).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "evil.example:8501@x", "192.168.1.5:8501", "[::1", ""]
)
def test_a_page_whose_name_suddenly_leads_here_is_refused(ask, host):
    problem_in(ask(host=host), 403, "at localhost")


@pytest.mark.parametrize("header", ["x_forwarded_for", "forwarded", "x_real_ip", "via"])
def test_whoever_a_proxy_asks_for_is_not_this_machine(ask, header):
    problem_in(ask(**{header: "203.0.113.5"}), 403, "proxy")


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "", "http://localhost:3000", "http://[", "http://localhost"]
)
@pytest.mark.parametrize("path", ["/v1/models", "/v1/runs/x"])
def test_pages_of_other_sites_may_not_ask(ask, origin, path):
    problem_in(ask(path, method="DELETE", origin=origin), 403, "page of another site")


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_nor_may_they_with_requests_that_only_read(ask, site):
    problem_in(ask(sec_fetch_site=site, sec_fetch_mode="no-cors"), 403, "page of another site", site)
    # When a link is followed, only the user sees the response, so navigation is allowed.
    assert ask("/docs", sec_fetch_site=site, sec_fetch_mode="navigate").status_code == 200
    assert ask(sec_fetch_site="same-origin", sec_fetch_mode="cors").status_code == 200


def test_its_own_page_may(ask):
    assert ask(origin="http://localhost:8501").status_code == 200


@pytest.mark.parametrize(
    ("authorization", "words"),
    [
        (None, "no bearer token"),
        ("", "no bearer token"),
        ("Bearer", "no bearer token"),
        ("Bearer ", "another token"),
        ("Bearer wrong", "another token"),
        (f"Bearer {SECRET}x", "another token"),
        (f"Bearer {SECRET[:-1]}", "another token"),
        (f"Bearer {SECRET.upper()}", "another token"),
        (f"Basic {SECRET}", "no bearer token"),
        (SECRET, "no bearer token"),
    ],
)
def test_a_wrong_token_is_refused_from_everywhere(ask, monkeypatch, caplog, authorization, words):
    monkeypatch.setenv(TOKEN, SECRET)
    given = {} if authorization is None else {"authorization": authorization}
    with caplog.at_level(logging.DEBUG):
        for address in ("127.0.0.1", "203.0.113.5"):
            response = ask(address=address, **given)
            # The client strips trailing spaces from headers, so an empty token leaves only "Bearer".
            problem_in(response, 401, words if authorization != "Bearer " else "token")
            is_wrong = "another token" in response.json()["detail"]
            expected = 'Bearer error="invalid_token"' if is_wrong else "Bearer"
            assert response.headers["www-authenticate"] == expected
            assert SECRET not in response.text
    assert SECRET not in caplog.text


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_token_lets_in_from_everywhere(ask, monkeypatch, caplog, scheme):
    monkeypatch.setenv(TOKEN, SECRET)
    with caplog.at_level(logging.DEBUG):
        answer = ask(
            address="203.0.113.5",
            host="class.example",
            x_forwarded_for="203.0.113.5",
            authorization=f"{scheme} {SECRET}",
        )
    assert answer.status_code == 200
    assert SECRET not in caplog.text + answer.text


def test_a_token_may_be_of_any_bytes(ask, monkeypatch):
    monkeypatch.setenv(TOKEN, os.fsdecode(b"\xff\xc3\xa9"))
    problem_in(ask(authorization="Bearer x"), 401)
    for given, is_let_in in [(b"Bearer \xff\xc3\xa9", True), (b"Bearer \xff\xe9", False)]:
        scope = {"type": "http", "path": "/v1/models", "headers": [(b"authorization", given)]}
        assert (refusal_of(scope) is None) == is_let_in


@pytest.mark.parametrize("path", ["/v1/health", "/openapi.json", "/docs"])
def test_what_everybody_knows_needs_no_token(ask, monkeypatch, path):
    monkeypatch.setenv(TOKEN, SECRET)
    assert ask(path, "203.0.113.5").status_code == 200


@pytest.mark.parametrize(
    "path", ["/metrics", "/v1/models", "/v1/datasets", "/v1/runs", "/v1/predict", "/v1/health/", "/docs/x"]
)
def test_all_else_does(ask, monkeypatch, path):
    monkeypatch.setenv(TOKEN, SECRET)
    problem_in(ask(path), 401)


def test_an_empty_token_is_none(ask, monkeypatch):
    monkeypatch.setenv(TOKEN, " ")
    assert ask().status_code == 200
    problem_in(ask(address="203.0.113.5", authorization="Bearer "), 403)


@pytest.mark.parametrize("token", ["", SECRET])
@pytest.mark.parametrize("teaching", ["0", "1"])
def test_in_public_networks_can_be_asked_and_nothing_else(ask, monkeypatch, token, teaching):
    monkeypatch.setenv("INKLING_PUBLIC", "1")
    monkeypatch.setenv("INKLING_TEACHING", teaching)
    monkeypatch.setenv(TOKEN, token)
    headers = {"authorization": f"Bearer {token}"} if token else {}
    assert ask("/v1/models", **headers).status_code == 200
    assert ask("/v1/models/digits-dense", **headers).status_code == 200
    problem_in(ask("/v1/predict", method="POST", **headers), 415)
    for method, path in [
        ("GET", "/v1/datasets"),
        ("POST", "/v1/train"),
        ("GET", "/v1/runs"),
        ("GET", "/v1/runs/some-run"),
        ("DELETE", "/v1/runs/some-run"),
    ]:
        problem_in(ask(path, method=method, **headers), 403, "switched off")
