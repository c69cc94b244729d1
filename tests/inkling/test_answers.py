"""Answers are plain values for a program, and a picture with bars for a notebook."""

import io

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from core.bundles.library import read_library
from core.errors import BadRequest, InklingError
from core.inference.classifier import Classifier
from core.preprocessing.example_drawings import example_drawing
from core.preprocessing.image_source import ImageSource
from core.preprocessing.quickdraw_format import read_stroke_line
from inkling.answers import THUMBNAIL_PX, answer_of
from inkling.many_answers import Answers, problem_of
from tests.core.pictures_for_tests import file_of, ink_of
from tests.hostile_names import NAMES, hostile_bundle
from tests.inkling.test_html import Reader


def answer_for(classifier, content, name="my seven"):
    """Returns the answer to strokes or to a file's bytes."""
    source = ImageSource(name, lambda: content)
    ((_, prediction),) = classifier.predict_many([source])
    return answer_of(classifier, source, prediction)


@pytest.fixture
def seven(classifiers):
    return answer_for(classifiers["digits-deep"], example_drawing("digits", 5)[1])


def test_the_values_are_those_of_the_prediction(classifiers, seven):
    prediction = classifiers["digits-deep"].classify_strokes(example_drawing("digits", 5)[1])
    assert seven.label == prediction.top(1)[0].label
    assert seven.probability == pytest.approx(prediction.probabilities.max())
    assert seven.sure == prediction.sure
    top = seven.top(10)
    assert top.sum() == pytest.approx(1)
    assert list(top) == sorted(top, reverse=True)
    assert {label: round(value, 5) for label, value in top.items()} == {
        label: round(float(value), 5)
        for label, value in zip(prediction.bundle.labels, prediction.probabilities, strict=True)
    }
    for count in (3, 3.0, np.int64(3), np.float32(3)):
        assert list(seven.top(count)) == list(top)[:3]
    assert len(seven.top(0)) == 0
    assert len(seven.top(10**30)) == 10


@pytest.mark.parametrize(
    "count",
    [None, True, -1, -(10**5_000), 2.5, float("nan"), float("-inf"), "x", "3", [], np.array([1, 2]), pd.NA],
    ids=range(12),
)
def test_a_count_that_is_none_is_a_sentence(seven, count):
    with pytest.raises(BadRequest, match=r"^The count is a whole number, 0 or more\. Received: .+"):
        seven.top(count)


def test_a_notebook_shows_picture_answer_and_bars(seven):
    page = Reader(seven._repr_html_())
    assert seven.label in page.text
    assert "%" in page.text
    assert page.attributes["alt"] == "What Best digits saw of my seven"
    assert read_stroke_line(seven.read_bytes()).strokes
    assert repr(seven).startswith(f"my seven: {seven.label}. ")
    assert Image.open(io.BytesIO(seven.thumbnail)).size == (THUMBNAIL_PX, THUMBNAIL_PX)


def test_where_it_looked_is_a_picture_in_colour(classifiers, seven):
    heat = np.asarray(seven.heat_map())
    assert heat.shape[2] == 3
    # Orange has more red than blue; ink and paper are grey.
    assert (heat[..., 0].astype(int) - heat[..., 2]).max() > 50
    photo = np.random.default_rng(1).integers(0, 256, (60, 80, 3), dtype=np.uint8)
    assert answer_for(classifiers["things-1000"], file_of(photo)).heat_map("tabby").size == heat.shape[:2]
    with pytest.raises(BadRequest, match="teapot"):
        seven.heat_map("teapot")
    for label in (7, np.array(["tabby", "tabby"]), pd.NA, "x" * 10**6):
        with pytest.raises(BadRequest, match=r"^Choose one of the network's classes\. Received: .{1,60}$"):
            seven.heat_map(label)


def test_a_network_without_heat_maps_says_so(classifiers):
    dense = answer_for(classifiers["digits-dense"], file_of(255 - ink_of("3")))
    with pytest.raises(BadRequest, match="no heat maps"):
        dense.heat_map()


def test_names_of_files_networks_and_classes_stay_text(tmp_path):
    bundle = hostile_bundle("hostile", "digits-simple", 28, 1)
    classifier = Classifier(read_library([bundle.parent]).get("hostile"))
    for name in NAMES:
        answer = answer_for(classifier, example_drawing("digits", 5)[1], name)
        many = Answers((answer, problem_of(name, InklingError(name))))
        tags = Reader(answer._repr_html_() + many._repr_html_()).tags
        assert not {"a", "script", "i", "b", "em"} & set(tags)
        assert tags.count("img") == 2
