"""Stories of the Networks page: a network is opened, inspected and set, and its card is downloaded."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.drawing import wait_for_run
from tests.browser.sizes import ON_A_DESK, ON_A_PHONE

pytestmark = pytest.mark.browser
GROUND = """image => {
    const canvas = new OffscreenCanvas(1, 1).getContext('2d');
    canvas.drawImage(image, 0, 0, 1, 1, 0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)];
}"""


def show(page, view):
    page.get_by_role("radio", name=view, exact=True).click()


@ON_A_DESK
def test_no_name_of_a_network_is_cut_off_on_a_projector(page, address):
    page.set_viewport_size({"width": 1024, "height": 768})
    page.goto(f"{address}/networks")
    expect(page.get_by_role("button", name="Small convnet for animals")).to_be_visible()
    wait_for_run(page)
    labels = page.get_by_test_id("stMain").get_by_role("button").get_by_test_id("stMarkdownContainer")
    cut = labels.evaluate_all(
        "all => all.filter(each => each.scrollWidth > each.clientWidth).map(each => each.innerText)"
    )
    assert cut == []
    assert labels.count() >= 8


@ON_A_PHONE
def test_a_network_is_opened_sent_looked_into_and_set(page, address):
    page.goto(f"{address}/networks")
    page.get_by_role("button", name="Best animals", exact=True).click()
    expect(page.get_by_role("heading", name="Best animals", level=1)).to_be_visible()
    expect(page.get_by_text("With 95% certainty the true share is between")).to_be_visible()
    page.wait_for_url("**/networks?network=animals-deep")
    # The table of figures is no wider than its column.
    figures = page.locator("[data-testid=stMarkdownContainer]:has(table)").first
    assert figures.evaluate("each => each.scrollWidth <= each.clientWidth")

    # Its figures are on one line.
    page.get_by_test_id("stMetric").first.wait_for()
    wait_for_run(page)
    boxes = [each.bounding_box() for each in page.get_by_test_id("stMetric").all()]
    assert len({round(box["y"]) for box in boxes}) == 1 < len(boxes)

    sheet = page.get_by_alt_text("A sheet of small training pictures")
    sheet.hover()
    button = page.get_by_role("button", name="Fullscreen")
    expect(button).to_be_visible()
    # Both at once, as what is above may still grow.
    below = "(each, sheet) => each.getBoundingClientRect().top - sheet.getBoundingClientRect().top"
    assert button.evaluate(below, sheet.element_handle()) >= 0

    show(page, "Mistakes")
    # Two white pictures side by side do not touch.
    pair = page.locator("[data-testid=stImage]:has(> :nth-child(2))").first
    pair.wait_for()
    left, right = (pair.locator("img").nth(index).bounding_box() for index in range(2))
    assert left["x"] + left["width"] < right["x"] - 4

    show(page, "Confidence")
    expect(page.get_by_text("times in 100.")).to_be_visible()
    page.wait_for_url("**view=Confidence**")
    slider = page.get_by_role("slider")
    for _ in range(3):
        slider.press("PageUp")
    expect(page.get_by_text('If it says "not sure" below 80%')).to_be_visible()
    page.get_by_role("button", name="Keep 80% for this network").click()
    expect(page.get_by_text("You have set that it says")).to_be_visible()
    # Anyone who opens this address sees the same.
    page.goto(page.url)
    expect(page.get_by_text('If it says "not sure" below 80%')).to_be_visible()
    page.get_by_role("button", name="Back to 50%").click()
    expect(page.get_by_text("You have set that it says")).to_be_hidden()

    show(page, "Layers")
    expect(page.get_by_alt_text("32 filters of the first layer")).to_be_visible()
    expect(page.get_by_alt_text("feature maps of the layer")).to_be_visible()
    # A list that goes on below its box fades out there, and only there.
    layers = page.locator(".st-key-networks-layers")
    fades = "each => getComputedStyle(each).maskImage.includes('gradient')"
    assert layers.evaluate(fades)
    layers.evaluate("each => each.scrollTo(0, each.scrollHeight)")
    page.wait_for_function(f"each => !({fades})(each)", arg=layers.element_handle())
    # A name that does not fit is cut off with an ellipsis.
    layer = page.get_by_role("combobox", name="Layer")
    assert layer.evaluate("each => each.scrollWidth > each.clientWidth")
    assert layer.evaluate("each => getComputedStyle(each).textOverflow") == "ellipsis"
    show(page, "Keep and share")
    with page.expect_download() as download:
        page.get_by_role("button", name="Its card, for Hugging Face").click()
    card = Path(download.value.path()).read_text(encoding="utf-8")
    assert card.startswith("---\nlicense: other\n")
    assert "# Best animals" in card
    page.get_by_role("button", name="All networks").click()
    expect(page.get_by_role("heading", name="The networks")).to_be_visible()


def test_the_page_on_learning_shows_all_of_its_pictures_and_charts(page, address):
    page.goto(f"{address}/learning")
    expect(page.get_by_role("heading", name="How a network learns", level=1)).to_be_visible()
    pictures = page.locator("[data-testid=stImage] img")
    expect(pictures).to_have_count(2)
    is_dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    for picture in pictures.all():
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", True)
        assert picture.evaluate("image => image.naturalWidth") > 100
        # Its background is that of the page.
        assert (max(picture.evaluate(GROUND)) < 40) == is_dark
    charts = page.get_by_test_id("stVegaLiteChart")
    expect(charts).to_have_count(4)
    for chart in charts.all():
        chart.scroll_into_view_if_needed()
        # The chart uses the page's font.
        letters = chart.locator("svg text").first
        letters.wait_for()
        assert "Source Sans" in letters.evaluate("text => getComputedStyle(text).fontFamily")
