"""Our own hosts and origins are accepted, all others are refused."""

import pytest
import streamlit as st

from tests.widgets.server.asgi import answer_of
from widgets.server.origins import OnlyOwnOrigin, only_allowed_hosts

KINDS = pytest.mark.parametrize("kind", ["http", "websocket"])


@KINDS
@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 204),
        ("LOCALHOST:8501", 204),
        ("127.0.0.1:8501", 204),
        ("[::1]:8501", 204),
        ("evil.example", 400),
        ("localhost.evil.example", 400),
        ("evil.example:8501@localhost", 400),
        ("[::1", 400),
        ("", 400),
    ],
)
def test_only_names_of_this_computer_are_allowed_at_first(kind, host, status):
    assert answer_of(only_allowed_hosts, kind=kind, host=host)[0] == status


def test_a_request_without_a_host_is_refused():
    assert answer_of(only_allowed_hosts)[0] == 400


def test_an_operator_can_allow_other_hosts_or_all(monkeypatch):
    def option(hosts):
        monkeypatch.setattr(st, "get_option", {"server.allowedHosts": hosts}.get)

    option(["*.school.example"])
    assert answer_of(only_allowed_hosts, host="class.school.example")[0] == 204
    assert answer_of(only_allowed_hosts, host="localhost")[0] == 400
    option([])
    assert answer_of(only_allowed_hosts, host="anything.example")[0] == 204


@KINDS
@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://localhost:8501", 204),
        ("https://LOCALHOST:8501", 204),
        ("http://localhost", 403),
        ("http://localhost:3000", 403),
        ("http://evil.example:8501", 403),
        ("http://localhost:8501.evil.example", 403),
        ("http://[", 403),
        ("null", 403),
        ("", 403),
    ],
)
def test_only_pages_of_the_same_host_and_port_may_ask(kind, origin, status):
    assert answer_of(OnlyOwnOrigin, kind=kind, host="localhost:8501", origin=origin)[0] == status


def test_what_is_no_browser_sends_no_origin_and_may_ask():
    assert answer_of(OnlyOwnOrigin, host="localhost:8501")[0] == 204


def test_an_operator_can_allow_another_sites_pages(monkeypatch):
    monkeypatch.setattr(st, "get_option", {"server.corsAllowedOrigins": ["https://class.example"]}.get)
    assert answer_of(OnlyOwnOrigin, host="localhost:8501", origin="https://class.example")[0] == 204
    assert answer_of(OnlyOwnOrigin, host="localhost:8501", origin="http://class.example")[0] == 403
