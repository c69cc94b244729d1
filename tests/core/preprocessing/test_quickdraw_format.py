"""Lines of stroke files: they survive writing and reading, and others are refused in a sentence."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadDrawing
from core.preprocessing.quickdraw_format import (
    from_quickdraw,
    read_stroke_line,
    to_quickdraw,
    write_stroke_line,
)
from tests.core.preprocessing.strategies import DRAWINGS, JSON_VALUES

POINT = st.tuples(*[st.floats(-2_000, 2_000, width=32)] * 2)
STROKES = st.lists(st.lists(POINT, min_size=1, max_size=8), min_size=1, max_size=5)


@given(STROKES, st.none() | st.text(min_size=1))
def test_what_is_written_is_read_again_to_a_tenth_of_a_unit(points, label):
    strokes = [np.array(stroke, dtype=np.float32) for stroke in points]
    line = write_stroke_line(strokes, label)
    assert line.endswith("\n")
    assert line.count("\n") == 1
    again = read_stroke_line(line)
    assert again.label == label
    for before, after in zip(strokes, again.strokes, strict=True):
        np.testing.assert_allclose(before, after, atol=0.051)
    # Writing the result again changes nothing, so the same drawing always has the same bytes.
    assert write_stroke_line(again.strokes, label) == line


def test_the_line_is_in_the_published_form():
    strokes = [np.array([(0, 1), (2, 3.04)], np.float32)]
    assert json.loads(write_stroke_line(strokes, "cat")) == {
        "word": "cat",
        "drawing": [[[0.0, 2.0], [1.0, 3.0]]],
    }
    assert json.loads(write_stroke_line(strokes)) == {"drawing": [[[0.0, 2.0], [1.0, 3.0]]]}


@pytest.mark.parametrize(
    ("line", "label"),
    [
        (b'{"word": "cat", "drawing": [[[0, 5], [0, 5], [0, 90]]], "key_id": "1"}\r\n', "cat"),
        ('{"label": 7, "drawing": [[[0, 5], [0, 5]]]}', "7"),
        ('{"drawing": [[[0, 5], [0, 5]]]}', None),
    ],
)
def test_lines_of_others_are_read(line, label):
    read = read_stroke_line(line)
    assert read.label == label
    np.testing.assert_array_equal(read.strokes[0], [(0, 0), (5, 5)])


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        "[1]",
        "3",
        "[" * 100_000,
        b"\xff\xfe{",
        "{}",
        '{"drawing": "x"}',
        '{"drawing": []}',
        '{"drawing": [[[1, 2], [3]]]}',
        '{"drawing": [[[1], [NaN]]]}',
    ],
    ids=lambda line: repr(line)[:30],
)
def test_anything_else_gets_a_sentence(line):
    with pytest.raises(BadDrawing, match="Received: "):
        read_stroke_line(line)


@pytest.mark.parametrize(
    "stroke",
    [
        [[True, False], [1, 2]],
        [[1, 2], ["1", "2"]],
        [["12", "34"], [1, 2]],
        [[1, 2], "12"],
        ["12", "34"],
        [{"a": 1}, {"b": 2}],
        [[1, None], [1, 2]],
    ],
)
def test_truth_values_and_texts_are_no_numbers(stroke):
    with pytest.raises(BadDrawing, match=r"all of them numbers\. Received: "):
        from_quickdraw([stroke])


@pytest.mark.parametrize("number", [10**400, -(10**5_000), 1e7, float("nan"), float("-inf")], ids=[*"abcde"])
def test_numbers_beyond_all_bounds_are_called_so(number):
    with pytest.raises(BadDrawing, match=r"numbers between -1,000,000 and 1,000,000\. Received: "):
        from_quickdraw([[[number, 1], [1, 2]]])


@pytest.mark.parametrize(
    "stroke", [[[[40, 220], [60, 60]], [[220, 110], [60, 240]]], [[[1, 2]], [[3, 4]]], [[[]], [[]]]]
)
def test_a_drawing_in_place_of_a_stroke_is_no_lack_of_points(stroke):
    with pytest.raises(BadDrawing, match="a list of x values and a list of y values"):
        from_quickdraw([stroke])


@pytest.mark.parametrize(
    ("stroke", "received"),
    [
        ([[], []], "[[], []]"),
        ([[0, 1e9, 5], [7, 8, 9]], "[[0, 1000000000.0, 5], [7, 8, 9]]"),
        ([[1e300, 2], [1, 2]], "[[1e+300, 2], [1, 2]]"),
    ],
)
def test_a_stroke_is_quoted_as_it_was_received(stroke, received):
    with pytest.raises(BadDrawing) as caught:
        from_quickdraw([[[1, 2], [3, 4]], stroke])
    assert str(caught.value).endswith(f"Received: {received}")


def test_lists_of_any_depth_get_a_sentence():
    deep = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(BadDrawing, match=r"Received: \[{5}\.\.\.\]{5}$"):
        from_quickdraw([deep])


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
