"""Fingers and a table cloth at the edge of a photo are no ink, and coloured ink on the paper stays."""

import numpy as np
import pytest
from scipy import ndimage

from core.preprocessing.decode import Picture
from core.preprocessing.ink_extraction import extract_ink
from core.preprocessing.surroundings import surroundings_mask
from tests.core.pictures_for_tests import ink_of

_ROWS, _COLUMNS = np.mgrid[0:375, 0:500].astype(np.float64)
_PAPER, _PEN = (236.0, 233.0, 226.0), (42.0, 42.0, 48.0)
_DIGIT = np.zeros((375, 500))
_DIGIT[110:310, 160:360] = ink_of("4", 200, 14) / 255


def with_finger(pixels, column, turn, skin):
    """Lays a finger on a photo: it reaches in from above, is darker at its sides and has a soft shadow."""
    along = _ROWS * np.cos(turn) + (_COLUMNS - column) * np.sin(turn)
    across = (_COLUMNS - column) * np.cos(turn) - _ROWS * np.sin(turn)
    away = np.hypot(np.maximum(along - 60, 0), across)
    shadow = 0.4 * np.exp(-np.maximum(away - 19, 0) / 5)
    shade = np.clip(1.05 - 0.35 * (across / 19) ** 2, 0.5, 1.2)[..., None]
    pixels = pixels * (1 - shadow[..., None])
    return np.where(away[..., None] < 19, np.array(skin) * shade, pixels)


def photo_of_digit(color=_PEN):
    return np.array(_PAPER) * (1 - _DIGIT[..., None]) + np.array(color) * _DIGIT[..., None]


def ink_on(pixels):
    pixels = ndimage.gaussian_filter(pixels, (0.5, 0.5, 0))
    pixels += np.random.default_rng(1).normal(0, 2, pixels.shape)
    return extract_ink(Picture(pixels.clip(0, 255).astype(np.uint8), 500, 375))


@pytest.mark.parametrize("skin", [(205.0, 150.0, 120.0), (90.0, 58.0, 42.0), (50.0, 34.0, 28.0)])
@pytest.mark.parametrize(("column", "turn"), [(200, 0.1), (300, -0.2), (420, 0.3)])
def test_fingers_beside_a_digit_are_removed(column, turn, skin):
    pixels = photo_of_digit()
    for place in (column - 36, column, column + 36):
        pixels = with_finger(pixels, place, turn, skin)
    ink = ink_on(pixels)
    assert ink[_DIGIT > 0.9].mean() >= 200
    assert not (ink[:100] >= 96).any()


@pytest.mark.parametrize("step", [11, 23])
def test_a_striped_cloth_beside_the_paper_is_removed(step):
    cloth = np.where((_ROWS // step % 2 == 0)[..., None], (70.0, 100.0, 170.0), (240.0, 238.0, 232.0))
    ink = ink_on(np.where((_COLUMNS < 60)[..., None], cloth, photo_of_digit()))
    assert ink[_DIGIT > 0.9].mean() >= 200
    assert not (ink[:, :60] >= 96).any()


@pytest.mark.parametrize("color", [(220.0, 40.0, 40.0), (30.0, 90.0, 200.0), (240.0, 150.0, 30.0)])
def test_a_coloured_drawing_stays_however_much_of_the_paper_is_in_shadow(color):
    pixels = photo_of_digit(color) * np.where(_COLUMNS < 250, 0.45, 1)[..., None]
    assert ink_on(pixels)[_DIGIT > 0.9].mean() >= 150


def test_only_what_reaches_the_edge_belongs_to_the_surroundings():
    pixels = np.full((375, 500, 3), _PAPER)
    pixels[:, :80] = (205.0, 150.0, 120.0)
    pixels[150:200, 200:260] = (205.0, 150.0, 120.0)
    pixels[:, 400:] *= 0.4  # a shadow
    mask = surroundings_mask(pixels.astype(np.uint8))
    assert mask[:, :80].all()
    assert not mask[:, 90:].any()


def test_everything_beside_a_sheet_belongs_to_the_surroundings():
    sheet = (_COLUMNS >= 100) & (_ROWS >= 100) & (_ROWS < 330) & (_COLUMNS < 380)
    pixels = np.where(sheet[..., None], _PAPER, (190.0, 188.0, 180.0))
    pixels[150:200, 92:140] = (205.0, 150.0, 120.0)  # a finger that reaches onto it
    mask = surroundings_mask(pixels.astype(np.uint8), sheet)
    assert mask[~sheet].mean() > 0.9
    assert mask[155:195, 105:135].all()
    assert not mask[220:310, 120:360].any()
