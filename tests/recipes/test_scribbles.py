"""Scribbles for training: varied, finite, and not longer than the training can read."""

import numpy as np

from recipes.drawing_arrays import POINTS
from recipes.scribbles import jumble, scrawl, scribble


def test_scribbles_are_drawn_anew_and_fit_into_the_arrays():
    generator = np.random.default_rng(4)
    drawings = [scribble(generator) for _ in range(60)]
    for strokes in drawings:
        assert strokes
        points = np.concatenate(strokes)
        assert np.isfinite(points).all()
        assert np.ptp(points, axis=0).max() > 0
    assert np.median([sum(map(len, strokes)) for strokes in drawings]) <= POINTS
    lengths = {sum(map(len, strokes)) for strokes in drawings}
    assert len(lengths) > 10


def test_every_stroke_of_a_scrawl_has_a_length():
    generator = np.random.default_rng(0)
    for _ in range(50):
        assert all(len(stroke) > 1 for stroke in scrawl(generator))


def test_a_jumble_holds_one_stroke_of_each_drawing():
    line = np.array([[0, 0], [3, 4]], dtype=np.float32)
    corner = np.array([[0, 0], [9, 0], [9, 9]], dtype=np.float32)
    strokes = jumble([[line], [corner], [line, line]], np.random.default_rng(5))
    assert [len(stroke) for stroke in strokes] == [2, 3, 2]
    # The corner is rotated and scaled, but not bent: it is still a right angle between equal sides.
    first, second = np.diff(strokes[1], axis=0)
    np.testing.assert_allclose(np.linalg.norm(first), np.linalg.norm(second), rtol=1e-4)
    assert abs(first @ second) < 1e-2 * (first @ first)
