"""Lines of ruled and squared paper are removed, and drawings on them stay."""

import numpy as np
import pytest

from core.preprocessing.ruled_lines import without_ruled_lines
from tests.core.pictures_for_tests import ink_of


def lines(height, width, gap, thickness=2, down=False, slant=0.0):
    y, x = np.mgrid[0:height, 0:width]
    place = (x if down else y) + slant * (y if down else x)
    return np.where(place % gap < thickness, 200, 0).astype(np.uint8)


def alike(ink):
    """Ink, and a picture in which the pen and the paper's lines have the same colour."""
    return ink, np.where(ink > 0, 150, 0)


@pytest.mark.parametrize("slant", [0, 0.05, -0.13])
@pytest.mark.parametrize("gap", [17, 40])
def test_ruled_and_squared_lines_are_removed_and_a_digit_stays(gap, slant):
    digit = np.zeros((300, 400), np.uint8)
    digit[40:260, 90:310] = ink_of("3", 220)
    for clutter in (lines(300, 400, gap, slant=slant), lines(300, 400, gap, down=True, slant=slant)):
        left, was_ruled = without_ruled_lines(*alike(np.maximum(digit, clutter)))
        assert was_ruled
        assert (left[digit == 0] > 0).mean() < 0.02
        assert (left[digit > 200] > 0).mean() > 0.85
        blank, was_ruled = without_ruled_lines(*alike(clutter))
        assert was_ruled
        assert (blank > 0).mean() < 0.01


@pytest.mark.parametrize("slant", [0.04, -0.04, 0.09, -0.09])
def test_lines_that_the_pictures_corners_cut_off_are_removed(slant):
    clutter = lines(300, 400, 40, slant=slant)
    digit = np.zeros((300, 400), np.uint8)
    digit[40:260, 90:310] = ink_of("3", 220)
    left, was_ruled = without_ruled_lines(*alike(np.maximum(digit, clutter)))
    assert was_ruled
    rests = (left > 0) & (digit == 0)
    assert not rests[:30].any()
    assert not rests[-30:].any()


@pytest.mark.parametrize("down", [False, True])
def test_a_stroke_that_runs_along_a_lighter_line_stays(down):
    clutter = np.maximum(lines(300, 400, 24), lines(300, 400, 24, down=True))
    stroke = np.zeros((300, 400), np.uint8)
    # The stroke runs in the middle of a line, and is no thicker.
    stroke[144:146, 120:220] = 255
    if down:
        clutter, stroke = np.ascontiguousarray(clutter.T), np.ascontiguousarray(stroke.T)
    other = np.zeros_like(stroke)
    other[60:120, 60:64] = 255
    ink = np.maximum.reduce([clutter, stroke, other])
    pen = (stroke > 0) | (other > 0)
    for pen_level, stays in ((180, True), (95, False)):
        left, was_ruled = without_ruled_lines(ink, np.where(pen, pen_level, np.where(clutter > 0, 80, 0)))
        assert was_ruled
        assert (left[stroke > 0] > 0).mean() > 0.95 if stays else (left[stroke > 0] > 0).mean() < 0.2
        assert (left[~pen] > 0).mean() < 0.02


@pytest.mark.parametrize("down", [False, True])
def test_a_line_is_removed_although_the_bars_of_several_digits_run_beside_it(down):
    clutter = lines(300, 400, 24)
    bars = np.zeros((300, 400), np.uint8)
    for left in (60, 160, 260):
        bars[148:160, left : left + 70] = 255
        bars[120:190, left + 30 : left + 40] = 255
    if down:
        clutter, bars = np.ascontiguousarray(clutter.T), np.ascontiguousarray(bars.T)
    left, was_ruled = without_ruled_lines(*alike(np.maximum(clutter, bars)))
    assert was_ruled
    assert not left[(bars == 0) & (clutter > 0)].any()
    assert (left[bars > 0] > 0).mean() > 0.7


@pytest.mark.parametrize("name", ["0", "3", "4", "7", "8"])
@pytest.mark.parametrize("size", [28, 200])
def test_a_digit_is_not_taken_for_lines_however_closely_it_is_cut(name, size):
    ink = ink_of(name, size, 30)
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    tight = np.ascontiguousarray(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])
    left, was_ruled = without_ruled_lines(*alike(tight))
    assert not was_ruled
    np.testing.assert_array_equal(left, tight)


@pytest.mark.parametrize("slant", [0.0, -0.06])
@pytest.mark.parametrize("margin_level", [80, 150, 180])
def test_a_margin_is_removed_however_dark_it_is_beside_the_lines(margin_level, slant):
    clutter, margin = lines(300, 400, 24), lines(300, 400, 500, down=True, slant=slant)
    margin = np.roll(margin, 70, axis=1)
    digit = np.zeros((300, 400), np.uint8)
    digit[40:260, 130:350] = ink_of("3", 220)
    levels = np.where(digit > 0, 200, np.where(margin > 0, margin_level, np.where(clutter > 0, 80, 0)))
    left, was_ruled = without_ruled_lines(np.maximum.reduce([clutter, margin, digit]), levels)
    assert was_ruled
    assert (left[(margin > 0) & (digit == 0)] > 0).mean() < 0.05
    assert (left[digit > 200] > 0).mean() > 0.85


@pytest.mark.parametrize("gap", [10, 26])
def test_every_fifth_line_is_removed_although_it_is_darker(gap):
    thin = np.maximum(lines(300, 400, gap), lines(300, 400, gap, down=True))
    bold = np.maximum(lines(300, 400, 5 * gap), lines(300, 400, 5 * gap, down=True))
    digit = np.zeros((300, 400), np.uint8)
    digit[40:260, 90:310] = ink_of("3", 220)
    levels = np.where(digit > 0, 220, np.where(bold > 0, 170, np.where(thin > 0, 70, 0)))
    left, was_ruled = without_ruled_lines(np.maximum.reduce([thin, bold, digit]), levels)
    assert was_ruled
    assert (left[digit == 0] > 0).mean() < 0.02
    assert (left[digit > 200] > 0).mean() > 0.8


def test_two_bold_lines_each_way_are_removed_if_the_others_are_too_faint():
    bold = np.maximum(lines(300, 400, 130, 2), lines(300, 400, 170, 2, down=True))
    bold = np.roll(bold, (40, 30), axis=(0, 1))
    digit = np.zeros((300, 400), np.uint8)
    digit[60:240, 120:300] = ink_of("4", 180)
    left, was_ruled = without_ruled_lines(*alike(np.maximum(bold, digit)))
    assert was_ruled
    assert (left[(bold > 0) & (digit == 0)] > 0).mean() < 0.05
    assert (left[digit > 200] > 0).mean() > 0.85
