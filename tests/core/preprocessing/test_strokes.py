"""Strokes: limits, shortening and measuring."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadDrawing
from core.preprocessing.quickdraw_format import from_quickdraw, to_quickdraw
from core.preprocessing.strokes import MAX_POINTS, MAX_STROKES, beginning, bounds, ink_length, prefixes

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=30,
)
COORDINATES = st.lists(st.floats(0, 280, width=32), min_size=1, max_size=20)
DRAWINGS = st.lists(COORDINATES.map(lambda xs: [xs, xs[::-1]]), min_size=1, max_size=5)


@given(JSON_VALUES)
def test_quickdraw_refuses_anything_else_with_a_sentence(value):
    try:
        strokes = from_quickdraw(value)
    except BadDrawing as error:
        assert "Received: " in str(error)
    else:
        assert all(stroke.ndim == 2 and stroke.shape[1] == 2 for stroke in strokes)


@given(DRAWINGS)
def test_quickdraw_form_survives_a_round_trip_to_a_tenth(drawing):
    strokes = from_quickdraw(drawing)
    again = from_quickdraw(json.loads(json.dumps(to_quickdraw(strokes))))
    for before, after in zip(strokes, again, strict=True):
        assert np.abs(before - after).max() <= 0.051


def test_a_drawing_without_end_is_refused():
    with pytest.raises(BadDrawing, match=r"at most .* points"):
        from_quickdraw([[[0] * (MAX_POINTS + 1), [0] * (MAX_POINTS + 1)]])
    with pytest.raises(BadDrawing, match="strokes"):
        from_quickdraw([[[0], [0]]] * (MAX_STROKES + 1))


@given(DRAWINGS, st.floats(0.05, 1.0))
def test_a_beginning_has_its_share_of_the_ink(drawing, fraction):
    strokes = from_quickdraw(drawing)
    part = beginning(strokes, fraction)
    assert ink_length(part) == pytest.approx(ink_length(strokes) * fraction, rel=1e-3, abs=1e-2)


def test_prefixes_grow_to_the_whole_drawing():
    strokes = from_quickdraw([[[0, 100], [0, 0]], [[0, 0], [0, 100]]])
    cuts = prefixes(strokes, 4)
    assert [fraction for fraction, _ in cuts] == [0.25, 0.5, 0.75, 1.0]
    np.testing.assert_allclose(cuts[0][1][0], [[0, 0], [50, 0]])
    np.testing.assert_allclose(cuts[2][1][1], [[0, 0], [0, 50]])
    assert len(cuts[3][1]) == 2


def test_bounds_are_those_of_all_strokes():
    low, high = bounds(from_quickdraw([[[5, 10], [7, 8]], [[1], [20]]]))
    assert low.tolist() == [1, 7]
    assert high.tolist() == [10, 20]
