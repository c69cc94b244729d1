"""A running app and a real browser for the stories."""

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.app_server import running_app
from tests.browser.drawing import PATIENCE_MS
from tests.browser.find_browser import find_browser

expect.set_options(timeout=PATIENCE_MS)
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")
BOTH = [("phone", "dark"), ("desktop", "light")]
ENDS_WITH_ITS_CONTENT = """() => {
  const [main, content] = [".stMain", ".stMainBlockContainer"].map(name => document.querySelector(name));
  return !content || main.scrollHeight <= Math.max(main.clientHeight, content.offsetHeight + 100);
}"""
FILLS_ITS_COLUMN = """page => document.querySelector(`.st-key-${page}-canvas-frame`).offsetWidth >
  0.98 * document.querySelector(".stMainBlockContainer h1").offsetWidth"""
SIZES = {"phone": (390, 844), "desktop": (1400, 1000)}


@pytest.fixture(scope="session")
def home_of_app(tmp_path_factory):
    """The folder in which the app keeps what users have made."""
    home = tmp_path_factory.mktemp("app") / "home"
    home.mkdir()
    return home


@pytest.fixture(scope="session")
def address(home_of_app):
    """Starts the app as a user would; returns its address.

    Its proxy is a port on which nothing listens, so the app is offline on every machine.
    """
    with running_app(INKLING_HOME=str(home_of_app), https_proxy="http://127.0.0.1:9") as address:
        yield address


@pytest.fixture
def new_home(home_of_app, tmp_path):
    """Gives the running app an empty home for one test, which saves starting another app."""
    home_of_app.rename(tmp_path / "of others")
    home_of_app.mkdir()
    yield home_of_app
    home_of_app.rename(tmp_path / "of this test")
    (tmp_path / "of others").rename(home_of_app)


@pytest.fixture(scope="session")
def launch():
    """Starts a headless browser with extra arguments; a process can run only one Playwright."""
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


@pytest.fixture(scope="session")
def contexts(browser):
    """Browser contexts by size and theme; pages of one context share a cache and so load faster."""
    return {
        (size, scheme): browser.new_context(
            viewport=dict(zip(("width", "height"), SIZES[size], strict=True)),
            color_scheme=scheme,
            accept_downloads=True,
            reduced_motion="reduce",
        )
        for size, scheme in BOTH
    }


def open_page(context):
    """Opens a page; returns it and a list that collects the errors that occur in it."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    return page, problems


def assert_all_is_well(page, problems):
    """Checks that nothing has gone wrong in a page."""
    assert problems == []
    assert page.get_by_test_id("stException").count() == 0
    # Nothing may stick out sideways on a phone or leave empty space at the end of a page.
    page.wait_for_function("document.documentElement.scrollWidth <= innerWidth")
    page.wait_for_function(ENDS_WITH_ITS_CONTENT)


@pytest.fixture(params=BOTH, ids=lambda param: "-".join(param))
def page(request, contexts):
    """A new page, of phone or desktop size."""
    page, problems = open_page(contexts[request.param])
    yield page
    assert_all_is_well(page, problems)
    page.close()


@pytest.fixture(scope="module")
def pages_of_module():
    """The pages shared by the stories of a module, with the errors that occurred, by size and theme."""
    opened = {}
    yield opened
    for page, _ in opened.values():
        page.close()


@pytest.fixture(params=BOTH, ids=lambda param: "-".join(param))
def shared_page(request, contexts, pages_of_module):
    """The page as the previous story left it: loading the app again takes seconds."""
    if request.param not in pages_of_module:
        pages_of_module[request.param] = open_page(contexts[request.param])
    page, problems = pages_of_module[request.param]
    yield page
    assert_all_is_well(page, problems)
