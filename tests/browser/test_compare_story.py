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
from tests.browser.sizes import ON_A_DESK, ON_A_PHONE
from tests.conftest import ROOT
from tests.core.pictures_for_tests import ink_of

pytestmark = pytest.mark.browser
LETTERS_CAN_BE_READ = """() => [...document.querySelectorAll(".cmp-chart")].every(chart =>
  [...chart.querySelectorAll("text")].every(text => parseFloat(getComputedStyle(text).fontSize) *
    chart.getBoundingClientRect().width / chart.viewBox.baseVal.width >= 9.8))"""
FIGURES_HOLD_THEIR_TABLES = """() => [...document.querySelectorAll(".cmp-figures table")].every(
  table => table.offsetWidth <= table.closest("figure").offsetWidth)"""
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
    # On paper, no table lies over the chart beside it, however long the names of the networks.
    other.set_viewport_size({"width": 700, "height": 990})
    other.evaluate(
        "document.querySelectorAll('th').forEach(each => { each.textContent += ' carefully taught'; })"
    )
    assert other.evaluate(FIGURES_HOLD_THEIR_TABLES)
    other.close()
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []


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
