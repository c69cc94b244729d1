"""Ends and beginnings of strokes, compared with the same bends computed segment by segment."""

import cmath

import numpy as np
import pytest

from recipes.digit_bases import packed
from recipes.pen_styles import UNIFORMS, varied_ends

NINE = [np.array([[70, 20], [40, 0], [20, 25], [45, 45], [70, 20], [65, 80], [40, 130]], dtype=np.float32)]
FOUR = [
    np.array([[40, 0], [5, 70], [80, 70]], dtype=np.float32),
    np.array([[60, 40], [58, 80], [55, 130]], dtype=np.float32),
]


def varied(strokes, numbers, tail):
    points, pen = packed(strokes)
    points, pen = points[None].astype(np.float32) / 255, pen[None].astype(np.float32)
    uniform = np.array([numbers], dtype=np.float32)
    return points[0], pen[0], np.asarray(varied_ends(points, pen, uniform, np.array([tail], np.float32)))[0]


def bent(points, pen, curl, growth, begin, turn):
    """The same by complex numbers, one stroke and one segment after the other."""
    moved, start = [complex(*points[0])], 0
    while start < len(pen):
        end = start
        while end < len(pen) and pen[end]:
            end += 1
        lengths = [float(np.linalg.norm(points[i + 1] - points[i])) for i in range(start, end)]
        done = 0.0
        for i, length in zip(range(start, end), lengths, strict=True):
            share = (done + length / 2) / sum(lengths)
            angle = curl * max(0.0, (share - begin) / (1 - begin)) + turn * max(0.0, 1 - share / 0.35)
            scale = growth if share > begin else 1.0
            step = complex(*(points[i + 1] - points[i])) * cmath.exp(1j * angle) * scale
            moved.append(moved[-1] + step)
            done += length
        # The pen is lifted: the next stroke begins where it always did.
        if end < len(pen):
            moved.append(complex(*points[end + 1]))
        start = end + 1
    found = np.array([[each.real, each.imag] for each in moved])
    low, high = found.min(axis=0), found.max(axis=0)
    return (found - (low + high) / 2) / (high - low).max() + 0.5


@pytest.mark.parametrize("strokes", [NINE, FOUR])
@pytest.mark.parametrize("numbers", [(0.9, 0.1, 0.8, 0.3, 0.9), (0.6, 1, 0, 1, 0)])
def test_ends_and_beginnings_curl_a_little(strokes, numbers):
    points, pen, found = varied(strokes, numbers, tail=0)
    curl, turn = (np.deg2rad(18) * (2 * number - 1) for number in (numbers[1], numbers[4]))
    growth = 0.85 * (1.2 / 0.85) ** numbers[2]
    expected = bent(points, pen, curl, growth, 0.45 + 0.4 * numbers[3], turn)
    np.testing.assert_allclose(found, expected, atol=2e-5)


def test_half_of_the_drawings_with_a_tail_get_a_longer_one_that_curls_to_the_left():
    points, pen, far = varied(NINE, (0.4, 1, 1, 0.2, 0.5), tail=1)
    np.testing.assert_allclose(far, bent(points, pen, np.deg2rad(75), 1.5, 0.53, 0.0), atol=2e-5)
    _, _, little = varied(NINE, (0.6, 1, 1, 0.2, 0.5), tail=1)
    _, _, without = varied(NINE, (0.4, 1, 1, 0.2, 0.5), tail=0)
    np.testing.assert_array_equal(little, without)
    last = int(pen.sum())
    # Seen from where the tail begins, its end is farther to the left.
    assert far[last, 0] - far[4, 0] < little[last, 0] - little[4, 0] - 0.2


def test_the_result_fills_the_unit_square_whatever_the_numbers():
    generator = np.random.default_rng(0)
    for numbers in generator.random((20, UNIFORMS)):
        _, _, found = varied(FOUR, tuple(numbers), tail=1)
        low, high = found.min(axis=0), found.max(axis=0)
        assert (high - low).max() == pytest.approx(1, abs=1e-5)
        np.testing.assert_allclose((low + high) / 2, 0.5, atol=1e-5)
