"""Accuracy while a drawing grows, compared with classifying whole drawings."""

import numpy as np
import pytest

from benchmarks import early, robustness
from benchmarks.early import FRACTIONS, early_accuracy
from core.preprocessing.example_drawings import EXAMPLES, example_drawing
from recipes.descriptions import DESCRIPTIONS


def test_each_fraction_is_a_row_and_every_class_counts_the_same(classifiers):
    model = classifiers["digits-dense"]
    # The first digit appears three times, but its class counts only once.
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


@pytest.mark.parametrize(("benchmark", "rows_of_each"), [(early, len(FRACTIONS)), (robustness, 3)])
def test_every_shipped_network_for_drawings_has_its_rows(benchmark, rows_of_each, monkeypatch):
    kept = {}
    monkeypatch.setattr(benchmark, "held_back_strokes", lambda label_set: [example_drawing("digits", 3)])
    monkeypatch.setattr(benchmark, "keep_table", kept.__setitem__)
    monkeypatch.setattr("sys.argv", ["benchmark"])
    monkeypatch.setattr(robustness, "CHANGES", {"scale": ("scale", (0.4, 0.7, 1.0))})
    benchmark.main()
    ((_, rows),) = kept.items()
    assert sorted(row["network"] for row in rows) == sorted(rows_of_each * list(DESCRIPTIONS))
