"""A running app and a real browser for the stories."""

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.app_server import running_app
from tests.browser.drawing import PATIENCE_MS
from tests.browser.find_browser import find_browser

expect.set_options(timeout=PATIENCE_MS)
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")
BOTH = [("phone", "dark"), ("desktop", "light")]
SIZES = {"phone": (390, 844), "desktop": (1400, 1000)}


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    """Starts the app as a person does; returns its address.

    Nothing listens where it would ask the internet, so it is as without, on every machine.
    """
    home = str(tmp_path_factory.mktemp("home"))
    with running_app(INKLING_HOME=home, https_proxy="http://127.0.0.1:9") as address:
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


def open_page(browser, size, scheme):
    """Opens a page of a phone's or a desk's size; returns it, and the list of what will go wrong in it."""
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
    return page, problems


def assert_all_is_well(page, problems):
    """Nothing may have gone wrong in a page."""
    assert problems == []
    assert page.get_by_test_id("stException").count() == 0
    # Nothing sticks out to the side of a phone.
    page.wait_for_function("document.documentElement.scrollWidth <= innerWidth")


@pytest.fixture(params=BOTH, ids=lambda param: "-".join(param))
def page(request, browser):
    """A new page of a phone's or a desk's size."""
    page, problems = open_page(browser, *request.param)
    yield page
    assert_all_is_well(page, problems)
    page.context.close()


@pytest.fixture(scope="module")
def pages_of_module(browser):
    """The pages that stories of a module share, with what went wrong in them, by size and scheme."""
    opened = {}
    yield opened
    for page, _ in opened.values():
        page.context.close()


@pytest.fixture(params=BOTH, ids=lambda param: "-".join(param))
def shared_page(request, browser, pages_of_module):
    """The page on which the story before was told, as it was left: loading the app anew takes seconds."""
    if request.param not in pages_of_module:
        pages_of_module[request.param] = open_page(browser, *request.param)
    page, problems = pages_of_module[request.param]
    yield page
    assert_all_is_well(page, problems)
