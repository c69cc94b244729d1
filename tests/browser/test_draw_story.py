"""Whole stories in a real browser: a user draws, looks, undoes, uploads and comes back."""

import json
import re

import numpy as np
import pytest
from playwright.sync_api import expect

from core.preprocessing.example_drawings import example_drawing
from tests.browser.conftest import SIZES
from tests.browser.drawing import clean_canvas, draw, ink_on_canvas, open_canvas, wait_for_ink, wait_for_run
from tests.browser.sizes import ON_A_DESK, ON_THE_SAME_DESK, ON_THE_SAME_PHONE
from tests.core.pictures_for_tests import file_of, ink_of, photo_of_paper

pytestmark = pytest.mark.browser
SEVEN, FOUR = example_drawing("digits", 0)[1], example_drawing("digits", 2)[1]
DOWN = [np.float32([[80, 60], [80, 220]])]


def winners(page):
    return page.locator(".answer-panel .answer-name")


def wait_until_shown(page, strokes):
    """Waits until the page offers to clear the canvas: the canvas itself has then reported the strokes."""
    expect(page.locator(".st-key-draw-clear button")).to_be_enabled()
    expect(page.locator(".answer-row").first).to_be_visible()
    return wait_for_ink(page, lambda ink: ink > 100 * len(strokes))


def clear_and_draw_another(page):
    """Clears the canvas, checks that no old answer remains next to it, and draws a 4."""
    page.locator(".st-key-draw-clear button").click()
    expect(page.get_by_text("Nothing is drawn yet")).to_be_visible()
    expect(winners(page)).to_have_count(0)
    wait_for_ink(page, lambda ink: ink == 0)
    draw(page, FOUR)
    expect(winners(page).first).to_have_text("4")


@ON_THE_SAME_PHONE
def test_someone_draws_and_sees_answers_while_drawing(shared_page, address):
    page = shared_page
    clean_canvas(page, address)
    expect(page.get_by_text("Nothing is drawn yet")).to_be_visible()
    expect(page.locator("h1")).to_have_count(1)
    # Screen readers find it, too.
    expect(page.get_by_role("img", name="Canvas for drawing")).to_be_visible()
    box = page.locator("canvas.upper-canvas").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.25)
    page.mouse.down()
    for x, y in ((0.5, 0.25), (0.65, 0.25), (0.6, 0.4), (0.5, 0.6), (0.45, 0.85)):
        page.mouse.move(box["x"] + box["width"] * x, box["y"] + box["height"] * y, steps=8)
    # The pen is still down.
    expect(winners(page).first).to_have_text("7")
    page.mouse.up()
    expect(page.get_by_text('networks say "7"')).to_be_visible()
    expect(page.get_by_role("status").filter(has_text='networks say "7"')).to_be_visible()
    wait_until_shown(page, SEVEN)

    clear_and_draw_another(page)


@ON_THE_SAME_DESK
def test_undo_and_redo_change_the_canvas_and_the_answer(shared_page, address):
    page = shared_page
    clean_canvas(page, address)
    draw(page, FOUR)
    expect(winners(page).first).to_have_text("4")
    whole = wait_until_shown(page, FOUR)
    page.locator(".st-key-draw-undo button").click()
    expect(page.locator(".st-key-draw-redo button")).to_be_enabled()
    wait_for_ink(page, lambda ink: 0 < ink < whole)
    page.locator(".st-key-draw-redo button").click()
    expect(page.locator(".st-key-draw-redo button")).to_be_disabled()
    wait_for_ink(page, lambda ink: ink == pytest.approx(whole, rel=0.02))
    expect(winners(page).first).to_have_text("4")
    page.locator(".st-key-draw-clear button").click()
    wait_for_ink(page, lambda ink: ink == 0)
    page.locator(".st-key-draw-undo button").click()
    wait_for_ink(page, lambda ink: ink == pytest.approx(whole, rel=0.02))
    expect(winners(page).first).to_have_text("4")


@ON_THE_SAME_PHONE
def test_the_drawing_survives_every_other_click_and_the_theme(shared_page, address):
    page = shared_page
    clean_canvas(page, address)
    draw(page, SEVEN)
    expect(winners(page).first).to_have_text("7")
    ink = wait_until_shown(page, SEVEN)
    for text in ("Where it looked", "Stroke by stroke", "What the network saw", "Thick pen"):
        page.get_by_text(text, exact=True).click()
        wait_for_run(page)
        wait_for_ink(page, lambda now: now == ink)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        wait_for_run(page)
        # When Streamlit rebuilds the canvas, its lines become very slightly thinner.
        wait_for_ink(page, lambda now: now == pytest.approx(ink, rel=0.02))
    page.get_by_text("Upload", exact=True).click()
    expect(page.get_by_test_id("stFileUploaderDropzone")).to_be_visible()
    page.get_by_test_id("stButtonGroup").get_by_text("Draw", exact=True).click()
    page.locator("canvas.upper-canvas").wait_for()
    wait_for_ink(page, lambda now: now == pytest.approx(ink, rel=0.02))


@ON_THE_SAME_DESK
def test_another_task_starts_clean_and_a_reload_keeps_task_and_drawings(shared_page, address):
    page = shared_page
    clean_canvas(page, address)
    draw(page, SEVEN)
    ink = wait_until_shown(page, SEVEN)
    page.get_by_text("Six animals", exact=True).click()
    expect(page.get_by_text("Draw a camel, cat")).to_be_visible()
    wait_for_ink(page, lambda now: now == 0)
    draw(page, DOWN)
    page.reload()
    # The task is still animals, and its stroke is still there.
    page.get_by_text("Networks to compare").wait_for()
    expect(winners(page)).to_have_count(2)
    wait_for_ink(page, lambda now: 0 < now < ink)
    page.get_by_text("Digits", exact=True).click()
    expect(winners(page).first).to_have_text("7")
    wait_for_ink(page, lambda now: now == pytest.approx(ink, rel=0.02))


@ON_THE_SAME_DESK
def test_a_stroke_is_kept_when_the_page_is_left_at_once(shared_page, address):
    page = shared_page
    clean_canvas(page, address)
    for count in (1, 2):
        draw(page, [stroke + np.float32([30 * count, 0]) for stroke in DOWN])
        page.get_by_role("link", name="Photo").click()
        page.wait_for_url("**/photo")
        expect(page.locator("canvas.upper-canvas")).to_have_count(0)
        page.get_by_role("link", name="Draw").click()
        page.locator("canvas.upper-canvas").wait_for()
        wait_for_ink(page, lambda now, count=count: now > 8_000 * count)
    # The browser has kept all of it for a reload, too.
    page.reload()
    page.locator("canvas.upper-canvas").wait_for()
    wait_for_ink(page, lambda now: now > 16_000)


@ON_THE_SAME_DESK
def test_a_reload_in_the_middle_of_a_stroke_keeps_what_there_is_of_it(shared_page, address):
    page = shared_page
    clean_canvas(page, address)
    box = page.locator("canvas.upper-canvas").bounding_box()
    page.mouse.move(box["x"] + 100, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 100, box["y"] + 260, steps=9)
    page.reload()
    page.mouse.up()
    page.locator("canvas.upper-canvas").wait_for()
    wait_for_ink(page, lambda ink: ink > 3_000)


@ON_THE_SAME_DESK
def test_a_stroke_stays_on_the_canvas_on_which_it_was_begun(shared_page, address):
    page = shared_page
    clean_canvas(page, address)
    kept = "JSON.parse(sessionStorage.getItem('inkling-drawings')).drawings.animals || []"
    animals = page.evaluate(kept)
    box = page.locator("canvas.upper-canvas").bounding_box()
    page.mouse.move(box["x"] + 100, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 100, box["y"] + 260, steps=9)
    # As if the page were slow to show what was chosen just before drawing.
    page.get_by_text("Six animals", exact=True).evaluate("chosen => chosen.click()")
    expect(page.get_by_role("button", name="Best animals")).to_be_visible()
    wait_for_run(page)
    page.mouse.move(box["x"] + 200, box["y"] + 260, steps=5)
    page.mouse.up()
    wait_for_run(page)
    assert page.evaluate(kept) == animals
    page.get_by_text("Digits", exact=True).click()
    wait_for_ink(page, lambda ink: ink > 5_000)


@ON_THE_SAME_DESK
def test_a_pen_that_is_lifted_over_a_disabled_button_has_drawn_its_stroke(shared_page, address):
    page = shared_page
    clean_canvas(page, address)
    box = page.locator("canvas.upper-canvas").bounding_box()
    clear = page.locator(".st-key-draw-clear button")
    expect(clear).to_be_disabled()
    over = clear.bounding_box()
    page.mouse.move(box["x"] + 200, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 400, steps=10)
    page.mouse.move(over["x"] + over["width"] / 2, over["y"] + over["height"] / 2, steps=5)
    page.mouse.up()
    expect(page.locator(".answer-row").first).to_be_visible()
    ink = wait_until_shown(page, DOWN)
    # The pen is up: moving the mouse draws nothing.
    page.mouse.move(box["x"] + 400, box["y"] + 100, steps=10)
    page.wait_for_timeout(300)
    assert ink_on_canvas(page) == ink
    # The component's own toolbar does not appear under the mouse either.
    assert page.locator(".dc-toolbar").count() == 1
    expect(page.locator(".dc-toolbar")).to_be_hidden()


@ON_A_DESK
def test_without_the_live_pen_the_canvas_is_answered_after_every_stroke(page, address):
    page.add_init_script(
        "for (const name of ['pointerdown', 'pointermove', 'pointerup'])"
        " window.addEventListener(name, event => event.stopImmediatePropagation(), true);"
    )
    open_canvas(page, address)
    draw(page, SEVEN)
    expect(winners(page).first).to_have_text("7")
    clear_and_draw_another(page)


@ON_THE_SAME_DESK
def test_a_photo_is_read_and_a_bad_file_has_no_answer(shared_page, address):
    page = shared_page
    clean_canvas(page, address)
    page.get_by_text("Upload", exact=True).click()
    photo = file_of(photo_of_paper(ink_of("4", 900)), "JPEG")
    chooser = page.locator("input[type=file]")
    # A short instruction replaces the list of file types.
    words = page.get_by_test_id("stFileUploaderDropzoneInstructions")
    assert words.evaluate("each => getComputedStyle(each, '::after').content") == '"or drop it here"'
    assert words.inner_text() == ""
    chooser.set_input_files({"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": photo})
    expect(winners(page).first).to_have_text("4")
    came, found = page.get_by_test_id("stFileUploader"), page.get_by_test_id("stImage").first
    above, below = came.bounding_box(), found.bounding_box()
    assert below["y"] >= above["y"] + above["height"] + 8
    # When the options for turning need two lines, each is a separate button, not part of a broken row.
    page.get_by_text("Turn or crop").click()
    page.set_viewport_size({"width": 1024, "height": 768})
    turns = page.get_by_role("radio", name=re.compile("Upright|To the |Upside"))
    expect(turns).to_have_count(4)
    assert len({box["y"] for box in (turn.bounding_box() for turn in turns.all())}) == 2
    assert all(
        turn.evaluate("each => parseFloat(getComputedStyle(each).borderBottomRightRadius)") > 4
        for turn in turns.all()
    )
    page.set_viewport_size(dict(zip(("width", "height"), SIZES["desktop"], strict=True)))
    chooser.set_input_files({"name": "broken.png", "mimeType": "image/png", "buffer": b"no picture"})
    expect(page.get_by_text("This is not a picture that can be read")).to_be_visible()
    expect(winners(page)).to_have_count(0)


@pytest.mark.parametrize("has_touch", [True, False])
def test_a_key_is_named_only_where_there_may_be_one(browser, address, has_touch):
    size = dict(zip(("width", "height"), SIZES["phone"], strict=True))
    with browser.new_context(viewport=size, has_touch=has_touch, is_mobile=has_touch) as context:
        page = context.new_page()
        page.goto(f"{address}/?present=yes")
        leave = page.locator(".st-key-draw-leave button")
        expect(leave).to_contain_text("Leave")
        expect(leave.locator("kbd")).to_be_visible(visible=not has_touch)


@ON_THE_SAME_DESK
def test_presenting_shows_a_large_canvas_and_large_answers_until_escape(shared_page, address):
    page = shared_page
    clean_canvas(page, address)
    page.get_by_role("button", name="Present").click()
    expect(page.get_by_role("button", name="Leave")).to_be_visible()
    # What to do is also legible from afar.
    hint = page.get_by_text("Nothing is drawn yet")
    assert hint.evaluate("each => parseFloat(getComputedStyle(each).fontSize)") >= 24
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Present")).to_be_visible()
    draw(page, SEVEN)
    wait_until_shown(page, SEVEN)
    before = page.locator("canvas.upper-canvas").bounding_box()["width"]
    page.get_by_role("button", name="Present").click()
    expect(page.get_by_role("button", name="Leave")).to_be_visible()
    for hidden in (".st-key-draw-head", ".st-key-draw-choices", ".st-key-draw-source", ".answer-panels"):
        expect(page.locator(hidden).first).to_be_hidden()
    assert page.locator("canvas.upper-canvas").bounding_box()["width"] > before
    sizes = page.evaluate(
        "['.answer-headline', '.answer-row .answer-name', '.answer-row .answer-percent'].map("
        "name => parseFloat(getComputedStyle(document.querySelector(name)).fontSize))"
    )
    assert min(sizes) >= 40
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Present")).to_be_visible()
    expect(page.locator(".st-key-draw-head")).to_be_visible()
    wait_for_ink(page, lambda ink: ink > 100)

    # A single network uses the space of three to show its other likely answers.
    for title in ("Small convnet", "No convolution"):
        page.locator(".st-key-draw-choices").get_by_text(title, exact=True).click()
        expect(page.locator(".answer-panel").filter(has_text=title)).to_have_count(0)
    page.get_by_role("button", name="Present").click()
    expect(page.locator(".answer-bars .answer-label")).to_have_count(5)
    expect(page.locator(".answer-bars .answer-label").last).to_be_in_viewport()
    expect(page.locator(".answer-panel .answer-name")).to_be_hidden()
    label = page.locator(".answer-bars .answer-label").first
    assert label.evaluate("each => parseFloat(getComputedStyle(each).fontSize)") >= 40
    page.go_back()
    expect(page.get_by_role("button", name="Present")).to_be_visible()
    expect(page.locator(".st-key-draw-head")).to_be_visible()


@ON_THE_SAME_PHONE
def test_an_example_is_shown_described_and_can_be_taken_away(shared_page, address):
    page = shared_page
    clean_canvas(page, address)
    page.get_by_role("button", name="Show me an example").click()
    expect(winners(page).first).to_have_text("7")
    page.get_by_text("Why?").first.click()
    expect(page.get_by_text("It was taught 10 things").first).to_be_visible()
    images = page.locator("[data-testid=stImage] img")
    expect(images).not_to_have_count(0)
    for index in range(images.count()):
        assert images.nth(index).get_attribute("alt")
    assert page.get_by_role("list", name="finds most likely").count() == winners(page).count()
    with page.expect_download() as strokes:
        page.get_by_role("button", name="Save as strokes").click()
    line = json.loads(open(strokes.value.path()).read())
    assert len(line["drawing"]) == 1
    with page.expect_download() as picture:
        page.get_by_role("button", name="Save as picture").click()
    assert open(picture.value.path(), "rb").read(8) == b"\x89PNG\r\n\x1a\n"
