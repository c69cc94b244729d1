"""Clutter on paper: sheets on desks are found, and shadows and grain refused."""

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

from core.errors import NoInk
from core.preprocessing.decode import Picture
from core.preprocessing.ink_extraction import extract_ink
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
    assert is_no_drawing(shadow, shadow, was_ruled=False)
    grain = np.where(np.random.default_rng(1).random((300, 400)) > 0.98, 255, 0).astype(np.uint8)
    assert is_no_drawing(grain, grain, was_ruled=False)
    assert not is_no_drawing(ink_of("8", 300, 6), ink_of("8", 300, 6), was_ruled=False)
    assert not is_no_drawing(ink_of("8", 300, 25), ink_of("8", 300, 25), was_ruled=True)
    number = np.concatenate([ink_of(digit, 150, 9) for digit in "492"], axis=1)
    assert not is_no_drawing(number, number, was_ruled=True)
    rests = np.where((x % 40 < 6) & (y % 60 < 2), 255, 0).astype(np.uint8)
    assert is_no_drawing(rests, rests, was_ruled=True)
    assert not is_no_drawing(np.zeros((9, 9), np.uint8), np.zeros((9, 9), np.uint8), was_ruled=True)


def crumpled_paper(seed, ink):
    """Paper whose facets are lit from the side: `(360, 480, 3)` uint8."""
    generator = np.random.default_rng(seed)
    y, x = np.mgrid[0:360, 0:480].astype(float)
    height = np.zeros(x.shape)
    for angle, offset in zip(generator.uniform(0, np.pi, 30), generator.uniform(-250, 250, 30), strict=True):
        bend_px = 12 * ndimage.zoom(generator.normal(size=(6, 8)), 60, order=3)
        across = (x - 240) * np.cos(angle) + (y - 180) * np.sin(angle) - offset + bend_px
        height += generator.choice([-1, 1]) * np.abs(across)
    slope = np.gradient(ndimage.gaussian_filter(height, 2))[1]
    light = 1 + 0.15 * slope / slope.std()
    pixels = 190 * light * (1 - 0.85 * ink / 255) + generator.normal(0, 2, light.shape)
    return np.repeat(pixels.clip(0, 255).astype(np.uint8)[..., None], 3, axis=2)


@pytest.mark.parametrize("seed", range(6))
def test_shades_of_crumpled_paper_are_no_drawing_and_a_digit_on_it_is(seed):
    blank = np.zeros((360, 480), dtype=np.uint8)
    with pytest.raises(NoInk, match="Received: 480 x 360 pixels"):
        extract_ink(Picture(crumpled_paper(seed, blank), 480, 360))
    digit = np.pad(ink_of("4", 280, 14), ((40, 40), (100, 100)))
    found = extract_ink(Picture(crumpled_paper(seed, digit), 480, 360))
    assert found[digit >= 200].mean() >= 150


@pytest.mark.parametrize("width_px", [1.5, 2.5, 4])
@pytest.mark.parametrize("gray", [120, 170])
def test_a_large_drawing_in_thin_pencil_is_found(width_px, gray):
    pencil = np.pad(ink_of("8", 480, width_px), ((60, 60), (100, 220))) / 255
    generator = np.random.default_rng(2)
    pixels = ndimage.gaussian_filter(232 * (1 - pencil) + gray * pencil, 0.8)
    pixels += generator.normal(0, 3, pixels.shape)
    photo = np.repeat(pixels.clip(0, 255).astype(np.uint8)[..., None], 3, axis=2)
    found = extract_ink(Picture(photo, 800, 600))
    drawn = Image.fromarray((255 * pencil).astype(np.uint8)).reduce(2)
    assert found[np.asarray(drawn) >= 90].mean() >= 128
    assert (found[ndimage.maximum_filter(np.asarray(drawn), 9) == 0] < 96).all()
