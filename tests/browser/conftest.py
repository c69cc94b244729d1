"""A running app and a real browser for the stories."""

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.app_server import running_app
from tests.browser.find_browser import find_browser

# On a busy machine an answer takes its time.
PATIENCE_MS = 20_000
expect.set_options(timeout=PATIENCE_MS)
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")
SIZES = {"phone": (390, 844), "desktop": (1400, 1000)}


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    """Starts the app as a person does; returns its address."""
    with running_app(INKLING_HOME=str(tmp_path_factory.mktemp("home"))) as address:
        yield address


@pytest.fixture(scope="session")
def launch():
    """Starts a headless browser with further arguments; of Playwright itself a process may have one alone."""
    path = find_browser()
    assert path, "no browser; `make test` provides one"
    with sync_playwright() as playwright:
        yield lambda *arguments: playwright.chromium.launch(executable_path=path, args=[*QUIET, *arguments])


@pytest.fixture(scope="session")
def browser(launch):
    """A headless browser."""
    browser = launch()
    yield browser
    browser.close()


@pytest.fixture(params=[("phone", "dark"), ("desktop", "light")], ids=lambda param: "-".join(param))
def page(request, browser):
    """A page of a phone's or a desk's size; in the end nothing may have gone wrong in it."""
    size, scheme = request.param
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        accept_downloads=True,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield page
    assert problems == []
    assert page.get_by_test_id("stException").count() == 0
    # Nothing sticks out to the side of a phone.
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
