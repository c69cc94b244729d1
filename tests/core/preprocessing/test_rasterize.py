"""Rasterized strokes, compared with closed forms."""

import numpy as np
import pytest

from core.preprocessing.decode import decode_image
from core.preprocessing.example_drawings import example_drawing
from core.preprocessing.rasterize import drawing_as_png, rasterize, rasterize_exact


def line(*points):
    return [np.array(points, dtype=np.float32)]


@pytest.mark.parametrize("width", [1.0, 2.0, 3.5])
def test_a_line_has_the_area_of_a_capsule(width):
    picture = rasterize_exact(line((5.3, 14.2), (20.3, 14.2)), 28, width)
    assert picture.sum() == pytest.approx(15 * width + np.pi * width**2 / 4, rel=0.05)


def test_a_dot_is_a_disc():
    picture = rasterize_exact(line((14, 14)), 28, 6)
    assert picture.sum() == pytest.approx(np.pi * 9, rel=0.03)
    np.testing.assert_allclose(picture, picture.T, atol=1e-6)


def test_many_points_on_a_straight_line_change_nothing():
    few = rasterize_exact(line((3, 4), (25, 20)), 28, 2)
    many = rasterize_exact([np.linspace((3, 4), (25, 20), 500, dtype=np.float32)], 28, 2)
    np.testing.assert_allclose(few, many, atol=1e-3)


def test_small_and_large_agree():
    strokes = [np.array([(4, 5), (22, 8), (9, 23)], dtype=np.float32)]
    large = rasterize([stroke * 20 for stroke in strokes], 560, 560, 40).reshape(28, 20, 28, 20)
    assert np.abs(large.mean(axis=(1, 3)) / 255 - rasterize_exact(strokes, 28, 2)).mean() < 0.01


def test_a_large_drawing_has_the_size_asked_for_and_keeps_to_the_pen():
    picture = rasterize(line((50, 50), (150, 50)), 200, 100, 10)
    assert picture.shape == (100, 200)
    assert picture.dtype == np.uint8
    assert picture[50, 100] == 255
    assert picture[60, 100] == 0


def test_a_png_of_a_drawing_is_black_on_white_and_three_times_as_large_as_the_canvas(classifiers):
    name, strokes = example_drawing("digits", 0)
    picture = decode_image(drawing_as_png(strokes, 280, 12), "drawing.png")
    assert (picture.width_px, picture.height_px) == (840, 840)
    ink = rasterize([stroke * 3 for stroke in strokes], 840, 840, 36)
    np.testing.assert_array_equal(picture.pixels, np.repeat(255 - ink[..., None], 3, axis=2))
    assert classifiers["digits-simple"].classify_picture(picture).top(1)[0].label == name
