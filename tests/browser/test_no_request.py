"""No page makes requests to the internet, and no name is rendered as a picture, a link or markup."""

import pytest

from tests.browser.conftest import open_page
from tests.browser.drawing import open_canvas, wait_for_run
from tests.hostile_names import NAMES, fill_home, photo

pytestmark = pytest.mark.browser
# What no name may turn into.
MARKUP = (
    "[src*='evil'], a[href*='evil'], a[href^='mailto'], a[href^='javascript'], .katex, "
    "[data-testid='stMarkdownContainer'] :is(img, em, del, [role='img'])"
)


def words(page):
    """Returns the text of a page, without the word joiners inserted into names."""
    return page.locator("body").inner_text().replace("\u2060", "")


@pytest.fixture
def hostile_address(address, new_home, monkeypatch):
    monkeypatch.setenv("INKLING_HOME", str(new_home))
    fill_home()
    return address


def test_every_page_stays_on_this_machine_and_shows_names_as_they_are(contexts, hostile_address):
    page, _ = open_page(contexts["desktop", "light"])
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: asked.append(f"dialog {dialog.message}"))

    open_canvas(page, hostile_address)
    page.get_by_role("button", name="Show me an example").click()
    page.locator(".answer-panel").first.wait_for()
    assert NAMES[0] in words(page)
    assert page.locator(MARKUP).count() == 0

    page.get_by_role("link", name="Photo").click()
    page.get_by_role("heading", name="What is in this photo?").wait_for()
    page.locator("input[type=file]").first.set_input_files(
        {"name": "![a](http:evil.example).png", "mimeType": "image/png", "buffer": photo()}
    )
    page.locator(".answer-panel").first.wait_for()
    assert NAMES[0] in words(page)
    assert page.locator(MARKUP).count() == 0

    page.get_by_role("link", name="Train").click()
    page.get_by_role("heading", name="Teach a network").wait_for()
    page.get_by_text("Before you can train").or_(
        page.get_by_role("button", name="Train", exact=True)
    ).first.wait_for()
    wait_for_run(page)
    shown = words(page)
    assert [name for name in (NAMES[0], NAMES[2]) if name[:50] not in shown] == []
    assert page.locator(MARKUP).count() == 0

    page.get_by_role("link", name="Networks").click()
    page.get_by_role("heading", name="The networks").wait_for()
    page.get_by_text("is not valid").wait_for()
    shown = words(page)
    assert page.locator(MARKUP).count() == 0
    page.get_by_test_id("stButton").filter(has_text="evil").first.get_by_role("button").click()
    page.get_by_text("Taught with").first.wait_for()
    shown += words(page)
    assert [name for name in NAMES if name.replace("\u202e", r"\u202e") not in shown] == []
    assert page.locator(MARKUP).count() == 0
    elsewhere = [url for url in asked if not url.startswith((hostile_address, "data:", "blob:"))]
    assert elsewhere == []
    page.close()
