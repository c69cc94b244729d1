"""Accuracy while a drawing grows, against classifying the whole drawings."""

import numpy as np
import pytest

from benchmarks.early import FRACTIONS, early_accuracy
from core.preprocessing.example_drawings import EXAMPLES, example_drawing


def test_each_fraction_is_a_row_and_every_class_counts_the_same(classifiers):
    model = classifiers["digits-dense"]
    # The first digit three times: its class still counts once.
    numbers = [0, 0, *range(len(EXAMPLES["digits"]))]
    drawings = [example_drawing("digits", number) for number in numbers]
    rows = list(early_accuracy(model, drawings))
    assert [row["ink"] for row in rows] == list(FRACTIONS)
    assert {row["drawings"] for row in rows} == {12}
    answers = [model.classify_strokes(strokes) for _, strokes in drawings[2:]]
    right = [
        answer.top(1)[0].label == label for (label, _), answer in zip(drawings[2:], answers, strict=True)
    ]
    assert rows[-1]["accuracy"] == pytest.approx(np.mean(right), abs=1e-4)
    assert 0 <= rows[0]["accuracy"] < rows[-1]["accuracy"]
