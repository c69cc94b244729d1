"""Drawings as arrays: simplified no more than necessary, and packed without loss."""

import numpy as np

from core.preprocessing.ink_frames import quickdraw_frame_of_strokes
from recipes.drawing_arrays import POINTS, DrawingArrays, fixed_length, pack, simplified, unpack


def strokes_of(points, starts):
    ends = [*np.flatnonzero(starts)[1:], len(points)]
    return [points[a:b].astype(np.float32) for a, b in zip(np.flatnonzero(starts), ends, strict=True)]


def test_a_long_drawing_becomes_short_and_looks_the_same():
    angle = np.linspace(0, 2 * np.pi, 900)
    circle = np.stack([np.cos(angle), np.sin(angle)], axis=1).astype(np.float32)
    drawing = [circle, circle * 0.5, np.array([[0, 0]], dtype=np.float32)]
    points, starts = fixed_length(drawing)
    assert points.shape == (POINTS, 2)
    assert starts.sum() == 3
    same = quickdraw_frame_of_strokes(strokes_of(points, starts))
    assert np.abs(same - quickdraw_frame_of_strokes(drawing)).mean() < 0.015


def test_hundreds_of_dots_are_cut_short():
    dots = [np.array([[x, x % 7]], dtype=np.float32) for x in range(500)]
    points, starts = fixed_length(dots)
    assert points.shape == (POINTS, 2)
    assert 1 < starts.sum() <= POINTS


def test_only_points_near_a_straight_line_are_left_out():
    stroke = np.array([[0, 0], [5, 0.2], [10, 0], [10, 6], [10, 10]], dtype=np.float32)
    assert simplified(stroke, 1.0).tolist() == [[0, 0], [10, 0], [10, 10]]
    assert simplified(stroke, 0.1).tolist() == stroke[[0, 1, 2, 4]].tolist()


def test_what_is_packed_comes_back():
    generator = np.random.default_rng(3)
    drawings = [
        [generator.uniform(0, 99, (int(generator.integers(1, 60)), 2)).astype(np.float32) for _ in range(3)]
        for _ in range(20)
    ]
    points, starts = zip(*map(fixed_length, drawings), strict=True)
    bitmaps = generator.integers(0, 16, (4, 28, 28)).astype(np.uint8) * np.uint8(17)
    part = DrawingArrays(
        np.stack(points),
        np.stack(starts),
        np.arange(20, dtype=np.uint16),
        bitmaps,
        np.arange(4, dtype=np.uint16),
    )
    back = unpack(pack({"train": part}))["train"]
    for name in ("points", "starts", "labels", "bitmaps", "bitmap_labels"):
        np.testing.assert_array_equal(getattr(back, name), getattr(part, name))
