"""Clutter on paper: sheets on desks are found, lines removed, and shadows and grain refused."""

import numpy as np
import pytest
from PIL import Image

from core.preprocessing.paper_clutter import is_no_drawing, sheet_mask, without_ruled_lines
from tests.core.paper_for_tests import page
from tests.core.pictures_for_tests import ink_of, photo_of_paper


def gray_of(photo):
    return np.asarray(Image.fromarray(photo).convert("L"), dtype=np.float32)


@pytest.mark.parametrize("seed", range(0, 12, 2))
@pytest.mark.parametrize("digit", ["", "4"])
def test_a_sheet_on_a_desk_is_found_without_its_border(seed, digit):
    mask = sheet_mask(gray_of(page("plain-desk", seed, digit=digit, tilt_degrees=0)))
    assert 0.35 < mask.mean() < 0.78
    assert mask[320, 240]
    assert not mask[:30].any()
    assert not mask[:, :20].any()


@pytest.mark.parametrize("seed", range(6))
def test_there_is_no_sheet_where_paper_fills_the_picture(seed):
    assert sheet_mask(gray_of(page("plain", seed, digit="8"))) is None
    assert sheet_mask(gray_of(photo_of_paper(ink_of("08347"[seed % 5], 450), seed))) is None
    assert sheet_mask(np.full((40, 60), 9.0)) is None


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


def test_soft_edges_grain_and_rests_are_no_drawing_and_lines_are():
    y, x = np.mgrid[0:300, 0:400]
    shadow = (255 / (1 + np.exp((y - 150) / 12.0))).astype(np.uint8)
    assert is_no_drawing(shadow, was_ruled=False)
    grain = np.where(np.random.default_rng(1).random((300, 400)) > 0.98, 255, 0).astype(np.uint8)
    assert is_no_drawing(grain, was_ruled=False)
    assert not is_no_drawing(ink_of("8", 300, 6), was_ruled=False)
    assert not is_no_drawing(ink_of("8", 300, 25), was_ruled=True)
    number = np.concatenate([ink_of(digit, 150, 9) for digit in "492"], axis=1)
    assert not is_no_drawing(number, was_ruled=True)
    rests = np.where((x % 40 < 6) & (y % 60 < 2), 255, 0).astype(np.uint8)
    assert is_no_drawing(rests, was_ruled=True)
    assert not is_no_drawing(np.zeros((9, 9), np.uint8), was_ruled=True)
