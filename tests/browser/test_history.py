"""Back, Forward and links lead to pages as they were left, and each choice is one step of the history."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.drawing import follow, open_canvas, wait_for_run
from tests.browser.scripts import with_elements_by_name
from tests.browser.sizes import ON_A_DESK

pytestmark = pytest.mark.browser
LABELLED = "Many labelled pictures"
# Pauses between a choice and leaving: from before the server handles it until it has written the address.
PAUSES_MS = (1, 4, 15, 25, 35, 45)
CHOOSE_AND_LEAVE = """([view, pause]) => new Promise(resolve => {
    const link = named("a", "How a network learns");
    named("[role=radio]", view).click();
    setTimeout(() => { %s; resolve(); }, pause);
})"""

ARRIVE_AND_CHOOSE = """([page, choice, pause]) => new Promise(resolve => {
    const look = () => {
        const there = named("[role=radio]", choice);
        if (there) setTimeout(() => { there.click(); resolve(); }, pause);
        else requestAnimationFrame(look);
    };
    named("a", page).click();
    look();
})"""


@ON_A_DESK
def test_back_leads_to_a_page_as_it_was_left(page, address):
    page.goto(f"{address}/compare")
    page.get_by_text(LABELLED, exact=True).click()
    expect(page).to_have_url(re.compile("compare=Many"))
    expect(page.get_by_role("heading", name="Which one is better?")).to_be_visible()
    compared = page.url
    follow(page, "Draw")
    page.get_by_text("Six animals", exact=True).click()
    expect(page).to_have_url(re.compile(r"/\?draw-task=animals"))
    drawn = page.url
    follow(page, "Networks")
    page.get_by_role("button", name="Best digits").click()
    page.get_by_text("Mistakes", exact=True).click()
    expect(page).to_have_url(re.compile("view=Mistakes"))
    opened = page.url
    follow(page, "How a network learns")
    page.get_by_role("heading", name="How a network learns").wait_for()
    page.go_back()
    expect(page).to_have_url(opened)
    expect(page.get_by_role("radio", name="Mistakes")).to_be_checked()
    # Back once each to the overview of the network, the list of all, and the Draw page.
    for _ in range(3):
        wait_for_run(page)
        page.go_back()
    expect(page).to_have_url(drawn)
    expect(page.get_by_role("radio", name="Six animals")).to_be_checked()
    for _ in range(2):
        wait_for_run(page)
        page.go_back()
    expect(page).to_have_url(compared)
    expect(page.get_by_role("radio", name=LABELLED)).to_be_checked()


def page_by_link_and_back(page, title, left, returned):
    """Follows a link to another page and one back; one step back in the history leads to the other page."""
    expect(page).to_have_url(left)
    follow(page, "How a network learns")
    page.get_by_role("heading", name="How a network learns").wait_for()
    other = page.url
    follow(page, title)
    returned()
    expect(page).to_have_url(left)
    wait_for_run(page)
    page.go_back()
    expect(page).to_have_url(other)
    page.get_by_role("heading", name="How a network learns").wait_for()
    wait_for_run(page)
    page.go_forward()
    returned()
    expect(page).to_have_url(left)


@ON_A_DESK
def test_coming_to_a_page_by_a_link_is_one_step_of_the_history(page, address):
    page.goto(f"{address}/compare")
    page.get_by_text(LABELLED, exact=True).click()
    page_by_link_and_back(
        page,
        "Compare",
        re.compile(r"/compare\?compare-networks-ink=digits-deep.*compare=Many"),
        lambda: expect(page.get_by_role("radio", name=LABELLED)).to_be_checked(),
    )
    follow(page, "Draw")
    page.get_by_text("Six animals", exact=True).click()
    page_by_link_and_back(
        page,
        "Draw",
        re.compile(r"/\?draw-task=animals$"),
        lambda: expect(page.get_by_role("radio", name="Six animals")).to_be_checked(),
    )
    follow(page, "Train")
    page.get_by_text("Zip", exact=True).click()
    page_by_link_and_back(
        page,
        "Train",
        re.compile(r"/train\?from=zip$"),
        lambda: expect(page.get_by_role("radio", name="Zip")).to_be_checked(),
    )


@ON_A_DESK
@pytest.mark.parametrize("leave", ["history.back()", "link.click()"], ids=["Back", "a link"])
def test_a_choice_made_in_the_moment_of_leaving_changes_no_other_address(page, address, leave):
    page.goto(f"{address}/learning")
    page.get_by_role("heading", name="How a network learns").wait_for()
    wait_for_run(page)
    views = ["Training", LABELLED] * (len(PAUSES_MS) // 2)
    for pause, view in zip(PAUSES_MS, views, strict=True):
        follow(page, "Compare")
        expect(page.get_by_role("radio", name="One picture", exact=True)).to_be_attached()
        wait_for_run(page)
        steps = page.evaluate("history.length")
        page.evaluate(with_elements_by_name(CHOOSE_AND_LEAVE % leave), [view, pause])
        page.get_by_role("heading", name="How a network learns").wait_for()
        wait_for_run(page)
        # Neither the choice nor the page that was left is in the history once more.
        expect(page, f"left after {pause} ms").to_have_url(f"{address}/learning")
        if leave == "history.back()":
            assert page.evaluate("history.length") == steps, f"left after {pause} ms"
    follow(page, "Compare")
    expect(page.get_by_role("radio", name=views[-1], exact=True)).to_be_checked()


@ON_A_DESK
def test_a_choice_made_in_the_moment_of_arriving_is_in_the_address(page, address):
    page.goto(f"{address}/learning")
    page.get_by_role("heading", name="How a network learns").wait_for()
    wait_for_run(page)
    tasks = [("Six animals", "animals"), ("345 things", "sketches")] * (len(PAUSES_MS) // 2)
    for pause, (title, task) in zip(PAUSES_MS, tasks, strict=True):
        page.evaluate(with_elements_by_name(ARRIVE_AND_CHOOSE), ["Draw", title, pause])
        expect(page, f"chosen {pause} ms after it was there").to_have_url(f"{address}/?draw-task={task}")
        wait_for_run(page)
        follow(page, "How a network learns")
        page.get_by_role("heading", name="How a network learns").wait_for()
        wait_for_run(page)


@ON_A_DESK
def test_after_a_link_that_led_nowhere_without_the_server_choices_are_in_the_address(page, address):
    connections = []

    def connect(connection):
        connection.connect_to_server()
        connections.append(connection)

    page.route_web_socket(re.compile("_stcore/stream"), connect)
    open_canvas(page, address)
    wait_for_run(page)
    page.route("**/_stcore/health", lambda route: route.abort())
    connections[-1].close()
    page.locator("[data-test-connection-state=PINGING_SERVER]").wait_for()
    # The mouse cannot reach the link then, but the keyboard can.
    page.get_by_role("link", name="Compare", exact=True).press("Enter")
    page.unroute("**/_stcore/health")
    page.locator("[data-test-connection-state=CONNECTED]").wait_for()
    wait_for_run(page)
    page.get_by_text("Six animals", exact=True).click()
    expect(page).to_have_url(f"{address}/?draw-task=animals")


@ON_A_DESK
def test_back_and_forward_several_times_in_two_tabs(page, address):
    other = page.context.new_page()
    for tab, views in ((page, [LABELLED, "Training"]), (other, ["Training", LABELLED])):
        tab.goto(f"{address}/compare")
        for view in views:
            tab.get_by_text(view, exact=True).click()
            expect(tab).to_have_url(re.compile(f"compare={view.split()[0]}"))
            wait_for_run(tab)
    # One picture, which is not in the address, is what both began with.
    for before, number in ((2, 1), (1, 0), (0, 1), (1, 2)):
        for tab, views in ((page, [LABELLED, "Training"]), (other, ["Training", LABELLED])):
            here = ["One picture", *views]
            (tab.go_back if number < before else tab.go_forward)()
            expect(tab.get_by_role("radio", name=here[number], exact=True)).to_be_checked()
            expected = f"compare={here[number].split()[0]}" if number else "/compare$"
            expect(tab).to_have_url(re.compile(expected))
            wait_for_run(tab)
    other.close()
