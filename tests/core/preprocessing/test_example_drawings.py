"""Inkling's own example drawings: every network of the task reads them."""

import numpy as np
import pytest

from core.preprocessing.example_drawings import CANVAS_PX, EXAMPLES, example_drawing


@pytest.mark.parametrize("task", sorted(EXAMPLES))
def test_every_example_lies_on_the_canvas(task):
    for number in range(len(EXAMPLES[task])):
        _, strokes = example_drawing(task, number)
        points = np.concatenate(strokes)
        assert points.min() >= 0
        assert points.max() <= CANVAS_PX


@pytest.mark.parametrize("task", sorted(EXAMPLES))
def test_every_example_is_recognised(task, shipped, classifiers):
    bundles = shipped.for_task(task)
    assert bundles, f"no shipped bundle for {task}"
    # The first network listed is the best one.
    model = classifiers[bundles[0].name]
    answers = {
        name: model.classify_strokes(example_drawing(task, n)[1]).top(1)[0].label
        for n, name in enumerate(EXAMPLES[task])
    }
    assert answers == {name: name for name in EXAMPLES[task]}


def test_examples_go_round_and_round():
    count = len(EXAMPLES["digits"])
    assert example_drawing("digits", 0)[0] == example_drawing("digits", count)[0]
