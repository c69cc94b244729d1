"""Digits in fonts: ten fonts for training, and twenty others for validation and testing."""

import numpy as np
import pytest

from recipes.fonts import STROKE_FONTS, TYPEFACES, digit_pictures

PACKAGES = sorted({package for faces in TYPEFACES.values() for package, _ in faces})


@pytest.fixture(autouse=True, scope="module")
def _fonts_are_installed():
    for package in (*PACKAGES, "HersheyFonts"):
        pytest.importorskip(package, reason="needs the fonts of requirements-dev.txt")


@pytest.mark.parametrize("part", ["train", "validation", "test"])
def test_every_part_has_ten_fonts_with_ten_digits_each(part):
    pictures = digit_pictures(part)
    assert len({font for font, _, _ in pictures}) == 10
    assert sorted(label for _, label, _ in pictures) == sorted(list(range(10)) * 10)
    for font, label, ink in pictures:
        assert ink.dtype == np.uint8
        assert 0.005 < (ink > 128).mean() < 0.4, (font, label)
        # Nothing is cut off at the edges.
        assert ink[0].max() == ink[-1].max() == ink[:, 0].max() == ink[:, -1].max() == 0, (font, label)


def test_no_digit_is_drawn_alike_in_two_parts():
    parts = [
        {ink.tobytes() for _, _, ink in digit_pictures(part)} for part in ("train", "validation", "test")
    ]
    assert not parts[0] & parts[1]
    assert not parts[0] & parts[2]
    assert not parts[1] & parts[2]


def test_families_are_held_out_whole():
    families = {part: {package for package, _ in faces} for part, faces in TYPEFACES.items()}
    assert not families["train"] & (families["validation"] | families["test"])
    assert not families["validation"] & families["test"]
    assert not set(STROKE_FONTS["train"]) & {*STROKE_FONTS["validation"], *STROKE_FONTS["test"]}


def test_digits_stand_upright():
    # The bar of a seven is at its top.
    for font, label, ink in digit_pictures("train"):
        if label == 7:
            rows = np.flatnonzero(ink.max(axis=1) > 128)
            top, *_, bottom = np.array_split(ink[rows[0] : rows[-1] + 1], 3)
            assert top.sum() > 1.1 * bottom.sum(), font
