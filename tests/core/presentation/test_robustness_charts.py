"""Bars, curves and pictures for one picture that is gradually changed."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from core.comparison.changes import changes_of
from core.comparison.robustness import robustness
from core.preprocessing.example_drawings import example_drawing
from core.presentation.robustness_charts import (
    bars_figure,
    frame_address,
    robustness_figure,
    seen_by,
    shown_labels,
    slider_html,
    slider_places,
)
from core.presentation.wording import in_percent
from tests.core.presentation.svg_for_tests import HOSTILE, classed, points, tree, words

CHANGE = changes_of("ink")["move"]
SEVEN = example_drawing("digits", 0)[1]


@pytest.fixture(scope="module")
def reactions(classifiers):
    return robustness([classifiers["digits-simple"], classifiers["digits-dense"]], SEVEN, CHANGE)


def test_few_classes_are_all_shown_and_of_many_the_likeliest(classifiers):
    digits = [classifiers[name].classify_strokes(SEVEN) for name in ("digits-deep", "digits-simple")]
    assert shown_labels(digits) == list(map(str, range(10)))
    figure = bars_figure(digits, ["A", "B"])
    assert figure.rows[7] == ["7", *(in_percent(one.probability_of("7")) for one in digits)]
    assert "A: 7 (" not in figure.chart
    assert "A: 7" in tree(figure.chart).find("svg").get("aria-label")
    animal, sketch = (
        classifiers[name].classify_strokes(SEVEN) for name in ("animals-simple", "sketches-345")
    )
    labels = shown_labels([animal, sketch])
    assert {one.label for answer in (animal, sketch) for one in answer.top(5)} == set(labels)
    means = [animal.probability_of(label) + sketch.probability_of(label) for label in labels]
    assert means == sorted(means, reverse=True)
    unknown = next(
        row for row in bars_figure([animal, sketch], ["A", "B"]).rows if row[0] not in animal.bundle.labels
    )
    assert unknown[1] == "-"


def test_what_a_network_does_not_recognise_has_a_bar_of_its_own(classifiers):
    cat = example_drawing("animals", 1)[1]
    answers = [classifiers[name].classify_strokes(cat) for name in ("digits-deep", "animals-simple")]
    assert answers[0].reason == "unfamiliar"
    assert answers[1].sure
    (row,) = [row for row in bars_figure(answers, ["A", "B"]).rows if row[0] == "something else"]
    assert row[1:] == [in_percent(answers[0].something_else), in_percent(0.0)]
    assert not any(row[0] == "something else" for row in bars_figure(answers[1:], ["B"]).rows)


def test_curves_are_the_probabilities_of_every_step(reactions):
    figure = robustness_figure(reactions, "7", 3, ["A", "B"])
    assert [row[0] for row in figure.rows] == [f"{value:g}%" for value in CHANGE.steps]
    for index, reaction in enumerate(reactions.reactions):
        assert [row[index + 1] for row in figure.rows] == [
            in_percent(value) for value in reaction.probabilities[:, 7]
        ]
    lines = classed(tree(figure.chart), "cmp-line")
    assert [len(points(line)) for line in lines] == [len(CHANGE.steps)] * 2
    lowest = reactions.reactions[0].probabilities[:, 7].argmin()
    assert f"at {CHANGE.steps[lowest]:g}%" in tree(figure.chart).find("svg").get("aria-label")


def test_the_slider_has_a_place_for_every_step_and_what_is_seen(reactions):
    root = tree(slider_html(reactions, "7", 3, ["A", "B"]))
    (rule,) = classed(root, "cmp-rule")
    places = slider_places(CHANGE)
    assert float(rule.get("x1")) == places[3]
    assert places == sorted(places)
    assert len(places) == len(CHANGE.steps)
    assert root.find(".//input").get("type") == "range"
    assert len(list(root.iter("img"))) == 1
    assert "A and B saw this." in words(root)
    assert list(seen_by(reactions, ["A", "B"]).values()) == ["A and B"]


def test_names_are_text(reactions):
    root = tree(slider_html(reactions, HOSTILE, 0, [HOSTILE, HOSTILE]))
    assert {image.get("src") for image in root.iter("img")} == {None}
    assert not any(image.get("onerror") for image in root.iter("img"))


def test_a_picture_is_what_the_network_sees(classifiers):
    frame = classifiers["digits-simple"].classify_strokes(SEVEN).seen
    kind, data = frame_address(frame).split(",")
    assert kind == "data:image/png;base64"
    pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(data))))
    np.testing.assert_allclose(pixels / 255, frame, atol=0.003)
    photo = np.full((40, 40, 3), (10, 200, 90), np.uint8)
    kind, data = frame_address(photo).split(",")
    assert kind == "data:image/jpeg;base64"
    np.testing.assert_allclose(np.asarray(Image.open(io.BytesIO(base64.b64decode(data)))), photo, atol=6)


def test_a_network_that_does_not_know_the_class_has_no_curve(classifiers):
    networks = [classifiers[name] for name in ("animals-simple", "sketches-50")]
    asked = robustness(networks, example_drawing("sketches", 0)[1], CHANGE)
    figure = robustness_figure(asked, "house", 0, ["A", "B"])
    (line,) = classed(tree(figure.chart), "cmp-line")
    assert "cmp-color-1" in line.get("class")
    assert {row[1] for row in figure.rows} == {"-"}
    assert "A" not in tree(figure.chart).find("svg").get("aria-label").split("Lowest:")[1]
