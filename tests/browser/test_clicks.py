"""A click takes effect even if the user clicks something else before the page has shown its result."""

import pytest
from playwright.sync_api import expect

from tests.browser.drawing import wait_for_run
from tests.browser.scripts import with_elements_by_name
from tests.browser.sizes import ON_A_DESK

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("new_home")]
NETWORK = "digits-dense"
# Pauses between two clicks: from before the server handles the first one to after the page has shown it.
PAUSES_MS = (0, 0, 1, 1, 2, 2, 3, 4, 8, 20, 50, 120)
CLICK_BOTH = """([first, second, pause]) => new Promise(resolve => {
    named('.stButton button', first).click();
    setTimeout(() => { named('[role=radio]', second).click(); resolve(); }, pause);
})"""


@ON_A_DESK
def test_a_click_is_not_lost_by_another_one_soon_after(page, address):
    words = ["Hide this network", "Show it again"]
    page.goto(f"{address}/networks?network={NETWORK}&view=Keep+and+share")
    for pause in PAUSES_MS:
        expect(page.get_by_role("button", name=words[0])).to_be_visible()
        wait_for_run(page)
        page.evaluate(with_elements_by_name(CLICK_BOTH), [words[0], "Overview", pause])
        page.get_by_role("radio", name="Keep and share", exact=True).click()
        expect(page.get_by_role("button", name=words[1]), f"lost by a click {pause} ms later").to_be_visible()
        words.reverse()
