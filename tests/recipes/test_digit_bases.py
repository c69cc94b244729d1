"""Packing drawings and fitting printed digits."""

import numpy as np
import pytest

from recipes.digit_bases import POINTS, fitted, packed
from recipes.digit_frames import WORKING_PX


def circle(points: int) -> np.ndarray:
    angle = np.linspace(0, 2 * np.pi, points)
    return np.stack([100 + 50 * np.cos(angle), 80 + 50 * np.sin(angle)], axis=1).astype(np.float32)


def test_a_drawing_keeps_its_form_and_its_lifted_pen():
    points, pen = packed([circle(400), np.array([[100, 20], [100, 140]], dtype=np.float32)])
    assert points.shape == (POINTS, 2)
    assert points.dtype == pen.dtype == np.uint8
    assert pen.shape == (POINTS - 1,)
    # Drawings are centred and scaled to 255 along the longer side, here the height.
    assert points[:, 1].min() == 0
    assert points[:, 1].max() == 255
    on_circle = points[: int(np.flatnonzero(pen == 0)[0]) + 1].astype(float)
    radius = np.linalg.norm(on_circle - 127.5, axis=1)
    assert radius == pytest.approx(50 / 120 * 255, abs=2)
    # The straight line is drawn last; after it, nothing moves.
    last = int(np.flatnonzero(pen)[-1])
    assert abs(int(points[last + 1, 1]) - int(points[last, 1])) == 255
    assert (points[last + 1 :] == points[-1]).all()


def test_what_has_no_size_or_too_many_corners_is_left_out():
    assert packed([]) is None
    assert packed([np.array([[5, 5], [5, 5]], dtype=np.float32)]) is None
    zigzag = np.stack([np.arange(200), np.tile([0, 100], 100)], axis=1).astype(np.float32)
    assert packed([zigzag]) is None


def test_print_is_fitted_into_the_middle():
    ink = np.zeros((140, 140), dtype=np.uint8)
    ink[30:110, 40:60] = 255
    picture = fitted(ink)
    assert picture.shape == (WORKING_PX, WORKING_PX)
    rows, columns = np.flatnonzero(picture.max(axis=1)), np.flatnonzero(picture.max(axis=0))
    assert np.ptp(rows) + 1 == pytest.approx(4 * (np.ptp(columns) + 1), abs=3)
    assert abs((rows[0] + rows[-1]) / 2 - WORKING_PX / 2) <= 1
