"""Pens that lie beside a drawing are removed, and straight lines by the same pen as the rest stay."""

import numpy as np
import pytest

from core.preprocessing.pens import without_pens
from tests.core.pictures_for_tests import ink_of

_PAPER, _INK, _RED, _SILVER = 235.0, (44.0, 62.0, 150.0), (190.0, 40.0, 45.0), (225.0, 225.0, 228.0)
_ROWS, _COLUMNS = np.mgrid[0:360, 0:480].astype(np.float64)
_DIGIT = np.pad(ink_of("4", 280), ((40, 40), (20, 180)))


def line(ends=(380, 380), width_px=12, top=60, bottom=299, bend_px=0.0):
    """Returns where a line between two columns is, bent in its middle: `(360, 480)` bool."""
    share = (_ROWS - top) / (bottom - top)
    middle = ends[0] + (ends[1] - ends[0]) * share + bend_px * np.sin(np.pi * share)
    return (np.abs(_COLUMNS - middle) <= width_px / 2) & (share >= 0) & (share <= 1)


def photo_of(*layers, digit=_DIGIT):
    """Draws a digit and masks, each in its colour, on paper; returns the ink and the photo."""
    ink, pixels = digit, np.full((360, 480, 3), _PAPER)
    pixels = np.where((digit >= 128)[..., None], _INK, pixels)
    for mask, color in layers:
        ink = np.where(mask, 255, ink)
        pixels = np.where(mask[..., None], color, pixels)
    pixels += np.random.default_rng(1).normal(0, 2, pixels.shape)
    return ink.astype(np.uint8), pixels.clip(0, 255).astype(np.uint8)


@pytest.mark.parametrize("ends", [(380, 380), (350, 420), (430, 330)])
@pytest.mark.parametrize("width_px", [5, 14, 24])
def test_a_pen_of_another_colour_goes(ends, width_px):
    ink, pixels = photo_of((line(ends, width_px), _RED))
    np.testing.assert_array_equal(without_pens(ink, pixels), _DIGIT)


def test_a_pen_of_the_colour_of_the_ink_goes_if_it_is_thicker_or_longer():
    short = np.pad(ink_of("4", 200), ((80, 80), (60, 220)))
    for pen in (line(width_px=26), line(width_px=10, top=5, bottom=354)):
        ink, pixels = photo_of((pen, _INK), digit=short)
        np.testing.assert_array_equal(without_pens(ink, pixels), short)


@pytest.mark.parametrize("turned", [False, True])
def test_a_pen_of_two_colours_of_which_only_one_and_a_shadow_are_ink_goes(turned):
    body, end = line(width_px=20, top=60, bottom=180), line(width_px=20, top=180, bottom=299)
    shadow = line((371, 371), 3, 180, 299)
    ink, pixels = photo_of((end, _SILVER), (shadow, (140.0,) * 3), (body, _RED))
    ink = np.where(end & ~shadow & ~body, _DIGIT, ink)
    if turned:
        ink, pixels = ink[::-1], pixels[::-1]
    np.testing.assert_array_equal(without_pens(ink, pixels), _DIGIT[::-1] if turned else _DIGIT)


@pytest.mark.parametrize("ends", [(380, 380), (410, 350)])
@pytest.mark.parametrize("has_shadow", [False, True])
def test_a_straight_1_by_the_same_pen_stays_also_in_a_shadow(ends, has_shadow):
    ink, pixels = photo_of((line(ends, 14), _INK))
    if has_shadow:
        pixels = np.where(_COLUMNS[..., None] > 320, pixels * 0.6, pixels).astype(np.uint8)
    np.testing.assert_array_equal(without_pens(ink, pixels), ink)


def test_a_line_by_hand_and_several_straight_lines_alone_stay():
    ink, pixels = photo_of((line((350, 420), bend_px=5), _RED))
    np.testing.assert_array_equal(without_pens(ink, pixels), ink)
    blank = np.zeros_like(_DIGIT)
    ink, pixels = photo_of((line((120, 120)), _RED), (line(width_px=20), _INK), digit=blank)
    np.testing.assert_array_equal(without_pens(ink, pixels), ink)
