"""The Photo page, driven without a browser: one photo, many, adding a network, bad input."""

import io
import json
import time
import zipfile

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from core.datasets.store import data_sets
from core.jobs.process import update_state
from core.preprocessing.example_photos import read_example_photos
from core.storage.files import write_json
from core.storage.paths import home
from tests.conftest import ROOT
from tests.widgets.app_helpers import html, panels
from widgets.shared.page_state import PHOTO_STATE
from widgets.shared.widget_keys import AdditionKey, PhotoKey


@pytest.fixture
def page(monkeypatch):
    monkeypatch.setenv("INKLING_SERVER_PATHS", "1")
    return AppTest.from_file(ROOT / "pages/photo.py", default_timeout=60).run()


def choose(page, source):
    return page.segmented_control(key=PhotoKey.SOURCE).set_value(source).run()


def look_at(page, path):
    choose(page, "path")
    page.text_input[0].set_value(str(path))
    page.button[0].click().run()
    until = time.monotonic() + 60
    while (many := page.session_state[PHOTO_STATE].batch) and not many.batch.is_over:
        assert time.monotonic() < until
        time.sleep(0.1)
    return page.run()


def warnings(page):
    return [each.value for each in page.warning]


def test_it_opens_empty_and_says_what_its_network_knows(page):
    assert not page.exception
    assert "Choose a photo" in page.info[0].value
    assert any("Thousand things knows: 1,000 things" in each.label for each in page.expander)


def test_an_example_is_answered_with_bars_and_can_be_corrected(page):
    choose(page, "examples")
    page.button(key=PhotoKey.EXAMPLE.of("espresso.jpg")).click().run()
    assert not page.exception
    assert panels(page)[0].label == "Thousand things"
    assert panels(page)[0].value == "espresso"
    assert "a drink, probably an espresso" in html(page).lower()
    page.slider(key=PhotoKey.OPACITY).set_value(10).run()
    labels = page.selectbox(key=PhotoKey.EVIDENCE).options
    page.selectbox(key=PhotoKey.EVIDENCE).set_value(labels[-1]).run()
    assert not page.exception
    really = next(each for each in page.selectbox if each.label == "Correct answer")
    assert "espresso" in really.options
    really.set_value("espresso")
    next(each for each in page.button if "Save as training" in each.label).click().run()
    (kept,) = data_sets()
    assert (kept.title, kept.kind, kept.classes) == ("Corrected photos", "photo", ("espresso",))
    assert 'Saved as "espresso" in' in page.success[0].value


def test_many_photos_become_a_table_with_filters(page, tmp_path):
    for photo in read_example_photos():
        (tmp_path / photo.name).write_bytes(photo.read_bytes())
    (tmp_path / "empty.jpg").write_bytes(b"")
    (tmp_path / "notes.txt").write_text("milk")
    look_at(page, tmp_path)
    assert not page.exception
    frame = page.dataframe[0].value
    assert len(frame) == len(read_example_photos()) + 1  # the text file is left out
    by_name = frame.set_index("name")
    assert by_name.loc["palace.jpg", "Thousand things"] == "palace"
    assert "not a picture" in by_name.loc["empty.jpg", "problem"]
    page.segmented_control(key=PhotoKey.FILTER).set_value("Unreadable").run()
    assert list(page.dataframe[0].value["name"]) == ["empty.jpg"]
    page.segmented_control(key=PhotoKey.FILTER).set_value("All").run()
    page.text_input(key=PhotoKey.SEARCH).set_value("PALACE").run()
    assert list(page.dataframe[0].value["name"]) == ["palace.jpg"]
    page.text_input(key=PhotoKey.SEARCH).set_value("nothing like it").run()
    assert any("No matching photos" in each.value for each in page.caption)
    # As after returning from another page, when the upload widget has forgotten its files.
    page.text_input(key=PhotoKey.SEARCH).set_value("").run()
    choose(page, "files")
    assert any("Your last photos" in each.value for each in page.caption)
    assert len(page.dataframe[0].value) == len(read_example_photos()) + 1


def test_a_zip_is_looked_at_as_a_folder_is(page, tmp_path):
    path = tmp_path / "photos.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for photo in read_example_photos()[:3]:
            archive.writestr(f"holiday/{photo.name}", photo.read_bytes())
        archive.writestr("__MACOSX/._x.jpg", b"x")
    look_at(page, path)
    assert len(page.dataframe[0].value) == 3


def test_too_many_are_refused(page, tmp_path, monkeypatch):
    monkeypatch.setattr("widgets.photo.sources.MAX_PHOTOS", 3)
    for number in range(4):
        (tmp_path / f"{number}.jpg").write_bytes(b"x")
    look_at(page, tmp_path)
    assert warnings(page) == ["Choose at most 3 photos at once."]


def bad_places(folder):
    (folder / "texts").mkdir()
    (folder / "texts" / "a.txt").write_text("a")
    (folder / "broken.zip").write_bytes(b"PK\x03\x04 and no more")
    huge = io.BytesIO()
    Image.new("1", (20_000, 15_000)).save(huge, "TIFF", compression="group4")
    (folder / "huge.tiff").write_bytes(huge.getvalue())
    (folder / "empty.jpg").write_bytes(b"")
    return {
        "texts": "This contains no photos",
        "broken.zip": "zip",
        "huge.tiff": "at most 50 megapixels",
        "empty.jpg": "not a picture",
        "nowhere": "There is no",
    }


@pytest.mark.parametrize("name", ["texts", "broken.zip", "huge.tiff", "empty.jpg", "nowhere"])
def test_bad_input_gets_one_sentence(page, tmp_path, name):
    sentence = bad_places(tmp_path)[name]
    look_at(page, tmp_path / name)
    assert not page.exception
    (said,) = warnings(page)
    assert sentence in said
    assert "Received: " not in said
    assert "Traceback" not in said


def test_an_unusual_picture_says_what_was_done_with_it(page, tmp_path):
    Image.new("CMYK", (300, 200), (0, 200, 200, 0)).save(tmp_path / "print.jpg")
    look_at(page, tmp_path / "print.jpg")
    assert any("CMYK" in each.value for each in page.caption)
    Image.fromarray(np.zeros((200, 300, 4), np.uint8)).save(tmp_path / "clear.png")
    look_at(page, tmp_path / "clear.png")
    assert not page.exception
    assert not page.warning


def test_an_addition_that_failed_says_why_and_can_be_let_go(page):
    folder = home() / "adding" / "inception-v3"
    write_json(
        folder / "request.json", {"application": "inception-v3", "precision": "float32", "weights": ""}
    )
    update_state(folder, status="failed", message="There is no connection. Received: no network")
    page.run()
    assert warnings(page) == ["Inception-v3 was not added. There is no connection."]
    page.button(key=AdditionKey.DISMISS.of("inception-v3")).click().run()
    assert warnings(page) == []
    write_json(
        folder / "request.json", {"application": "inception-v3", "precision": "float32", "weights": ""}
    )
    update_state(folder, status="running", started=0)
    assert "interrupted" in warnings(page.run())[0]


def test_a_running_addition_shows_its_phase(page):
    folder = home() / "adding" / "mobilenet-v2"
    write_json(folder / "request.json", {"application": "mobilenet-v2", "precision": "int8", "weights": ""})
    update_state(
        folder, status="running", started=time.time(), phase="Downloading", done=3_000_000, total=14_500_000
    )
    page.run()
    assert not page.exception
    assert json.loads((folder / "state.json").read_text())["done"] == 3_000_000
    assert any("Cancel" in each.label for each in page.button)


def test_a_public_demo_neither_adds_networks_nor_keeps_photos(page, monkeypatch):
    monkeypatch.setenv("INKLING_PUBLIC", "1")
    page.run()
    choose(page, "examples")
    page.button(key=PhotoKey.EXAMPLE.of("cat.jpg")).click().run()
    assert panels(page)
    # The click has rerun only the answers; now the whole page is needed.
    page.run()
    labels = [each.label for each in page.button]
    assert not any("Add it" in label or "Save as training" in label for label in labels)
    assert "path" not in page.segmented_control(key=PhotoKey.SOURCE).options
