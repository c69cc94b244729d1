"""What a page still reports after it was left keeps no other page from being shown."""

import pytest
from playwright.sync_api import expect

from tests.browser.drawing import follow, wait_for_run
from tests.browser.scripts import with_elements_by_name
from tests.browser.sizes import ON_A_DESK

pytestmark = pytest.mark.browser
# Pauses between leaving the page and its report: until after the server has run the other page.
PAUSES_MS = (0, 1, 2, 3, 5, 8, 12, 20, 40)
LEAVE_AND_REPORT = """([page, pen, pause]) => new Promise(resolve => {
    const report = named("[role=radio]", pen);
    named("a", page).click();
    setTimeout(() => { report.click(); resolve(); }, pause);
})"""


@ON_A_DESK
def test_a_page_is_shown_whatever_the_one_before_reports_meanwhile(page, address):
    page.goto(address)
    pens = ["Thick pen", "Thin pen"]
    for pause in PAUSES_MS:
        page.get_by_role("radio", name="Medium pen").wait_for()
        wait_for_run(page)
        page.evaluate(with_elements_by_name(LEAVE_AND_REPORT), ["Networks", pens[0], pause])
        wait_for_run(page)
        networks = page.get_by_role("heading", name="The networks")
        expect(networks, f"after a report {pause} ms later").to_be_visible()
        follow(page, "Draw")
        pens.reverse()
