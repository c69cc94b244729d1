"""A story of the Compare page: a digit is turned until a network fails, and two networks are compared."""

import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from core.comparison.figures_table import NetworkFigures
from core.presentation.comparison_figures import Figure, figures_html
from core.presentation.comparison_gallery import GalleryPicture, gallery_html
from core.presentation.comparison_table import comparison_frame, comparison_html
from tests.browser.conftest import FILLS_ITS_COLUMN, SIZES
from tests.browser.drawing import follow, open_canvas, wait_for_run
from tests.browser.sizes import ON_A_DESK, ON_A_PHONE
from tests.conftest import ROOT
from tests.core.pictures_for_tests import ink_of

pytestmark = pytest.mark.browser
LETTERS_CAN_BE_READ = """() => [...document.querySelectorAll(".cmp-chart")].every(chart =>
  [...chart.querySelectorAll("text")].every(text => parseFloat(getComputedStyle(text).fontSize) *
    chart.getBoundingClientRect().width / chart.viewBox.baseVal.width >= 9.8))"""
CSS = (ROOT / "core/presentation/comparison.css").read_text(encoding="utf-8")
LABELLED = "Many labelled pictures"


def saved_page(page):
    """Clicks "Save as a page"; returns the text of the saved file."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as a page").click()
    return Path(download.value.path()).read_text(encoding="utf-8")


@ON_A_PHONE
def test_a_digit_is_turned_until_a_network_fails_and_the_better_one_is_found(page, address):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/compare")
    page.locator("canvas.upper-canvas").wait_for()
    # On a phone, the canvas is as wide as the page.
    page.wait_for_function(FILLS_ITS_COLUMN, arg="compare")
    page.get_by_role("button", name="Show me an example").click()
    expect(page.get_by_text('All three networks say "7".')).to_be_visible()
    # On a desktop a chart is only one of three columns wide, and its text must still be legible.
    for size in ("desktop", "phone"):
        page.set_viewport_size(dict(zip(("width", "height"), SIZES[size], strict=True)))
        page.wait_for_function(LETTERS_CAN_BE_READ)

    slider = page.get_by_label("Turn", exact=True)
    rule, answers = page.locator(".cmp-changing .cmp-rule"), page.locator(".cmp-answers")
    before, picture = rule.get_attribute("x1"), page.locator(".cmp-seen img").get_attribute("src")
    expect(answers).to_contain_text("Best digits: 7")
    slider.focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    # 4 steps of 15 degrees are more than any of these networks can handle.
    expect(page.locator(".cmp-slider output")).to_have_text("60°")
    expect(answers).not_to_contain_text(re.compile(r"Best digits: 7 "))
    assert float(rule.get_attribute("x1")) > float(before)
    assert page.locator(".cmp-seen img").get_attribute("src") != picture
    expect(page).to_have_url(re.compile(r"step=60"))
    assert "60°" in saved_page(page)
    # The browser's Back and Forward buttons also move the slider and update what it shows.
    slider.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"step=75"))
    page.go_back()
    expect(page.locator(".cmp-slider output")).to_have_text("60°")
    expect(page).to_have_url(re.compile(r"step=60"))
    page.go_forward()
    expect(page.locator(".cmp-slider output")).to_have_text("75°")
    assert slider.input_value() == "17"

    # The address holds the comparison, so it survives in another tab.
    page.get_by_text(LABELLED, exact=True).click()
    expect(page.get_by_text("Best digits has the most right answers")).to_be_visible()
    expect(page.locator(".inkling-figures svg[role=img]")).to_have_count(9)
    expect(page).to_have_url(re.compile(r"compare=Many"))
    # On a phone each chart is folded under its title, since all of them would fill eight screens.
    charts = page.locator(".inkling-figures .cmp-chart")
    expect(charts.filter(visible=True)).to_have_count(0)
    expect(page.get_by_role("region", name="Mixed up most")).to_be_visible()
    title = "How often it is right against how sure it says it is (reliability diagram)"
    page.get_by_text(title, exact=True).filter(visible=True).click()
    expect(charts.filter(visible=True)).to_have_count(1)
    page.get_by_text("Show the numbers").filter(visible=True).click()
    expect(page.get_by_role("region", name=title)).to_be_visible()

    report = saved_page(page)
    other = page.context.new_page()
    other.route("**/*", lambda route: route.abort())
    other.set_content(report)
    expect(other.get_by_role("heading", name="Which one is better?")).to_be_visible()
    assert other.locator("svg[role=img]").count() == 9
    assert other.evaluate("document.documentElement.scrollWidth <= innerWidth")
    other.emulate_media(media="print")
    assert other.locator("details").first.is_hidden()
    other.close()
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []


# Pauses between a choice and leaving: from before the server handles it until it has written the address.
PAUSES_MS = (1, 4, 15, 25, 35, 45)
CHOOSE_AND_LEAVE = """([view, pause]) => new Promise(resolve => {
    const named = (role, name) => [...document.querySelectorAll(role)].find(
        each => each.textContent.trim().endsWith(name));
    const link = named("a", "How a network learns");
    named("[role=radio]", view).click();
    setTimeout(() => { %s; resolve(); }, pause);
})"""

ARRIVE_AND_CHOOSE = """([page, choice, pause]) => new Promise(resolve => {
    const named = (role, name) => [...document.querySelectorAll(role)].find(
        each => each.textContent.trim().endsWith(name));
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
        page.evaluate(CHOOSE_AND_LEAVE % leave, [view, pause])
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
        page.evaluate(ARRIVE_AND_CHOOSE, ["Draw", title, pause])
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


@ON_A_PHONE
def test_pictures_of_a_comparison_stand_two_by_two_on_a_phone(page):
    four = Image.fromarray(ink_of("4"))
    answers = (("Best digits", "4", 0.99, True), ("Small convnet", "9", 0.6, True))
    one = GalleryPicture(four, "4", answers, (np.asarray(four.convert("RGB")),) * 2)
    page.set_content(f"<style>{CSS}</style><main style='margin: 1rem'>{gallery_html([one] * 4)}</main>")
    tops = page.locator("figure").evaluate_all("all => all.map(each => each.getBoundingClientRect().top)")
    assert tops[0] == tops[1] < tops[2] == tops[3]


@ON_A_DESK
def test_the_figures_of_networks_fit_a_small_screen(page):
    figures = NetworkFigures(
        2000, 0.996, 0.991, 0.998, 0.996, 1.0, 0.0123, 0.0141, 0.99, 0.998, 0.84, True, 10**6
    )
    table = comparison_html(comparison_frame([figures] * 2, ["Small convnet for animals", "Best animals"]))
    # The page's column at 1024 pixels.
    page.set_content(f"<style>{CSS}</style><main style='width: 864px; font: 16px sans-serif'>{table}</main>")
    box = page.get_by_role("region", name="Figures of the networks")
    assert box.evaluate("each => each.scrollWidth <= each.clientWidth")


@ON_A_PHONE
def test_the_figures_on_a_phone_show_that_there_are_more_and_keep_the_names(page):
    figures = NetworkFigures(
        2000, 0.996, 0.991, 0.998, 0.996, 1.0, 0.0123, 0.0141, 0.99, 0.998, 0.84, True, 10**6
    )
    table = comparison_html(comparison_frame([figures] * 2, ["Small convnet for animals", "Best animals"]))
    page.set_content(f"<style>{CSS}</style><main style='width: 358px'>{table}</main>")
    box = page.get_by_role("region", name="Figures of the networks")
    assert "gradient" in box.evaluate("each => getComputedStyle(each).maskImage")
    names = box.locator("td.cmp-words").first
    before = names.bounding_box()["x"]
    box.evaluate("each => each.scrollTo(each.scrollWidth, 0)")
    page.wait_for_function("each => getComputedStyle(each).maskImage == 'none'", arg=box.element_handle())
    assert names.bounding_box()["x"] == before


@ON_A_DESK
def test_no_table_ends_in_a_part_of_a_row_as_if_that_were_its_end(page):
    rows = [[str(number), str(number)] for number in range(20)]
    own, behind_a_chart = (
        Figure(title, "", chart, ["Truth", "A"], rows)
        for title, chart in (("Mixed up most", ""), ("Accuracy", "<p>A chart</p>"))
    )
    page.set_content(f"<style>{CSS}</style><main>{figures_html([own, behind_a_chart])}</main>")
    whole = page.get_by_role("region", name="Mixed up most")
    assert whole.evaluate("each => each.scrollHeight == each.clientHeight")
    page.get_by_text("Show the numbers").click()
    box = page.get_by_role("region", name="Accuracy")
    assert box.evaluate("each => each.scrollHeight > each.clientHeight")
    assert "gradient" in box.evaluate("each => getComputedStyle(each).maskImage")
    box.evaluate("each => each.scrollTo(0, each.scrollHeight)")
    page.wait_for_function("each => getComputedStyle(each).maskImage == 'none'", arg=box.element_handle())
