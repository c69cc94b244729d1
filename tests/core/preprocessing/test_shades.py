"""Shades of fingers that hold the paper are removed, and soft or light ink on plain paper stays."""

import numpy as np
import pytest
from scipy import ndimage

from core.preprocessing.decode import Picture
from core.preprocessing.ink_extraction import extract_ink
from core.preprocessing.shades import without_shades
from tests.core.pictures_for_tests import ink_of

_ROWS, _COLUMNS = np.mgrid[0:375, 0:500].astype(np.float64)
_PAPER, _PEN, _SKIN = (236.0, 233.0, 226.0), (42.0, 42.0, 48.0), (205.0, 150.0, 120.0)
_DIGIT = np.zeros((375, 500))
_DIGIT[110:310, 160:360] = ink_of("4", 200, 14) / 255


def with_finger(pixels, column, turn):
    """Lays a finger on a photo: it reaches in from above, is darker at its sides and has a soft shadow."""
    along = _ROWS * np.cos(turn) + (_COLUMNS - column) * np.sin(turn)
    across = (_COLUMNS - column) * np.cos(turn) - _ROWS * np.sin(turn)
    away = np.hypot(np.maximum(along - 60, 0), across)
    shadow = 0.4 * np.exp(-np.maximum(away - 19, 0) / 5)
    shade = np.clip(1.05 - 0.35 * (across / 19) ** 2, 0.5, 1.2)[..., None]
    pixels = pixels * (1 - shadow[..., None])
    return np.where(away[..., None] < 19, np.array(_SKIN) * shade, pixels)


@pytest.mark.parametrize(("column", "turn"), [(200, 0.1), (300, -0.2), (420, 0.3)])
def test_fingers_beside_a_digit_are_removed(column, turn):
    pixels = np.array(_PAPER) * (1 - _DIGIT[..., None]) + np.array(_PEN) * _DIGIT[..., None]
    for place in (column - 36, column, column + 36):
        pixels = with_finger(pixels, place, turn)
    pixels = ndimage.gaussian_filter(pixels, (0.5, 0.5, 0))
    pixels += np.random.default_rng(1).normal(0, 2, pixels.shape)
    ink = extract_ink(Picture(pixels.clip(0, 255).astype(np.uint8), 500, 375))
    assert ink[_DIGIT > 0.9].mean() >= 200
    assert not (ink[:100] >= 96).any()


def soft_light_spot_beside_a_digit():
    """Returns the difference from paper of a digit and of a light spot whose edge is blurred."""
    spot = ndimage.gaussian_filter((np.hypot(_COLUMNS - 80, _ROWS - 180) < 20).astype(float), 8)
    return (255 * np.maximum(_DIGIT, 0.6 * spot)).astype(np.uint8)


def test_only_what_lies_beside_something_coloured_is_a_shade():
    ink = soft_light_spot_beside_a_digit()
    pixels = np.full((375, 500, 3), _PAPER)
    np.testing.assert_array_equal(without_shades(ink, ink, pixels.astype(np.uint8)), ink)
    darker = pixels * np.where(_COLUMNS < 80, 0.6, 1)[..., None]
    np.testing.assert_array_equal(without_shades(ink, ink, darker.astype(np.uint8)), ink)
    pixels[:, :80] = _SKIN
    remaining = without_shades(ink, ink, pixels.astype(np.uint8))
    assert (remaining[:, :140] < 96).all()
    np.testing.assert_array_equal(remaining[:, 140:], ink[:, 140:])


def test_the_colour_of_paper_is_that_of_the_sheet():
    ink = soft_light_spot_beside_a_digit()
    sheet = (_COLUMNS >= 20) & (_ROWS >= 100) & (_ROWS < 330) & (_COLUMNS < 380)
    pixels = np.where(sheet[..., None], _PAPER, (90.0, 60.0, 40.0)).astype(np.uint8)
    np.testing.assert_array_equal(without_shades(ink, ink, pixels, sheet), ink)
