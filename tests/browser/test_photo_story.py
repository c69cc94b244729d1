"""Stories of the Photo page: from files to answers, a table, folders, and a training."""

import io
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from core.preprocessing.example_photos import read_example_photos
from tests.browser.conftest import SIZES
from tests.browser.drawing import wait_for_run
from tests.browser.sizes import ON_A_PHONE

pytestmark = pytest.mark.browser
# A worker must start and import TensorFlow while all other tests are running.
LONG_MS = 120_000


def resize(page, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})


def saved(page, button):
    """Clicks a download button; returns the saved bytes."""
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    return Path(download.value.path()).read_bytes()


@ON_A_PHONE
def test_one_photo_then_many_sorted_and_handed_on(page, address, tmp_path):
    page.goto(f"{address}/photo")
    page.get_by_text("Examples", exact=True).click()
    # Examples appear side by side in every window, even on a phone in landscape.
    examples = page.locator(".st-key-photo-examples img")
    expect(examples).to_have_count(len(read_example_photos()))
    for size in ((844, 390), (768, 1024), SIZES["phone"]):
        resize(page, size)
        tops = examples.evaluate_all("all => all.map(each => Math.round(each.getBoundingClientRect().top))")
        assert len(set(tops)) <= len(tops) / 2, size
    page.get_by_role("button", name="Palace", exact=True).click()
    answer = page.locator(".answer-panel .answer-name")
    answer.get_by_text("palace").wait_for()
    seen = page.get_by_alt_text("Your photo with orange laid over the places")
    seen.wait_for()
    expect(answer).to_be_in_viewport()
    expect(seen).to_be_in_viewport()
    # On a phone, what is seldom needed is below the answer; on a desktop, it is beside it.
    seldom = page.get_by_text("Add a network", exact=True)
    assert seldom.bounding_box()["y"] > seen.bounding_box()["y"]
    resize(page, SIZES["desktop"])
    page.wait_for_timeout(500)
    assert seldom.bounding_box()["x"] < answer.bounding_box()["x"]
    # The picture stays within its column even where that is narrow, such as on a phone in landscape.
    for width, height in (SIZES["desktop"], (844, 390), SIZES["phone"]):
        resize(page, (width, height))
        page.wait_for_function(f"document.querySelector('.stMain').scrollWidth <= {width}")

    page.get_by_text("Photos", exact=True).click()
    files = [
        {"name": s.name, "mimeType": "image/jpeg", "buffer": s.read_bytes()} for s in read_example_photos()
    ]
    odd = [{"name": "notes.jpg", "mimeType": "image/jpeg", "buffer": b"milk and bread"}]
    page.locator("input[type=file]").set_input_files(files + odd)
    page.get_by_text("Unreadable (1)").wait_for()
    # What is said of other ways to choose photos is gone, and of a list of files, two are in sight.
    expect(page.get_by_text("it uploads much faster")).to_have_count(0)
    assert page.get_by_test_id("stFileChips").bounding_box()["height"] < 150
    # Tapping a row scrolls to its answer, since the table fills a phone's screen.
    table = page.get_by_test_id("stDataFrame")
    table.scroll_into_view_if_needed()
    table.click(position={"x": 17, "y": 40 + 28})
    expect(page.get_by_role("heading", name=".jpg")).to_be_in_viewport()
    expect(page.locator(".answer-panel .answer-name").first).to_be_in_viewport()
    csv = saved(page, "Save as CSV").decode("utf-8-sig")
    assert len(csv.splitlines()) == 1 + len(files) + 1
    assert "palace.jpg" in csv
    with zipfile.ZipFile(io.BytesIO(saved(page, "Sort into folders"))) as archive:
        assert "palace/palace.jpg" in archive.namelist()
        assert "_cannot be read/notes.jpg" in archive.namelist()
    page.get_by_role("button", name="Teach a network with these").click()
    page.get_by_text("pictures were imported").first.wait_for()
    page.get_by_role("heading", name="Teach a network").wait_for()


def test_opened_first_by_its_own_address_it_has_the_apps_navigation_and_says_when_offline(contexts, address):
    page = contexts["desktop", "light"].new_page()
    page.set_default_timeout(LONG_MS)
    missing = []
    page.on("response", lambda answer: missing.append(answer.url) if answer.status >= 400 else None)
    page.goto(f"{address}/photo")
    page.get_by_role("heading", name="What is in this photo?").wait_for()
    page.get_by_role("link", name="Networks").wait_for()
    assert page.get_by_text("streamlit app").count() == 0
    assert missing == []
    wait_for_run(page)
    page.get_by_text("Add a network", exact=True).click()
    # A key press instead of a click: while the panel opens, the button may move away from the mouse.
    page.locator(".st-key-photo-addition-add button").press("Enter")
    page.get_by_text("There is no internet connection").wait_for(timeout=LONG_MS)
    page.get_by_role("button", name="Dismiss").click()
    page.get_by_role("button", name="Dismiss").wait_for(state="detached")
    page.close()
