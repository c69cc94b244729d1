"""A running app and a real browser for the stories."""

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.app_server import running_app
from tests.browser.find_browser import find_browser


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    """Starts the app as a person does; returns its address."""
    with running_app(INKLING_HOME=str(tmp_path_factory.mktemp("home"))) as address:
        yield address


@pytest.fixture(scope="session")
def browser():
    """A headless browser."""
    path = find_browser()
    assert path, "no browser; `make test` provides one"
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=quiet)
        yield browser
        browser.close()
