"""Fixtures shared by all API tests: one application, and a client program on the same machine."""

import base64

import pytest
from starlette.testclient import TestClient

from api import limits
from api.access import TOKEN
from api.application import create_application
from core.preprocessing.example_drawings import example_drawing
from core.preprocessing.quickdraw_format import to_quickdraw
from tests.core.pictures_for_tests import file_of, ink_of


@pytest.fixture(scope="session")
def api_app():
    return create_application()


@pytest.fixture(autouse=True)
def nobody_else():
    """Checks that no test leaves a place taken or memory lent, whatever it had refused."""
    yield
    assert (limits.REQUESTS.taken, limits.UPLOADS.taken) == (0, 0)
    assert (limits.MEMORY.lent_bytes, limits.DISK.lent_bytes, limits.ANSWERS.lent_bytes) == (0, 0, 0)


@pytest.fixture
def at_home(monkeypatch):
    """A private Inkling without a token."""
    for name in (TOKEN, "INKLING_PUBLIC", "INKLING_TEACHING"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def client(api_app, at_home):
    """A client program on the same machine."""
    return TestClient(
        api_app, "http://localhost:8501", raise_server_exceptions=False, client=("127.0.0.1", 50_000)
    )


@pytest.fixture(scope="session")
def seven():
    """A picture of a seven, dark on white, as base64."""
    return base64.b64encode(file_of(255 - ink_of("7"))).decode()


@pytest.fixture(scope="session")
def nine():
    """A drawing of a nine, as Quick, Draw! strokes."""
    label, strokes = example_drawing("digits", 7)
    assert label == "9"
    return to_quickdraw(strokes)
