"""Canvas and answers are in sight together in every window and both themes; strokes survive its change."""

from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from core.preprocessing.example_drawings import example_drawing
from tests.browser.drawing import draw, ink_on_canvas, open_canvas, wait_for_ink

pytestmark = pytest.mark.browser
# Width and height in pixels of style sheets, and the least width of the canvas: on a phone the whole column.
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
# What must be in sight while one draws: the canvas, the headline, and each network's answer and percentage.
IN_SIGHT = (
    "canvas.upper-canvas",
    ".answer-headline",
    ".answer-row .answer-name",
    ".answer-row .answer-percent",
    ".answer-row .answer-network",
)


@contextmanager
def page_with_canvas(browser, address):
    context = browser.new_context(viewport={"width": 1400, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(20_000)
    open_canvas(page, address)
    yield page
    context.close()


@pytest.fixture(scope="module")
def drawn_page(browser, address):
    with page_with_canvas(browser, address) as page:
        draw(page, example_drawing("digits", 2)[1])
        page.locator(".answer-row").nth(2).wait_for()
        page.mouse.move(5, 5)
        yield page, wait_for_ink(page, lambda ink: ink > 1_000)


@pytest.fixture(scope="module")
def empty_page(browser, address):
    with page_with_canvas(browser, address) as page:
        yield page


def settle(page):
    """Waits until a new size is laid out, and scrolls to the top."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.evaluate("document.querySelector('.stMain').scrollTop = 0")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("size", "least_px"), SIZES, ids=lambda value: str(value).replace(", ", "x"))
def test_canvas_and_answers_are_in_sight(drawn_page, size, least_px, scheme):
    page, ink = drawn_page
    width, height = size
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": height})
    settle(page)
    for selector in IN_SIGHT:
        boxes = [each.bounding_box() for each in page.locator(selector).all()]
        assert len(boxes) == (3 if "answer-row" in selector else 1)
        for box in boxes:
            assert box["x"] >= 0, selector
            assert box["x"] + box["width"] <= width, selector
            # Below the bar with the navigation, which lies over the page.
            assert box["y"] >= 56, selector
            assert box["y"] + box["height"] <= height, selector
    canvas = page.locator("canvas.upper-canvas").bounding_box()
    assert least_px <= canvas["width"] <= 560
    assert canvas["width"] == pytest.approx(canvas["height"], abs=1)
    # What the mouse meets on the canvas's corners is the canvas: nothing lies over it, nothing is cut off.
    corners = page.evaluate(
        """({x, y, width, height}) => [[4, 4], [width - 4, 4], [4, height - 4], [width - 4, height - 4]].map(
            ([right, down]) => document.elementFromPoint(x + right, y + down)?.closest(
                '.st-key-draw-canvas-frame') !== null)""",
        canvas,
    )
    assert corners == [True] * 4
    for scrolling in ("document.documentElement", "document.querySelector('.stMain')"):
        assert page.evaluate(f"{scrolling}.scrollWidth") <= width
    assert ink_on_canvas(page) == ink


@pytest.mark.parametrize("size", [size for size, _ in SIZES], ids=lambda size: f"{size[0]}x{size[1]}")
def test_what_tells_a_newcomer_to_begin_is_in_sight_with_the_canvas(empty_page, size):
    empty_page.set_viewport_size({"width": size[0], "height": size[1]})
    settle(empty_page)
    for selector in ("canvas.upper-canvas", ".answer-headline", ".answer-message"):
        (box,) = [each.bounding_box() for each in empty_page.locator(selector).all()]
        assert box["y"] >= 56, selector
        assert box["y"] + box["height"] <= size[1], selector


@pytest.mark.parametrize("width", [700, 768, 1024, 1250, 1400])
def test_three_panels_stand_in_one_row_or_in_one_column(drawn_page, width):
    page, _ = drawn_page
    page.set_viewport_size({"width": width, "height": 900})
    settle(page)
    boxes = [panel.bounding_box() for panel in page.locator(".answer-panel").all()]
    assert len(boxes) == 3
    assert len({box["x"] for box in boxes}) == 1 or len({box["y"] for box in boxes}) == 1


def test_the_charts_of_a_drawings_growth_are_large_enough_to_be_read(drawn_page):
    page, _ = drawn_page
    page.get_by_text("Stroke by stroke").click()
    for width in (390, 1024):
        page.set_viewport_size({"width": width, "height": 844})
        charts = page.get_by_test_id("stVegaLiteChart")
        expect(charts).to_have_count(3)
        for chart in charts.all():
            # The place of the lines, without words and figures around it.
            expect(chart.locator(".mark-group.role-frame.root > g > path.background")).to_be_visible()
            box = chart.locator(".mark-group.role-frame.root > g > path.background").bounding_box()
            assert box["width"] >= 280
            assert box["height"] >= 130
