"""The canvas's JSON: it survives writing and reading, and anything else is refused in a sentence."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadDrawing
from core.preprocessing.canvas_format import from_canvas, to_canvas
from core.preprocessing.quickdraw_format import from_quickdraw
from core.preprocessing.strokes import MAX_POINTS
from tests.core.preprocessing.strategies import DRAWINGS, JSON_VALUES


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


@pytest.mark.parametrize(
    "path", [[{}], [{0: "M"}], {"M": 1}, [[]], [["M", "a", 1]], "M 1 2", 5, [["M", None, {}]]]
)
def test_a_path_that_is_none_is_refused(path):
    with pytest.raises(BadDrawing, match=r"a path that cannot be read\. Received: "):
        from_canvas({"objects": [{"path": path}]})


@pytest.mark.parametrize("objects", [5, None, "M 1 2", {"path": []}])
def test_a_canvas_without_a_list_of_objects_is_refused(objects):
    with pytest.raises(BadDrawing, match=r"cannot be read\. Received: "):
        from_canvas({"objects": objects})


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


def test_a_stroke_flipped_in_edit_mode_is_mirrored_about_its_centre():
    item = {"path": [["M", 0, 0], ["L", 100, 40]], "left": 50, "top": 20, "flipX": True}
    np.testing.assert_allclose(from_canvas({"objects": [item]})[0], [[100, 0], [0, 40]], atol=1e-3)


def test_a_path_with_too_many_points_is_refused():
    path = [["M", 0, 0]] + [["L", 1, 1]] * MAX_POINTS
    with pytest.raises(BadDrawing, match=r"at most .* points"):
        from_canvas({"objects": [{"path": path}]})


def test_the_pen_is_written_with_every_stroke():
    canvas = to_canvas([np.array([[1, 2], [3, 4]], np.float32)] * 2, 7.5, "#123456")
    assert [(item["strokeWidth"], item["stroke"]) for item in canvas["objects"]] == [(7.5, "#123456")] * 2
