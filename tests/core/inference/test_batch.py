"""Many photos through several networks: none is lost, a failure stops no others, and it can be stopped."""

import io
import threading

import numpy as np
import pytest
from PIL import Image

from core.bundles.bundle import read_bundle
from core.datasets.pseudo_labels import UNSURE_FOLDER, folder_of
from core.errors import BadData
from core.inference.batch import Batch, rows_of
from core.inference.classifier import Classifier
from core.inference.hierarchy import most_specific_confident_kind
from core.preprocessing.decode import decode_image
from core.preprocessing.example_photos import read_example_photos
from core.preprocessing.image_source import ImageSource
from core.presentation.prediction_table import UNSURE, as_csv, filtered, table
from tests.core.bundles.made_files import PHOTO_INPUT, bundle_with, mean_network, undefined_network

GOOD = {sample.name: sample.read_bytes() for sample in read_example_photos()}


def photo(name, data):
    return ImageSource(name, lambda: data)


@pytest.fixture(scope="module")
def model(shipped):
    return Classifier(shipped.get("things-1000"))


@pytest.fixture
def quick_model():
    """A network that only takes means, for tests of many photos."""
    network = mean_network(260, 1_000, 3)
    return Classifier(
        read_bundle(bundle_with("quick", network, "things-1000", title="Quick", input=PHOTO_INPUT))
    )


def test_every_photo_gets_a_row_in_order_with_the_networks_own_answer(model):
    batch = Batch([photo(name, data) for name, data in GOOD.items()], [model])
    batch.start()
    assert batch.wait(300)
    assert not batch.was_cancelled
    assert [row.name for row in batch.rows] == list(GOOD)
    for row in batch.rows:
        prediction = model.classify_picture(decode_image(GOOD[row.name]))
        assert row.verdicts[0].best == prediction.top(1)[0]
        assert row.verdicts[0].sure == prediction.sure
        kind = most_specific_confident_kind(prediction) or ("", 0.0)
        assert (row.verdicts[0].kind, row.verdicts[0].kind_probability) == kind
        np.testing.assert_array_equal(row.verdicts[0].logits, prediction.logits)
        with Image.open(io.BytesIO(row.thumbnail)) as small:
            assert small.size == (64, 64)


def unreadable_ones():
    huge = io.BytesIO()
    Image.new("1", (20_000, 15_000)).save(huge, "TIFF", compression="group4")
    cmyk, clear = io.BytesIO(), io.BytesIO()
    Image.new("CMYK", (40, 30), (0, 255, 255, 0)).save(cmyk, "JPEG")
    Image.fromarray(np.zeros((30, 40, 4), np.uint8)).save(clear, "PNG")
    yield "notes.txt", b"milk, bread, eggs", "not a picture"
    yield "empty.jpg", b"", "not a picture"
    yield "300 megapixels.tiff", huge.getvalue(), "at most 50 megapixels"
    yield "cut.jpg", GOOD["cat.jpg"][:3_000], "damaged or cut short"
    yield "print.jpg", cmyk.getvalue(), ""
    yield "clear.png", clear.getvalue(), ""


@pytest.mark.parametrize(
    ("name", "data", "problem"), list(unreadable_ones()), ids=lambda value: str(value)[:20]
)
def test_odd_files_get_a_sentence_and_the_rest_goes_on(model, name, data, problem):
    batch = Batch([photo(name, data), photo("cat.jpg", GOOD["cat.jpg"])], [model])
    batch.start()
    assert batch.wait(300)
    assert problem in batch.rows[0].problem
    assert bool(batch.rows[0].problem) == bool(problem)
    assert bool(batch.rows[0].verdicts) != bool(problem)
    assert batch.rows[1].verdicts


def test_a_file_that_can_no_longer_be_opened_gets_a_sentence(model):
    def gone():
        raise BadData("This file cannot be read. Received: gone.jpg")

    (row,) = rows_of([*[photo("a.jpg", b"")] * 3, ImageSource("gone.jpg", gone)], [model], first=3)
    assert (row.number, row.problem, row.thumbnail_address) == (
        3,
        "This file cannot be read. Received: gone.jpg",
        None,
    )


@pytest.mark.parametrize("error", [ValueError("a bug"), MemoryError(), OSError("gone")])
def test_whatever_one_photo_raises_is_its_sentence_and_the_rest_goes_on(model, error):
    def broken():
        raise error

    quick = photo("cat.jpg", GOOD["cat.jpg"])
    batch = Batch([quick, ImageSource("broken.jpg", broken), quick], [model])
    batch.start()
    assert batch.wait(300)
    assert not batch.was_cancelled
    assert [bool(row.verdicts) for row in batch.rows] == [True, False, True]
    assert "Received: " in batch.rows[1].problem


def test_cancelled_it_keeps_what_it_saw_and_goes_on_where_it_was(quick_model):
    reached, go = threading.Event(), threading.Event()

    def slow():
        reached.set()
        go.wait(300)
        return GOOD["cat.jpg"]

    quick = photo("cat.jpg", GOOD["cat.jpg"])
    batch = Batch([quick, quick, ImageSource("slow.jpg", slow), *[quick] * 60], [quick_model])
    batch.start()
    assert reached.wait(300)
    batch.cancel()
    go.set()
    assert batch.wait(300)
    assert batch.was_cancelled
    seen = len(batch.rows)
    assert 1 <= seen < 63
    batch.start()
    assert batch.wait(300)
    assert [row.number for row in batch.rows] == list(range(63))


def test_started_twice_it_answers_each_photo_once(quick_model):
    reached, go = threading.Event(), threading.Event()

    def slow():
        reached.set()
        assert go.wait(300)
        return GOOD["cat.jpg"]

    batch = Batch([ImageSource("slow.jpg", slow), *[photo("cat.jpg", GOOD["cat.jpg"])] * 5], [quick_model])
    batch.start()
    assert reached.wait(300)
    # As a double click on "Resume" does; the second time, although it was asked to stop.
    batch.start()
    batch.cancel()
    batch.start()
    go.set()
    assert batch.wait(300)
    assert [row.number for row in batch.rows] == list(range(6))


def test_networks_that_disagree_are_noticed_and_kinds_count_as_agreement(shipped, model):
    (row,) = rows_of([photo("palace.jpg", GOOD["palace.jpg"])], [model, model])
    assert len(row.verdicts) == 2
    assert not row.disputed


def test_hundreds_of_files_at_once_are_all_accounted_for(quick_model):
    names = list(GOOD)
    photos = [
        photo("broken.jpg", b"no") if number % 50 == 7 else photo(names[number % 6], GOOD[names[number % 6]])
        for number in range(200)
    ]
    batch = Batch(photos, [quick_model])
    batch.start()
    assert batch.wait(600)
    assert [row.number for row in batch.rows] == list(range(200))
    assert sum(bool(row.problem) for row in batch.rows) == 4
    assert sum(len(row.thumbnail) for row in batch.rows) < 400 * 4_000


def test_a_network_that_fails_leaves_the_others_answers(model):
    undefined = undefined_network(260, 3, 1_000)
    failing = Classifier(
        read_bundle(bundle_with("bad", undefined, "things-1000", title="Bad", input=PHOTO_INPUT))
    )
    photos = [photo(name, data) for name, data in GOOD.items()]
    rows = list(rows_of(photos, [failing, model]))
    assert [row.name for row in rows] == list(GOOD)
    for row in rows:
        assert row.verdicts[0] is None
        assert row.first is None
        assert row.verdicts[1].best.label
        assert row.problem.startswith("Bad failed and is skipped.")
        assert not row.disputed
    for row in rows_of(photos, [failing]):
        assert row.verdicts == ()
        assert row.problem.startswith("Bad failed")
    names = table(rows, ["Bad", "Good"], thumbnails=False)
    assert list(names["Bad"]) == [""] * len(rows)
    assert all(names["Good"])
    assert filtered(rows, UNSURE) == []
    assert {folder_of(row, by_kind=False) for row in rows} == {UNSURE_FOLDER}
    assert as_csv(rows, ["Bad", "Good"]).count(b"Bad failed") == len(rows)
