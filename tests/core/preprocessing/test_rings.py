"""Rings that cups and stamps leave are removed, and round digits of a pen stay."""

import numpy as np
import pytest

from core.errors import NoInk
from core.preprocessing.decode import Picture
from core.preprocessing.ink_extraction import extract_ink
from core.preprocessing.rings import without_rings

_ROWS, _COLUMNS = np.mgrid[0:360, 0:480].astype(np.float64)
_COFFEE, _PEN = (130.0, 85.0, 45.0), (44.0, 62.0, 150.0)


def direction_from(column, row):
    return np.arctan2(_ROWS - row, _COLUMNS - column)


def ring(column, row, radius, width, roundness=1.0):
    """Returns the ink of an oval line, 0.0 to 1.0, with soft edges."""
    away = np.hypot(_COLUMNS - column, (_ROWS - row) * roundness)
    return np.exp(-(((away - radius) / width) ** 2))


def cup_ring(column, row, radius, usual=0.38):
    """Returns the ink of a ring whose darkness changes several times on the way around."""
    direction = direction_from(column, row)
    strength = usual + 0.2 * np.sin(3 * direction + 1) + 0.15 * np.sin(5 * direction)
    return ring(column, row, radius, 4) * strength


def photo_of(*layers):
    """Returns a noisy photo of light paper with layers of ink, each with its colour."""
    pixels = np.full((360, 480, 3), (236.0, 233.0, 226.0))
    for ink, color in layers:
        pixels = pixels * (1 - ink[..., None]) + np.array(color) * ink[..., None]
    pixels += np.random.default_rng(1).normal(0, 2, pixels.shape)
    return Picture(pixels.clip(0, 255).astype(np.uint8), 480, 360)


def pen_line(column, top, bottom):
    inside = (np.abs(_COLUMNS - column) <= 3) & (top <= _ROWS) & (bottom > _ROWS)
    return inside.astype(np.float64)


@pytest.mark.parametrize(("column", "row", "radius"), [(240, 180, 120), (150, 200, 60), (30, 180, 110)])
def test_a_cups_ring_is_no_drawing(column, row, radius):
    with pytest.raises(NoInk, match="Received: "):
        extract_ink(photo_of((cup_ring(column, row, radius), _COFFEE)))


@pytest.mark.parametrize("has_text", [False, True])
def test_a_stamp_is_no_drawing(has_text):
    stamp = np.maximum(ring(200, 180, 90, 2), ring(200, 180, 70, 1.5))
    if has_text:
        for column in (175, 190, 205, 220):
            stamp = np.maximum(stamp, pen_line(column, 165, 195))
    with pytest.raises(NoInk, match="Received: "):
        extract_ink(photo_of((stamp * 0.8, (60.0, 70.0, 160.0))))


def test_a_digit_beside_or_inside_a_ring_stays_and_the_ring_goes():
    for column in (400, 150):
        ink = extract_ink(
            photo_of((cup_ring(150, 180, 110, 0.6), _COFFEE), (pen_line(column, 120, 240), _PEN))
        )
        rows, columns = np.nonzero(ink >= 96)
        assert np.abs(columns - column).max() <= 5
        assert (rows.min(), rows.max()) == (pytest.approx(120, abs=3), pytest.approx(239, abs=3))


def drawn_by_hand(bends):
    """Returns the levels of an oval line, 0 to 230, which is bent by this share of its radius."""
    direction = direction_from(240, 180)
    away = np.hypot(_COLUMNS - 240, (_ROWS - 180) * 0.9) * (1 + bends * np.sin(3 * direction))
    return np.exp(-(((away - 100) / 5) ** 2)) * 230


def test_a_0_by_hand_stays_if_it_is_unevenly_dark_or_nearly_round_but_not_if_it_is_both():
    uneven = 0.65 + 0.35 * np.sin(4 * direction_from(240, 180))
    for levels in (drawn_by_hand(0.05) * uneven, drawn_by_hand(0.025)):
        ink = levels.astype(np.uint8)
        np.testing.assert_array_equal(without_rings(ink, levels), ink)
    ink = drawn_by_hand(0.025).astype(np.uint8)
    assert without_rings(ink, drawn_by_hand(0.025) * uneven).max() < 96
