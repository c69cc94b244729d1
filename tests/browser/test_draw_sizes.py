"""Canvas and answers are visible together at every window size and in both themes; strokes are kept."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from core.preprocessing.example_drawings import example_drawing
from tests.browser.conftest import assert_all_is_well, open_page
from tests.browser.drawing import draw, open_canvas, settled_ink, wait_for_ink, wait_for_no_fault

pytestmark = pytest.mark.browser
# Width and height in CSS pixels, and the minimum width of the canvas (the whole column on a phone).
# The seventh is 1280 x 720 at 200 % zoom.
SIZES = (
    ((360, 640), 320),
    ((390, 664), 350),
    ((390, 844), 350),
    ((844, 390), 290),
    ((768, 1024), 560),
    ((1024, 768), 380),
    ((640, 360), 260),
    ((1400, 900), 540),
    ((1920, 1080), 560),
)
# What must be visible while drawing: the canvas, the headline, and each network's answer and percentage.
IN_SIGHT = (
    "canvas.upper-canvas",
    ".answer-headline",
    ".answer-row .answer-name",
    ".answer-row .answer-percent",
    ".answer-row .answer-network",
)


# Not a digit, according to any of the three networks.
SCRIBBLE = [
    np.float32([[20, 20], [80, 80], [20, 80], [80, 20], [50, 90], [10, 50], [90, 40], [30, 10]]) * 5.6
]


def test_the_canvas_has_its_place_before_it_has_come(contexts, address):
    page = contexts["phone", "dark"].new_page()
    # Simulates a slow connection: everything else has loaded, and must not move any more.
    page.route("**/*drawable*/**", lambda route: route.abort())
    page.goto(address)
    page.get_by_text("Networks to compare").wait_for()
    # The style sheet may arrive after the words; without the canvas, nothing else gives the place its size.
    page.wait_for_function(
        """() => {
            const place = document.querySelector(".st-key-draw-canvas-frame").getBoundingClientRect();
            return place.width === place.height && place.width > 300;
        }"""
    )
    page.close()


@pytest.fixture(scope="module")
def empty_page(contexts, address):
    page, problems = open_page(contexts["desktop", "light"])
    open_canvas(page, address)
    yield page
    assert_all_is_well(page, problems)
    page.close()


@pytest.fixture(scope="module")
def drawn_page(empty_page):
    """The same page with a drawing on it; tests that use it come after those of the empty page."""
    resize(empty_page, (1400, 900))
    draw(empty_page, example_drawing("digits", 2)[1])
    empty_page.locator(".answer-row").nth(2).wait_for()
    empty_page.mouse.move(5, 5)
    wait_for_ink(empty_page, lambda ink: ink > 1_000)
    return empty_page, settled_ink(empty_page)


BOXES = "all => all.map(each => each.getBoundingClientRect().toJSON())"
# The element under the mouse at each corner of the canvas is the canvas: nothing covers it or cuts it off.
MEETS_CANVAS = """({left, right, top, bottom}) => [left + 4, right - 4].flatMap(
    x => [top + 4, bottom - 4].map(
        y => document.elementFromPoint(x, y)?.closest('.st-key-draw-canvas-frame') != null))"""
WIDTHS = "[document.documentElement.scrollWidth, document.querySelector('.stMain').scrollWidth]"


def boxes_of(page, selectors):
    """Returns the boxes of each selector's elements, with the page scrolled to the top."""
    page.evaluate("document.querySelector('.stMain').scrollTop = 0")
    return [(selector, page.locator(selector).evaluate_all(BOXES)) for selector in selectors]


def find_faults(boxes_by_selector, counts, size, top_px=56):
    """Returns what has the wrong number of elements, is out of sight, or is under the navigation bar."""
    width, height = size
    return [
        (selector, boxes)
        for (selector, boxes), count in zip(boxes_by_selector, counts, strict=True)
        if len(boxes) != count
        or any(box["left"] < 0 or box["right"] > width for box in boxes)
        or any(box["top"] < top_px or box["bottom"] > height for box in boxes)
    ]


def resize(page, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})


@pytest.mark.parametrize("size", [size for size, _ in SIZES], ids=lambda size: f"{size[0]}x{size[1]}")
def test_what_tells_a_newcomer_to_begin_is_in_sight_with_the_canvas(empty_page, size):
    resize(empty_page, size)
    selectors = ("canvas.upper-canvas", ".answer-headline", ".answer-message")
    wait_for_no_fault(empty_page, lambda: find_faults(boxes_of(empty_page, selectors), (1, 1, 1), size))


@pytest.mark.parametrize("size", [size for size, _ in SIZES], ids=str)
def test_an_idea_is_in_sight_with_the_canvas(empty_page, size):
    resize(empty_page, size)
    empty_page.get_by_role("button", name="Give me an idea").click()
    empty_page.locator(".answer-headline").filter(has_text=re.compile("^Draw an? [0-9]")).wait_for()
    selectors = ("canvas.upper-canvas", ".answer-headline")
    wait_for_no_fault(empty_page, lambda: find_faults(boxes_of(empty_page, selectors), (1, 1), size))


@pytest.mark.parametrize(("size", "least_px"), SIZES, ids=lambda value: str(value).replace(", ", "x"))
def test_canvas_and_answers_are_in_sight(drawn_page, size, least_px):
    page, ink = drawn_page
    resize(page, size)

    def faults():
        found = boxes_of(page, IN_SIGHT)
        faults = find_faults(found, [3 if "answer-row" in selector else 1 for selector in IN_SIGHT], size)
        for box in found[0][1]:
            corners = page.evaluate(MEETS_CANVAS, box)
            is_square = least_px <= box["width"] <= 560 and abs(box["width"] - box["height"]) <= 1
            faults += [] if is_square and all(corners) else [(box, corners)]
        return faults + [width for width in page.evaluate(WIDTHS) if width > size[0]]

    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        wait_for_no_fault(page, faults)
        wait_for_ink(page, lambda now: now == ink)


@pytest.mark.parametrize("width", [700, 768, 1024, 1250, 1400])
def test_three_panels_stand_in_one_row_or_in_one_column(drawn_page, width):
    page, _ = drawn_page
    resize(page, (width, 900))

    def faults():
        ((_, boxes),) = boxes_of(page, [".answer-panel"])
        is_line = len({box["left"] for box in boxes}) == 1 or len({box["top"] for box in boxes}) == 1
        return [] if len(boxes) == 3 and is_line else boxes

    wait_for_no_fault(page, faults)


@pytest.mark.parametrize("width", [768, 1024, 1400])
def test_reasons_that_are_opened_do_not_push_the_answer_apart(drawn_page, width):
    page, _ = drawn_page
    resize(page, (width, 900))
    panel = page.locator(".answer-panel").first
    reasons = panel.locator("details")

    def too_far():
        tops = [panel.locator(f".answer-{part}").bounding_box()["y"] for part in ("name", "explanation")]
        return [tops] if tops[1] - tops[0] > 60 else []

    reasons.evaluate("each => { each.open = true }")
    expect(panel.get_by_text("It was taught 10 things")).to_be_visible()
    wait_for_no_fault(page, too_far)
    reasons.evaluate("each => { each.open = false }")


def test_the_charts_of_a_drawings_growth_are_large_enough_to_be_read(drawn_page):
    page, _ = drawn_page
    page.get_by_text("Stroke by stroke").click()
    charts = page.get_by_test_id("stVegaLiteChart")
    # The plotting area of each chart, without text and figures around it.
    places = charts.locator(".mark-group.role-frame.root > g > path.background")
    for width in (390, 1024):
        resize(page, (width, 844))
        expect(charts).to_have_count(3)
        expect(places).to_have_count(3)

        def small():
            sizes = places.evaluate_all(
                "all => all.map(each => each.getBoundingClientRect()).map(box => [box.width, box.height])"
            )
            return [size for size in sizes if size[0] < 280 or size[1] < 130]

        wait_for_no_fault(page, small)


@pytest.mark.parametrize("strokes", [example_drawing("digits", 2)[1], SCRIBBLE], ids=["sure", "unsure"])
def test_all_that_is_presented_is_in_sight(drawn_page, strokes):
    """Networks that are not sure show more text than sure ones, and numbers do too."""
    page, _ = drawn_page
    resize(page, (1400, 900))
    page.get_by_role("button", name="Clear").click()
    wait_for_ink(page, lambda ink: ink == 0)
    draw(page, strokes)
    expect(page.locator(".answer-row")).to_have_count(3)
    expect(page.locator(".answer-row.in-doubt")).to_have_count(3 if strokes is SCRIBBLE else 0)
    page.get_by_role("button", name="Present").click()
    expect(page.get_by_role("button", name="Leave")).to_be_visible()
    selectors = (*IN_SIGHT, ".st-key-draw-leave button")
    counts = [3 if "answer-row" in selector else 1 for selector in selectors]
    for size, _ in SIZES:
        resize(page, size)
        wait_for_no_fault(page, lambda size=size: find_faults(boxes_of(page, selectors), counts, size, 0))
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Present")).to_be_visible()


@pytest.mark.parametrize("size", [(1024, 768), (1400, 900)], ids=str)
def test_an_idea_stands_between_no_buttons(drawn_page, size):
    page, _ = drawn_page
    resize(page, size)
    page.get_by_role("button", name="Give me an idea").click()
    page.locator(".st-key-draw-suggested").wait_for()

    def beside():
        ((_, (line,)), (_, buttons)) = boxes_of(page, (".st-key-draw-suggested", ".st-key-draw-tools button"))
        return [box for box in buttons if box["top"] < line["bottom"] and box["bottom"] > line["top"]]

    wait_for_no_fault(page, beside)
