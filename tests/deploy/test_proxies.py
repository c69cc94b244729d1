"""A client behind a proxy is not mistaken for the server's own machine, whatever the request claims."""

import urllib.error
import urllib.request

import pytest

FORWARDED = {
    "X-Forwarded-For": "127.0.0.1",
    "X-Forwarded-Host": "localhost",
    "X-Forwarded-Proto": "https",
    "X-Real-IP": "127.0.0.1",
    "Forwarded": "for=127.0.0.1;host=localhost",
    "Via": "1.1 proxy",
}


def status_of(container, path, host, **headers):
    """Sends a request to the server from this machine, as a local proxy does; returns the status."""
    _, environment = container
    address = f"http://127.0.0.1:{environment['STREAMLIT_SERVER_PORT']}{path}"
    try:
        request = urllib.request.Request(address, headers={"Host": host, **headers})
        return urllib.request.urlopen(request, timeout=30).status
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.parametrize(
    ("host", "status"), [("class.example", 200), ("localhost", 200), ("evil.example", 400)]
)
def test_it_answers_to_the_names_that_the_operator_allows(container, host, status):
    assert status_of(container, "/", host) == status
    # A proxy's headers do not change that.
    assert status_of(container, "/", host, **FORWARDED) == status


@pytest.mark.parametrize("name", FORWARDED)
def test_a_request_through_a_proxy_needs_a_token(container, name):
    assert status_of(container, "/api/v1/models", "localhost") == 200
    assert status_of(container, "/api/v1/models", "localhost", **{name: FORWARDED[name]}) == 403
    assert status_of(container, "/api/v1/models", "localhost", **{name.lower(): ""}) == 403


def test_a_name_of_the_internet_needs_a_token_even_if_the_proxy_says_nothing(container):
    assert status_of(container, "/api/v1/models", "class.example") == 403
