"""Clutter on paper: sheets on desks are found, and shadows and grain refused."""

import numpy as np
import pytest
from PIL import Image

from core.preprocessing.paper_clutter import is_no_drawing, sheet_mask
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
