"""Stories of teaching in a real browser: from a zip to the network in use, and drawings made on the page."""

import itertools
import zipfile

import numpy as np
import pytest
from playwright.sync_api import expect

from core.preprocessing.augmentation import augment_strokes
from core.preprocessing.example_drawings import example_drawing
from tests.browser.conftest import ENDS_WITH_ITS_CONTENT, FILLS_ITS_COLUMN, SIZES
from tests.browser.drawing import draw, follow, ink_on_canvas, wait_for_ink, wait_for_run
from tests.browser.sizes import ON_A_DESK, ON_A_PHONE
from tests.core.drawn import stroke_file
from tests.core.pictures_for_tests import file_of, ink_of

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("new_home")]
LONG_MS = 120_000
HOUSE, LADDER = example_drawing("sketches", 0)[1], example_drawing("sketches", 4)[1]


def choose_zip(page, path):
    """Switches to the zip input, and imports a file there."""
    page.get_by_text("Zip", exact=True).click()
    expect(page.get_by_text("A zip or tar of class folders")).to_be_visible()
    page.locator("input[type=file]").first.set_input_files(path)
    expect(page.get_by_label("Name of the new data set")).to_be_visible(timeout=LONG_MS)
    expect(page.get_by_text("Next: press Import")).to_be_visible()
    page.get_by_role("button", name="Import", exact=True).click()


def choose_many_files(page, folder):
    """Chooses a folder of so many files that the list of uploaded files needs scrolling; some are late."""
    (folder / "cat").mkdir(parents=True)
    for number in range(60):
        (folder / "cat" / f"{number}.png").write_bytes(file_of(ink_of("4", 28)))
    held = []

    def hold(route):
        held.append(route) if len(held) < 3 else route.fallback()

    page.route("**/_stcore/upload_file/**", hold)
    page.locator("input[type=file]").first.set_input_files(folder)
    left = page.get_by_text("3 of 60 files are still being uploaded.")
    expect(left).to_be_visible()
    for route in held:
        route.fallback()
    expect(page.get_by_text("Next: press Import")).to_be_visible(timeout=LONG_MS)
    expect(left).to_be_hidden()
    page.unroute("**/_stcore/upload_file/**", hold)


def open_train(page, address):
    page.goto(f"{address}/train")
    expect(page.get_by_text("1. Pictures")).to_be_visible(timeout=LONG_MS)


@ON_A_PHONE
def test_someone_teaches_from_a_zip_looks_and_takes_the_network_away(page, address, tmp_path):
    open_train(page, address)
    # Streamlit's own label would be "Upload directories".
    expect(page.get_by_role("button", name="Choose a folder")).to_be_visible()
    page.set_viewport_size(dict(zip(("width", "height"), SIZES["desktop"], strict=True)))
    choose_many_files(page, tmp_path / "many")
    page.wait_for_function(ENDS_WITH_ITS_CONTENT)
    page.set_viewport_size(dict(zip(("width", "height"), SIZES["phone"], strict=True)))
    with zipfile.ZipFile(tmp_path / "my toys.zip", "w") as archive:
        archive.write(stroke_file(tmp_path, each=12), "toys.ndjson")
    choose_zip(page, tmp_path / "my toys.zip")
    expect(page.get_by_text("36 of 36 pictures were imported")).to_be_visible(timeout=LONG_MS)
    expect(page.get_by_text("3 classes have few pictures").first).to_be_visible()
    page.get_by_role("button", name="Train", exact=True).click()
    expect(page.get_by_role("button", name="Stop and keep the best so far")).to_be_in_viewport()
    expect(page.get_by_text("Accuracy in cross-validation")).to_be_visible(timeout=LONG_MS)
    for shown in (page.get_by_text("Accuracy in cross-validation"), page.locator("canvas.upper-canvas")):
        expect(shown).to_be_in_viewport(ratio=0.9)
    page.wait_for_function(FILLS_ITS_COLUMN, arg="train-trial")
    expect(page.get_by_text("You can use it now on the Draw page")).to_be_visible()

    expect(page.get_by_text("Click a square to see its pictures.")).to_be_visible()
    wait_for_run(page)
    matrix = page.locator("[data-testid=stVegaLiteChart]").last
    matrix.scroll_into_view_if_needed()
    matrix.locator("path[aria-roledescription='rect mark']").first.click(force=True)
    expect(page.get_by_text("answered as")).to_be_visible()

    page.get_by_text("Curves", exact=True).click()
    expect(page.get_by_text("Only the last layer was trained, in one step")).to_be_visible()
    page.get_by_text("Export", exact=True).click()
    with page.expect_download() as whole:
        page.get_by_role("button", name="The whole network").click()
    saved = tmp_path / whole.value.suggested_filename
    whole.value.save_as(saved)
    names = zipfile.ZipFile(saved).namelist()
    assert any(name.endswith("model.tflite") for name in names)

    page.get_by_text("Import a network").click()
    page.locator("input[type=file]").last.set_input_files(saved)
    expect(page.get_by_text("was imported. Choose it").first).to_be_visible(timeout=LONG_MS)

    page.goto(address)
    page.get_by_text("Yours", exact=True).click()
    page.get_by_text("Draw something that you have taught.").wait_for()
    wait_for_run(page)
    draw(page, LADDER)
    expect(page.locator(".answer-panel .answer-name").first).to_have_text("my ladder")


@ON_A_PHONE
def test_someone_learns_that_files_were_lost_on_the_way(page, address, tmp_path):
    open_train(page, address)
    uploads = itertools.count()
    page.route(
        "**/_stcore/upload_file/**",
        lambda route: route.abort("connectionreset") if next(uploads) % 4 == 0 else route.continue_(),
    )
    choose_many_files(page, tmp_path / "many")
    expect(page.get_by_text("15 of 60 files did not arrive")).to_be_visible()
    # Nor does the text for screen readers beside each lost file lengthen the page, as the fixture checks.
    page.unroute_all()


# Notes the timers that count files, which look twice a second.
NOTE_TIMERS = """
window.timers = new Set();
const [start, end] = [window.setInterval, window.clearInterval];
window.setInterval = (look, every, ...rest) => {
    const timer = start(look, every, ...rest);
    if (every === 500) window.timers.add(timer);
    return timer;
};
window.clearInterval = timer => { window.timers.delete(timer); end(timer); };
"""


@ON_A_DESK
def test_one_timer_counts_files_however_often_the_page_is_redrawn_and_none_once_it_is_left(page, address):
    page.add_init_script(NOTE_TIMERS)
    open_train(page, address)
    page.wait_for_function("timers.size === 1")
    ground = "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
    for scheme in ("dark", "light", "dark"):
        before = page.evaluate(ground)
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(f"{ground} !== '{before}'")
        wait_for_run(page)
    assert page.evaluate("timers.size") == 1
    follow(page, "Networks")
    page.wait_for_function("timers.size === 0")


@ON_A_PHONE
def test_someone_draws_two_things_and_they_can_be_taught(page, address):
    open_train(page, address)
    page.get_by_test_id("stButtonGroup").get_by_text("Draw", exact=True).click()
    page.locator("canvas.upper-canvas").wait_for()
    generator = np.random.default_rng(1)
    for label, drawing in (("hut", HOUSE), ("steps", LADDER)):
        box = page.get_by_role("combobox", name="What will you draw?")
        box.click()
        box.fill(label)
        box.press("Enter")
        wait_for_run(page)
        for number in range(3):
            middle = np.float32(140)
            strokes = augment_strokes(drawing, generator, strength=0.5)
            draw(page, [stroke + middle for stroke in strokes], every=40.0)
            # At once, before the canvas would report the last stroke by itself.
            page.get_by_role("button", name="Add this drawing").click()
            first = f'The first picture of "{label}" was added.'
            said = f'One more of "{label}": {number + 1} now.' if number else first
            expect(page.get_by_text(said)).to_be_visible()
            wait_for_ink(page, lambda ink: ink == 0)
    # Undo, too, acts on a stroke that was drawn just before.
    undo = page.locator(".st-key-train-undo button")
    draw(page, [[(60, 180), (60, 250)]])
    expect(undo).to_be_enabled()
    wait_for_run(page)
    one = ink_on_canvas(page)
    draw(page, [[(140, 180), (140, 250)]])
    undo.click()
    expect(page.locator(".st-key-train-redo button")).to_be_enabled()
    wait_for_ink(page, lambda ink: ink == one)
    expect(page.locator(".st-key-train-redo button")).to_be_enabled()
    expect(page.get_by_text("2 classes have few pictures").first).to_be_visible()
    expect(page.get_by_role("button", name="Train", exact=True)).to_be_enabled()
