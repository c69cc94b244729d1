"""A network is measured on labelled pictures; unusable ones are named."""

import pytest

import inkling
from core.datasets.ingestion import from_path, ingest
from core.datasets.store import create_data_set
from core.errors import InklingError
from core.preprocessing.example_drawings import EXAMPLES, example_drawing
from core.preprocessing.quickdraw_format import write_stroke_line
from inkling.data_sets import DataSet
from tests.core.pictures_for_tests import file_of, ink_of
from tests.inkling.test_html import Reader


@pytest.fixture
def digits(tmp_path):
    """Class folders with our own digits, one of them in the wrong folder."""
    for digit in EXAMPLES["digits"]:
        folder = tmp_path / "digits" / ("0" if digit == "9" else digit)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{digit}.png").write_bytes(file_of(255 - ink_of(digit)))
    return tmp_path / "digits"


def test_one_picture_is_no_plural(tmp_path):
    (tmp_path / "7").mkdir()
    (tmp_path / "7" / "seven.png").write_bytes(file_of(255 - ink_of("7")))
    assert repr(inkling.evaluate("digits-deep", tmp_path)) == "Best digits: 100% of 1 picture right"


def test_the_figures_are_those_of_the_answers(digits):
    measured = inkling.evaluate("digits-deep", digits)
    assert (measured.images, measured.accuracy) == (10, 0.9)
    # Eight classes are all right, half of the zeros are, and there are no nines.
    assert measured.balanced_accuracy == pytest.approx((8 + 0.5) / 9)
    assert measured.table().loc["0", "9"] == 1
    assert measured.table().to_numpy().sum() == 10
    assert "9 of 10 test pictures are right" in repr(measured.confusion())
    assert repr(measured) == f"{measured.network}: 90.0% of 10 pictures right"
    text = Reader(measured._repr_html_()).text
    assert "90.0%" in text
    assert measured.problems == ()


def test_a_network_and_a_kept_data_set_may_be_given(digits, tmp_path, monkeypatch):
    # No file or folder here is called "digits".
    monkeypatch.chdir(digits)
    network = inkling.load_network("digits-deep")
    path = tmp_path / "drawings.ndjson"
    path.write_text("".join(write_stroke_line(example_drawing("digits", n)[1], str(n)) for n in range(10)))
    kept = DataSet(ingest(create_data_set("digits", "ink"), from_path(path)))
    assert inkling.evaluate(network, kept).images == 10
    counts = inkling.evaluate(network, kept).counts
    for given in (path, kept.name):
        assert inkling.evaluate(network, given).counts == counts
    with pytest.raises(InklingError, match=r"no data set of this name.* Received: digit$"):
        inkling.evaluate(network, "digit")


def test_pictures_without_a_drawing_are_refused_with_one_word_about_what_came(tmp_path):
    (tmp_path / "blank" / "1").mkdir(parents=True)
    for number in range(2):
        (tmp_path / "blank" / "1" / f"{number}.png").write_bytes(file_of(255 - 0 * ink_of("1")))
    with pytest.raises(InklingError) as refused:
        inkling.evaluate("digits-deep", tmp_path / "blank")
    assert str(refused.value).count("Received: ") == 1
    assert "0.png" in str(refused.value)


def test_what_cannot_be_used_is_named(digits):
    (digits / "teapot").mkdir()
    for name in ("a.png", "b.png"):
        (digits / "teapot" / name).write_bytes(file_of(255 - ink_of("3")))
    (digits / "3" / "broken.png").write_bytes(b"broken")
    measured = inkling.evaluate("digits-simple", digits)
    assert measured.images == 10
    words = " ".join(measured.problems)
    assert "2 of teapot: a class that the network does not know" in words
    assert "broken.png" in words
    assert "2 of teapot" in Reader(measured._repr_html_()).text


@pytest.mark.parametrize("data", ["missing", 7, None])
def test_nothing_to_measure_on_is_a_sentence(data):
    with pytest.raises(InklingError, match="Received: "):
        inkling.evaluate("digits-simple", data)


def test_pictures_of_other_classes_alone_are_a_sentence(digits):
    with pytest.raises(InklingError, match="a class that the network does not know"):
        inkling.evaluate("animals-simple", digits)
