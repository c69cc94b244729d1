"""A network is loaded by name, answers one picture or many, and is saved as a bundle."""

import os
import zipfile

import pytest

import inkling
from core.bundles.bundle_import import import_bundle
from core.bundles.library import read_library
from core.errors import BadData, InklingError, UnknownNetwork
from core.preprocessing.example_drawings import EXAMPLES, example_drawing
from core.preprocessing.quickdraw_format import to_quickdraw, write_stroke_line
from inkling.answers import Answer
from inkling.many_answers import Answers
from tests.core.evaluation.answers_for_tests import own_bundle
from tests.core.pictures_for_tests import file_of, ink_of
from tests.inkling.test_html import Reader


@pytest.fixture(scope="module")
def network():
    return inkling.load_network("digits-simple")


def test_the_package_has_five_names():
    assert inkling.__all__ == ["InklingError", "evaluate", "load_network", "read_data_set", "train"]
    assert all(callable(getattr(inkling, name)) for name in inkling.__all__)


def test_an_unknown_name_lists_the_networks():
    with pytest.raises(UnknownNetwork, match=r"digits-deep .*things-1000.* Received: digits-depe"):
        inkling.load_network("digits-depe")
    with pytest.raises(InklingError, match="Received: int"):
        inkling.load_network(7)


def test_a_title_is_as_good_as_a_name_where_it_is_the_only_one():
    assert inkling.load_network("small Convnet").name == "digits-simple"
    with pytest.raises(UnknownNetwork, match=r'digits-deep \("Best digits"\), '):
        inkling.load_network("Best")
    for name in ("one", "other"):
        own_bundle(name, title="Huts")
    with pytest.raises(
        UnknownNetwork, match=r'Several .* are: one \("Huts.*"\), other \("Huts.*"\). Received'
    ):
        inkling.load_network("Huts")
    shown = read_library().get("other").title
    assert inkling.load_network(shown).name == "other"
    # A name is never mistaken for a title.
    own_bundle("third", title="one")
    assert inkling.load_network("one").name == "one"


def test_it_says_what_it_is(network):
    assert network.classes == tuple("0123456789")
    assert repr(network) == f"digits-simple: {network.title}, 10 classes"
    text = Reader(network._repr_html_()).text
    assert "Reads drawings; 10 classes: 0, 1, 2" in text
    assert "% right of 10,000 pictures" in text
    things = Reader(inkling.load_network("things-1000")._repr_html_()).text
    assert "Reads photos; 1,000 classes" in things
    assert "and 988 more" in things


def test_one_picture_has_one_answer(network, tmp_path):
    for digit in EXAMPLES["digits"]:
        path = tmp_path / f"{digit}.png"
        path.write_bytes(file_of(255 - ink_of(digit)))
        answer = network.predict(path)
        assert isinstance(answer, Answer)
        assert (answer.label, answer.name) == (digit, path.name)
    strokes = to_quickdraw(example_drawing("digits", 3)[1])
    assert network.predict(strokes).label == example_drawing("digits", 3)[0]


def test_a_folder_has_answers_and_names_what_it_could_not_read(network, tmp_path):
    for digit in "347":
        (tmp_path / f"{digit}.png").write_bytes(file_of(255 - ink_of(digit)))
    (tmp_path / "5.png").write_bytes(b"not a picture")
    (tmp_path / "read me.txt").write_text("no picture")
    answers = network.predict(str(tmp_path))
    assert isinstance(answers, Answers)
    assert [answer.label for answer in answers] == ["3", "4", "7"]
    assert [problem.name for problem in answers.problems] == ["5.png"]
    assert list(answers.table()["name"]) == ["3.png", "4.png", "5.png", "7.png"]


def test_what_follows_a_missing_file_in_a_long_list_is_answered(network):
    drawing = to_quickdraw(example_drawing("digits", 3)[1])
    # More than are read ahead, so that some are read after the first error has been kept.
    count = 200 * (os.cpu_count() or 1)
    answers = network.predict(["missing.png", *[drawing] * count, None, drawing])
    assert len(answers) == count + 1
    assert [problem.name for problem in answers.problems] == ["missing.png", f"picture {count + 2}"]


def test_a_list_and_a_stroke_file_are_answered_in_order(network, tmp_path):
    digits = [example_drawing("digits", number) for number in (8, 1, 6)]
    path = tmp_path / "drawings.ndjson"
    path.write_text("".join(write_stroke_line(strokes) for _, strokes in digits))
    for asked in (path, [to_quickdraw(strokes) for _, strokes in digits]):
        assert [answer.label for answer in network.predict(asked)] == [name for name, _ in digits]
    assert len(network.predict([])) == 0


@pytest.mark.parametrize("asked", ["missing.png", "missing", b"no picture", 7, None])
def test_what_cannot_be_read_is_a_sentence(network, asked):
    with pytest.raises(InklingError, match="Received: "):
        network.predict(asked)


def test_it_is_saved_as_a_bundle_that_inkling_takes_in_again(network, tmp_path):
    path = network.save(tmp_path)
    assert path.name == "digits-simple.bundle.zip"
    assert zipfile.ZipFile(path).testzip() is None
    with path.open("rb") as file:
        assert import_bundle(file).labels == network.classes
    assert zipfile.is_zipfile(network.save(tmp_path / "mine.zip"))


def test_a_folder_without_pictures_is_refused(network, tmp_path):
    with pytest.raises(BadData):
        network.predict(tmp_path)
