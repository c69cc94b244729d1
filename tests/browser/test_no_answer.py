"""What a page says once the app has stopped."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.app_server import running_app
from tests.browser.conftest import open_page

pytestmark = pytest.mark.browser
READ = """each => [...each.querySelectorAll("*")].flatMap(
    part => [getComputedStyle(part, "::before"), getComputedStyle(part, "::after")]
).map(style => style.content).join(" ")"""


def test_the_dialog_says_what_to_do_in_our_own_words(contexts, tmp_path):
    pages = {host: open_page(contexts["desktop", "light"])[0] for host in ("localhost", "127.0.0.1")}
    with running_app(INKLING_HOME=str(tmp_path)) as address:
        for host, page in pages.items():
            page.goto(address.replace("127.0.0.1", host))
            expect(page.get_by_role("heading", level=1)).to_be_visible()
    for host, page in pages.items():
        dialog = page.get_by_role("dialog")
        expect(dialog, host).to_be_visible()
        assert "Inkling does not answer. If it was closed, start it again" in dialog.evaluate(READ), host
        streamlit = dialog.get_by_text(re.compile("streamlit", re.IGNORECASE)).locator("visible=true")
        expect(streamlit, host).to_have_count(0)
        page.close()
