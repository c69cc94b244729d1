"""Stories of the camera in a real browser, whose camera shows a film."""

import re

import pytest
from playwright.sync_api import expect

from core.preprocessing.example_photos import read_example_photos
from tests.browser.fake_camera import camera_arguments, write_film
from widgets.shared.camera import PROBLEMS

pytestmark = pytest.mark.browser
LONG_MS = 120_000
SCENES = ("espresso", "tripod")
DESK = {"width": 1400, "height": 900}


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    """A film of an espresso and a tripod, two seconds each; no two frames are the same."""
    photos = {photo.name: photo for photo in read_example_photos()}
    scenes = [photos[f"{name}.jpg"].content().pixels[..., :3] for name in SCENES]
    return write_film(tmp_path_factory.mktemp("film") / "film.y4m", scenes)


@pytest.fixture(scope="module")
def browser_with_camera(launch, film):
    """A separate browser whose camera shows the film."""
    browser = launch(*camera_arguments(film))
    yield browser.new_context(viewport=DESK)
    browser.close()


@pytest.fixture
def browser_with(launch):
    """Starts separate browsers with other arguments."""
    opened = []
    yield lambda *arguments: opened.append(launch(*arguments)) or opened[-1].new_context(viewport=DESK)
    for browser in opened:
        browser.close()


@pytest.fixture
def visit(address):
    """Opens a page and its camera in a browser; checks afterwards that no error occurred in the page."""
    opened, problems = [], []

    def open_camera(context, path):
        page = context.new_page()
        opened.append(page)
        page.set_default_timeout(LONG_MS)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(f"{address}/{path}")
        page.get_by_test_id("stButtonGroup").get_by_text("Camera", exact=True).first.click()
        return page

    yield open_camera
    for page in opened:
        page.close()
    assert problems == []


def test_someone_records_by_mouse_and_by_space_bar_and_with_a_countdown(browser_with_camera, visit):
    page = visit(browser_with_camera, "train")
    expect(page.get_by_text("Name above what you will record; then you can start.")).to_be_visible()
    expect(page.get_by_role("button", name="Hold to record")).to_be_disabled()
    box = page.get_by_role("combobox", name="What will it show?")
    box.fill("things")
    box.press("Enter")
    hold = page.get_by_role("button", name="Hold to record things")
    expect(hold).to_be_enabled()
    hold.hover()
    page.mouse.down()
    expect(page.get_by_alt_text("Picture 6")).to_be_visible(timeout=LONG_MS)
    page.mouse.up()
    said = page.get_by_text(re.compile(r'^The first .*of "things" w'))
    expect(said).to_be_visible(timeout=LONG_MS)
    first = int((re.search(r"[0-9]+", said.inner_text()) or "1")[0])
    assert first > 0

    hold.focus()
    page.keyboard.down(" ")
    expect(page.get_by_alt_text("Picture 3")).to_be_visible(timeout=LONG_MS)
    page.keyboard.up(" ")
    expect(said).to_be_hidden()
    expect(page.get_by_text('more of "things":')).to_be_visible(timeout=LONG_MS)
    second = total(page)
    # A busy computer may show the same frame of the film twice, and identical pictures are added only once.
    assert second > first

    page.get_by_role("button", name="Start in 3 seconds").click()
    expect(page.get_by_alt_text("Picture 20", exact=True)).to_be_visible(timeout=LONG_MS)
    expect(page.get_by_text(f"{second} now.")).to_be_hidden()
    expect(page.get_by_text('more of "things":')).to_be_visible(timeout=LONG_MS)
    assert total(page) > second
    assert page.get_by_alt_text("Picture 21").count() == 0
    expect(page.get_by_text("recorded in a single take")).to_be_hidden()


def total(page):
    """Returns how many pictures the class has now, according to the page."""
    said = page.get_by_text('more of "things":').inner_text()
    return int(said.partition(": ")[2].partition(" now")[0])


def test_bars_follow_the_camera_and_a_picture_can_be_taken_or_the_camera_paused(browser_with_camera, visit):
    page = visit(browser_with_camera, "photo")
    for scene in SCENES:
        expect(page.locator(".headline").first).to_have_text(scene, timeout=LONG_MS)
    frame = page.locator(".answers").first
    expect(page.locator(".bar .percent").first).to_contain_text("%")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Resume")).to_be_visible()
    # Answers to frames that were already sent may still arrive.
    paused = None
    for _ in range(LONG_MS // 700):
        before, paused = paused, frame.get_attribute("data-frame")
        if paused == before:
            break
        page.wait_for_timeout(700)
    assert paused == before
    page.get_by_role("button", name="Resume").click()
    expect(frame).not_to_have_attribute("data-frame", paused)
    page.get_by_role("button", name="Take a picture").click()
    page.get_by_alt_text("Your photo with orange laid over the places").first.wait_for()
    mirror = page.get_by_label("Mirror")
    expect(mirror).to_be_checked()
    mirror.uncheck()
    expect(page.locator("video.mirrored")).to_have_count(0)


# A busy browser may handle a click while a frame is waiting to be sent; this script forces that order.
CLICK_WITH_A_FRAME = """
() => {
    const drawn = HTMLCanvasElement.prototype.toDataURL;
    HTMLCanvasElement.prototype.toDataURL = function (...how) {
        HTMLCanvasElement.prototype.toDataURL = drawn;
        const buttons = [...document.querySelectorAll('[data-testid="stButtonGroup"] button')];
        queueMicrotask(() => buttons.find((button) => button.innerText.includes("Examples")).click());
        return drawn.apply(this, how);
    };
}
"""


def test_no_frame_takes_a_click_with_it(browser_with_camera, visit):
    page = visit(browser_with_camera, "photo")
    expect(page.locator(".headline").first).not_to_be_empty(timeout=LONG_MS)
    page.evaluate(CLICK_WITH_A_FRAME)
    expect(page.get_by_role("button", name="Espresso", exact=True)).to_be_visible()
    expect(page.locator("video")).to_have_count(0)


BUSY = """
navigator.mediaDevices.getUserMedia = async () => {
    throw new DOMException("", "NotReadableError");
};
"""
INSECURE = "Object.defineProperty(window, 'isSecureContext', { value: false });"


def expect_problem(page, problem):
    """Checks that the page states this camera problem and offers to try again."""
    expect(page.get_by_text(PROBLEMS[problem])).to_be_visible(timeout=LONG_MS)
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    expect(page.get_by_text("No camera appears here?")).to_be_hidden()


def test_without_a_camera_one_sentence_says_what_to_do(browser_with, visit):
    page = visit(browser_with(*camera_arguments(None)), "photo")
    expect_problem(page, "none")
    for problem, script in (("busy", BUSY), ("insecure", INSECURE)):
        page.evaluate(f"() => {{ {script} }}")
        page.get_by_role("button", name="Try again").click()
        expect_problem(page, problem)


# A camera that needs a moment to open, as real ones do.
SLOW = """
window.opened = [];
navigator.mediaDevices.getUserMedia = async () => {
    const canvas = document.createElement("canvas");
    canvas.getContext("2d").fillRect(0, 0, 9, 9);
    const stream = canvas.captureStream();
    await new Promise((done) => setTimeout(done, 400));
    window.opened.push(...stream.getTracks());
    return stream;
};
"""


def test_a_camera_that_is_opened_twice_at_once_stays_on_only_once(browser_with, visit):
    page = visit(browser_with(*camera_arguments(None)), "photo")
    expect_problem(page, "none")
    page.evaluate(f"() => {{ {SLOW} }}")
    page.get_by_role("button", name="Try again").dblclick()
    page.wait_for_function("window.opened.length === 2")
    expect(page.locator("video")).to_be_visible()
    live = "window.opened.filter((track) => track.readyState === 'live').length"
    page.wait_for_function(f"{live} === 1")
    page.get_by_test_id("stButtonGroup").get_by_text("Examples", exact=True).first.click()
    page.wait_for_function(f"{live} === 0")


def test_a_camera_that_is_refused_is_said_too(browser_with, visit):
    # Nobody grants the permission here.
    page = visit(browser_with("--use-fake-device-for-media-stream"), "photo")
    expect_problem(page, "refused")
