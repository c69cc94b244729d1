"""Whole stories in a real browser: a person draws, looks, undoes, uploads, comes back."""

import json

import pytest
from playwright.sync_api import expect

from core.preprocessing.example_drawings import example_drawing
from tests.browser.drawing import draw, ink_on_canvas, open_canvas, wait_for_ink
from tests.browser.sizes import ON_A_DESK, ON_A_PHONE
from tests.core.pictures_for_tests import file_of, ink_of, photo_of_paper

pytestmark = pytest.mark.browser
SEVEN, FOUR = example_drawing("digits", 0)[1], example_drawing("digits", 2)[1]


def winners(page):
    return page.get_by_test_id("stMetricValue")


def test_someone_draws_and_sees_answers_after_every_stroke(page, address):
    open_canvas(page, address)
    expect(page.get_by_text("Nothing is drawn yet")).to_be_visible()
    draw(page, SEVEN)
    expect(winners(page).first).to_have_text("7")
    expect(page.get_by_text("networks say 7")).to_be_visible()
    expect(page.locator("[data-testid=stVegaLiteChart]").first).to_be_visible()

    page.locator(".st-key-draw-clear button").click()
    expect(page.get_by_text("Nothing is drawn yet")).to_be_visible()
    wait_for_ink(page, lambda ink: ink == 0)
    draw(page, FOUR)
    expect(winners(page).first).to_have_text("4")


@ON_A_DESK
def test_undo_and_redo_change_the_canvas_and_the_answer(page, address):
    open_canvas(page, address)
    draw(page, FOUR)
    expect(winners(page).first).to_have_text("4")
    page.wait_for_timeout(500)
    whole = ink_on_canvas(page)
    page.locator(".st-key-draw-undo button").click()
    expect(page.locator(".st-key-draw-redo button")).to_be_enabled()
    wait_for_ink(page, lambda ink: 0 < ink < whole)
    page.locator(".st-key-draw-redo button").click()
    expect(page.locator(".st-key-draw-redo button")).to_be_disabled()
    wait_for_ink(page, lambda ink: ink == pytest.approx(whole, rel=0.02))
    expect(winners(page).first).to_have_text("4")


@ON_A_PHONE
def test_the_drawing_survives_every_other_click_and_another_page(page, address):
    open_canvas(page, address)
    draw(page, SEVEN)
    expect(winners(page).first).to_have_text("7")
    page.wait_for_timeout(500)
    ink = ink_on_canvas(page)
    for text in ("Where it looked", "Stroke by stroke", "Thick pen", "Six animals", "Digits"):
        page.get_by_text(text, exact=True).click()
        page.wait_for_timeout(700)
        assert ink_on_canvas(page) == ink, text
    page.get_by_text("Upload", exact=True).click()
    expect(page.get_by_test_id("stFileUploaderDropzone")).to_be_visible()
    page.get_by_test_id("stButtonGroup").get_by_text("Draw", exact=True).click()
    page.locator("canvas.upper-canvas").wait_for()
    page.wait_for_timeout(700)
    assert ink_on_canvas(page) == pytest.approx(ink, rel=0.02)


@ON_A_PHONE
def test_a_change_of_theme_leaves_the_drawing(page, address):
    open_canvas(page, address)
    draw(page, SEVEN)
    expect(winners(page).first).to_have_text("7")
    page.wait_for_timeout(500)
    ink = ink_on_canvas(page)
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(1_000)
        assert ink_on_canvas(page) == ink
    expect(winners(page).first).to_have_text("7")


@ON_A_DESK
def test_a_photo_is_read_and_a_bad_file_leaves_the_answer(page, address):
    open_canvas(page, address)
    page.get_by_text("Upload", exact=True).click()
    photo = file_of(photo_of_paper(ink_of("4", 900)), "JPEG")
    chooser = page.locator("input[type=file]")
    chooser.set_input_files({"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": photo})
    expect(winners(page).first).to_have_text("4")
    chooser.set_input_files({"name": "broken.png", "mimeType": "image/png", "buffer": b"no picture"})
    expect(page.get_by_text("This is not a picture that can be read")).to_be_visible()
    expect(winners(page).first).to_have_text("4")


@ON_A_PHONE
def test_an_example_is_shown_and_can_be_taken_away(page, address):
    open_canvas(page, address)
    page.get_by_role("button", name="Show me an example").click()
    expect(winners(page).first).to_have_text("7")
    with page.expect_download() as strokes:
        page.get_by_role("button", name="Save as strokes").click()
    line = json.loads(open(strokes.value.path()).read())
    assert len(line["drawing"]) == 1
    with page.expect_download() as picture:
        page.get_by_role("button", name="Save as picture").click()
    assert open(picture.value.path(), "rb").read(8) == b"\x89PNG\r\n\x1a\n"


def test_every_picture_and_chart_has_words_for_people_who_do_not_see_it(page, address):
    open_canvas(page, address)
    page.get_by_role("button", name="Show me an example").click()
    expect(winners(page).first).to_have_text("7")
    page.wait_for_timeout(1_000)
    images = page.locator("[data-testid=stImage] img")
    assert images.count() >= 1
    for index in range(images.count()):
        assert images.nth(index).get_attribute("alt")
    described = page.locator("[aria-label*='Bar chart of the 5 classes']")
    assert described.count() >= winners(page).count()
