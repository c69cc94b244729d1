"""Clutter on paper: sheets on desks are found, and shadows and grain refused."""

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

from core.errors import NoInk
from core.preprocessing.decode import Picture
from core.preprocessing.ink_extraction import extract_ink
from core.preprocessing.paper_clutter import sheet_mask, without_clutter
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


def test_soft_edges_grain_and_rests_are_removed_and_lines_are_kept():
    y, x = np.mgrid[0:300, 0:400]
    shadow = (255 / (1 + np.exp((y - 150) / 12.0))).astype(np.uint8)
    assert not without_clutter(shadow, shadow, was_ruled=False).any()
    grain = np.where(np.random.default_rng(1).random((300, 400)) > 0.98, 255, 0).astype(np.uint8)
    assert not without_clutter(grain, grain, was_ruled=False).any()
    number = np.concatenate([ink_of(digit, 150, 9) for digit in "492"], axis=1)
    for ink, was_ruled in ((ink_of("8", 300, 6), False), (ink_of("8", 300, 25), True), (number, True)):
        assert (without_clutter(ink, ink, was_ruled) == ink).all()
    rests = np.where((x % 40 < 6) & (y % 60 < 2), 255, 0).astype(np.uint8)
    assert not without_clutter(rests, rests, was_ruled=True).any()
    blank = np.zeros((9, 9), np.uint8)
    assert not without_clutter(blank, blank, was_ruled=True).any()


@pytest.mark.parametrize("soft_px", [4, 8])
def test_a_narrow_shadow_beside_a_digit_is_removed(soft_px):
    digit = np.pad(ink_of("4", 280, 14), ((40, 40), (40, 160)))
    shadow = np.zeros(digit.shape)
    shadow[60:300, 380:410] = 1
    shadow = 1 - 0.5 * ndimage.gaussian_filter(shadow, soft_px)
    photo = photographed(230 * (1 - 0.8 * digit / 255) * shadow)
    found = extract_ink(Picture(photo, 480, 360))
    assert found[digit >= 200].mean() >= 200
    assert not found[:, 340:].any()


def streaky(seed, ink):
    """Ink of a felt pen that is nearly dry: it covers the paper in streaks and blotches."""
    generator = np.random.default_rng(seed)
    streaks = ndimage.gaussian_filter(generator.normal(size=ink.shape), 1)
    blotches = ndimage.gaussian_filter(generator.normal(size=ink.shape), 10)
    cover = 0.6 + 0.2 * streaks / streaks.std() + 0.3 * blotches / blotches.std()
    return ink / 255 * np.clip(cover, 0, 1)


def photographed(gray):
    """A grey photo with a little blur and noise: `(height, width, 3)` uint8."""
    soft = ndimage.gaussian_filter(gray, 0.7) + np.random.default_rng(3).normal(0, 2, gray.shape)
    return np.repeat(soft.clip(0, 255).astype(np.uint8)[..., None], 3, axis=2)


@pytest.mark.parametrize("seed", range(6))
def test_a_digit_in_streaks_of_a_dry_pen_is_found(seed):
    digit = np.pad(ink_of("8", 280, 22), ((40, 40), (100, 100)))
    found = extract_ink(Picture(photographed(230 * (1 - 0.8 * streaky(seed, digit))), 480, 360))
    assert found[digit >= 200].mean() >= 110
    assert not found[ndimage.maximum_filter(digit, 15) == 0].any()


def test_what_is_not_surrounded_by_paper_is_no_drawing_however_sharp():
    generator = np.random.default_rng(0)
    y, x = np.mgrid[0:360, 0:480]
    leaves = np.full(x.shape, 90.0)
    for row, column, angle, gray in zip(
        generator.uniform(0, 360, 900),
        generator.uniform(0, 480, 900),
        generator.uniform(0, np.pi, 900),
        generator.uniform(40, 220, 900),
        strict=True,
    ):
        along = (x - column) * np.cos(angle) + (y - row) * np.sin(angle)
        across = (y - row) * np.cos(angle) - (x - column) * np.sin(angle)
        leaves[(along / 18) ** 2 + (across / 7) ** 2 < 1] = gray
    with pytest.raises(NoInk):
        extract_ink(Picture(photographed(leaves), 480, 360))


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
