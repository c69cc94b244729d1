"""The shipped networks for drawings, on a few held-back drawings that are stored with the tests.

The drawings are every tenth or twenty-first one in the test part of some categories of Quick, Draw! (Google,
CC BY 4.0), whether they are read correctly or not.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from core.preprocessing.example_drawings import EXAMPLES, example_drawing
from core.preprocessing.quickdraw_format import from_quickdraw
from core.preprocessing.strokes import beginning

LINES = Path(__file__).parents[1] / "data" / "held_back_drawings.ndjson"
DRAWINGS = [
    (line["word"], from_quickdraw(line["drawing"]))
    for line in map(json.loads, LINES.read_text(encoding="utf-8").splitlines())
]


def share_right(classifier, drawings, first):
    """The share of drawings whose label is among the `first` most likely answers."""
    answers = [classifier.classify_strokes(strokes).top(first) for _, strokes in drawings]
    return np.mean(
        [
            label in [guess.label for guess in guesses]
            for (label, _), guesses in zip(drawings, answers, strict=True)
        ]
    )


@pytest.mark.parametrize(("name", "least"), [("animals-deep", 0.85), ("animals-simple", 0.8)])
def test_animals_are_told_apart(classifiers, name, least):
    labels = classifiers[name].bundle.labels
    animals = [drawing for drawing in DRAWINGS if drawing[0] in labels]
    assert {label for label, _ in animals} == set(labels)
    assert share_right(classifiers[name], animals, 1) >= least


def test_sketches_are_mostly_read_right_and_nearly_always_among_five_answers(classifiers):
    classifier = classifiers["sketches-345"]
    assert len({label for label, _ in DRAWINGS}) >= 40
    assert share_right(classifier, DRAWINGS, 1) >= 0.6
    assert share_right(classifier, DRAWINGS, 5) >= 0.8


def test_unfinished_sketches_are_read_right_more_often_the_more_there_is(classifiers):
    classifier = classifiers["sketches-345"]
    shares = [
        share_right(classifier, [(label, beginning(strokes, ink)) for label, strokes in DRAWINGS], 1)
        for ink in (0.3, 0.75, 1.0)
    ]
    assert shares == sorted(shares)
    assert shares[1] >= 0.4


@pytest.mark.parametrize(("task", "name"), [("sketches", "sketches-345"), ("animals", "animals-deep")])
def test_every_example_on_the_page_is_read_right_and_surely(classifiers, task, name):
    for number in range(len(EXAMPLES[task])):
        label, strokes = example_drawing(task, number)
        answer = classifiers[name].classify_strokes(strokes)
        assert (answer.top(1)[0].label, answer.sure) == (label, True)


def test_scribbles_are_rarely_taken_for_a_sketch(classifiers):
    generator = np.random.default_rng(4)
    accepted = 0
    for _ in range(40):
        steps = generator.normal(0, 12, (60, 2)).cumsum(axis=0)
        accepted += classifiers["sketches-345"].classify_strokes([steps.astype(np.float32)]).sure
    assert accepted <= 14
