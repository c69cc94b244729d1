"""Ink differs from its background, and what is wider than the window, like a shadow, belongs to it."""

import numpy as np
import pytest

from core.preprocessing.paper_background import WIDE_WINDOW_PX, difference_from_background, lightness


def test_lightness_is_that_of_the_standard_for_video():
    pixels = np.array([[[255, 255, 255], [0, 0, 0], [255, 0, 0], [0, 255, 0]]], dtype=np.uint8)
    np.testing.assert_allclose(lightness(pixels), [[255, 0, 0.299 * 255, 0.587 * 255]], atol=1)


@pytest.mark.parametrize(("window_px", "is_background"), [(WIDE_WINDOW_PX, False), (17, True)])
def test_a_band_of_shadow_is_background_only_for_a_window_that_is_narrower(window_px, is_background):
    pixels = np.full((256, 256, 3), 220, dtype=np.uint8)
    pixels[:, 110:136] = 130
    pixels[60:200, 121:125] = 30
    difference = difference_from_background(pixels, None, window_px)
    assert (difference[100:150, 113:118].max() < 10) == is_background
    assert difference[100:150, 122:124].min() > 150
    assert difference[:, :90].max() < 10


def test_outside_the_sheet_nothing_differs():
    pixels = np.full((200, 200, 3), 220, dtype=np.uint8)
    pixels[90:110, 20:180] = 40
    sheet = np.zeros((200, 200), dtype=bool)
    sheet[:, :100] = True
    difference = difference_from_background(pixels, sheet)
    assert difference[95:105, 40:80].min() > 100
    assert not difference[:, 100:].any()
