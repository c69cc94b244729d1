"""Strokes: limits, shortening and measuring."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadDrawing
from core.preprocessing.quickdraw_format import from_quickdraw
from core.preprocessing.strokes import MAX_POINTS, MAX_STROKES, beginning, bounds, ink_length, prefixes
from tests.core.preprocessing.strategies import DRAWINGS


def test_a_drawing_without_end_is_refused():
    with pytest.raises(BadDrawing, match=r"at most .* points. Received: 1 stroke, 50,001 points$"):
        from_quickdraw([[[0] * (MAX_POINTS + 1), [0] * (MAX_POINTS + 1)]])
    # The points of that many strokes are not even counted.
    with pytest.raises(BadDrawing, match=r"Received: 2,001 strokes$"):
        from_quickdraw([[[0], [0]]] * (MAX_STROKES + 1))


@given(DRAWINGS, st.floats(0.05, 1.0))
def test_a_beginning_has_its_share_of_the_ink(drawing, fraction):
    strokes = from_quickdraw(drawing)
    part = beginning(strokes, fraction)
    assert ink_length(part) == pytest.approx(ink_length(strokes) * fraction, rel=1e-3, abs=1e-2)


@pytest.mark.parametrize("fraction", [np.nextafter(1, 0), 1 - 1e-9, 1 - 1e-7, 0.5])
def test_a_cut_within_rounding_of_a_strokes_end_is_a_cut(fraction):
    generator = np.random.default_rng(2)
    for _ in range(300):
        strokes = [generator.uniform(0, 280, (count, 2)).astype(np.float32) for count in (1, 300, 2)]
        # The second drawing is the same stroke twice, so half of its ink ends with the first stroke.
        for drawing in (strokes, [strokes[1], strokes[1][::-1]]):
            part = beginning(drawing, fraction)
            assert ink_length(part) == pytest.approx(ink_length(drawing) * fraction, rel=1e-3)


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
