"""Numbers composed of single digits."""

import numpy as np

from benchmarks.drawn_numbers import number_of
from core.inference.drawn_numbers import read_drawn_number
from core.preprocessing.example_drawings import example_drawing


def test_digits_stand_side_by_side_in_their_order_and_are_read_so(classifiers):
    drawings = [example_drawing("digits", index)[1] for index in (0, 2, 5)]
    strokes = number_of(drawings, (0.2, 0.3), np.random.default_rng(1))
    lefts = [float(stroke[:, 0].min()) for stroke in strokes]
    assert len(strokes) == sum(map(len, drawings))
    assert lefts == sorted(lefts)
    number = read_drawn_number(strokes, [classifiers["digits-deep"]])
    assert [number.reading.label_of(index) for index in range(3)] == ["7", "4", "5"]
