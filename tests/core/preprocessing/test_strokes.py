"""Strokes: reading, writing, cutting short."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadDrawing
from core.preprocessing.canvas_format import from_canvas, to_canvas
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


@given(
    st.lists(st.dictionaries(st.sampled_from(["path", "left", "scaleX", "angle"]), JSON_VALUES), max_size=3)
)
def test_canvas_refuses_anything_else_with_a_sentence(objects):
    try:
        strokes = from_canvas({"objects": objects})
    except BadDrawing as error:
        assert "Received: " in str(error)
    else:
        assert all(np.isfinite(stroke).all() for stroke in strokes)


@given(DRAWINGS)
def test_quickdraw_form_survives_a_round_trip_to_a_tenth(drawing):
    strokes = from_quickdraw(drawing)
    again = from_quickdraw(json.loads(json.dumps(to_quickdraw(strokes))))
    for before, after in zip(strokes, again, strict=True):
        assert np.abs(before - after).max() <= 0.051


@given(DRAWINGS)
def test_canvas_form_survives_a_round_trip(drawing):
    strokes = from_quickdraw(drawing)
    again = from_canvas(to_canvas(strokes, 10, "#000000"))
    assert len(again) == len(strokes)
    for before, after in zip(strokes, again, strict=True):
        assert np.abs(before[0] - after[0]).max() <= 1.01
        if np.ptp(before, axis=0).max() > 1:
            np.testing.assert_allclose(before, after, atol=1e-3)


def test_a_curve_passes_through_its_ends_and_middle():
    stroke = from_canvas({"objects": [{"path": [["M", 0, 0], ["Q", 50, 100, 100, 0]]}]})[0]
    np.testing.assert_allclose(stroke[0], [0, 0])
    np.testing.assert_allclose(stroke[-1], [100, 0], atol=1e-4)
    # Closed form of a quadratic Bezier curve at t = 2/3: y = 2 t (1 - t) * 100.
    np.testing.assert_allclose(stroke[2], [200 / 3, 400 / 9], rtol=1e-5)


def test_a_stroke_moved_and_turned_in_edit_mode_is_where_the_person_sees_it():
    item = {"path": [["M", 0, 0], ["L", 100, 0]], "left": 100, "top": 100, "scaleX": 2, "angle": 90}
    np.testing.assert_allclose(from_canvas({"objects": [item]})[0], [[100, 0], [100, 200]], atol=1e-3)


def test_a_click_is_one_point():
    strokes = from_canvas({"objects": [{"path": [["M", 49.98, 200], ["L", 50.02, 200]]}]})
    assert [len(stroke) for stroke in strokes] == [1]


@pytest.mark.parametrize("canvas", [None, {}, {"objects": []}, {"objects": [{"type": "Rect"}]}])
def test_an_empty_canvas_has_no_strokes(canvas):
    assert from_canvas(canvas) == []


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
