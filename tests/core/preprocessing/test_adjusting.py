"""Rotating and cropping pictures."""

import numpy as np
import pytest
from PIL import Image

from core.preprocessing.adjusting import Adjustment, adjusted
from core.preprocessing.decode import Picture

PIXELS = np.random.default_rng(0).integers(0, 256, (40, 100, 3), dtype=np.uint8)
PICTURE = Picture(PIXELS, 300, 120, ["It moves."])
PILLOW_TURNS = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}


def test_what_needs_nothing_is_the_same():
    assert adjusted(PICTURE, Adjustment()) is PICTURE


@pytest.mark.parametrize("degrees", PILLOW_TURNS)
def test_it_is_turned_to_the_right(degrees):
    turned = adjusted(PICTURE, Adjustment(turn_degrees=degrees))
    expected = np.asarray(Image.fromarray(PIXELS).transpose(PILLOW_TURNS[degrees]))
    np.testing.assert_array_equal(turned.pixels, expected)
    assert (turned.width_px, turned.height_px) == ((300, 120) if degrees == 180 else (120, 300))
    assert turned.notes == PICTURE.notes


def test_a_part_is_cut_out_of_the_turned_picture():
    part = adjusted(PICTURE, Adjustment(180, across=(0.2, 0.5), down=(0.5, 1.0)))
    np.testing.assert_array_equal(part.pixels, PIXELS[::-1, ::-1][20:40, 20:50])
    assert (part.width_px, part.height_px) == (90, 60)


@pytest.mark.parametrize("ends", [(0.0, 0.0), (1.0, 1.0), (0.5, 0.5), (0.99, 0.98), (0.0, 0.001)])
@pytest.mark.parametrize("size", [1, 3, 400])
def test_something_is_always_left(ends, size):
    picture = Picture(np.zeros((size, size, 4), np.uint8), size, size)
    part = adjusted(picture, Adjustment(across=ends, down=ends))
    assert 1 <= part.pixels.shape[0] <= max(1, round(0.06 * size))
    assert part.pixels.shape == (part.pixels.shape[0], part.pixels.shape[0], 4)
