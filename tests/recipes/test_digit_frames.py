"""Placing whole batches in frames, compared with placing one picture, as the app does."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from core.preprocessing.ink_frames import mnist_frame
from recipes.digit_frames import WORKING_PX, centered, framed_ink

MARGIN = 8  # makes a picture so large that the app ignores faint edges


def drawing(height: int, width: int, line: int) -> np.ndarray:
    """Returns a ring of this size with a bar across it, on a working picture: uint8."""
    large = Image.new("L", (4 * WORKING_PX, 4 * WORKING_PX))
    top, left = 4 * 3, 4 * 4
    box = (left, top, left + 4 * width - 1, top + 4 * height - 1)
    pen = ImageDraw.Draw(large)
    pen.ellipse(box, outline=255, width=4 * line)
    pen.rectangle((left, top + height, left + 2 * width, top + height + 4 * line - 1), fill=255)
    return np.asarray(large.reduce(4))


def in_a_batch(inks: list[np.ndarray], level: float) -> np.ndarray:
    pictures = np.stack(inks).astype(np.float32) / 255
    return np.asarray(framed_ink(pictures, np.full(len(inks), level, dtype=np.float32)))


# These sizes avoid pixels whose centre falls on an edge between two pixels, where Pillow's choice depends on
# rounding errors. The last two drawings are thickened, by one pixel and by two.
SIZES = [(40, 30, 6), (44, 12, 4), (36, 36, 5), (24, 48, 9), (38, 30, 2), (48, 40, 1)]


def test_large_pictures_are_placed_as_the_app_does():
    inks = [drawing(*size) for size in SIZES]
    placed = in_a_batch(inks, 80 / 255)
    for ink, frame in zip(inks, placed, strict=True):
        assert np.abs(frame - mnist_frame(np.pad(ink, MARGIN))).max() < 1.6 / 255


def test_small_scans_are_enlarged_as_the_app_does():
    inks = [drawing(*size) for size in ((8, 6, 1), (14, 9, 2), (11, 17, 2))]
    placed = in_a_batch(inks, 1 / 255)
    for ink, frame in zip(inks, placed, strict=True):
        assert np.abs(frame - mnist_frame(ink)).max() < 1.6 / 255


def test_thin_lines_do_not_fade():
    thin = drawing(48, 40, 1)
    assert in_a_batch([thin], 80 / 255).max() > 0.9
    assert np.asarray(Image.fromarray(thin).resize((20, 20), Image.Resampling.BOX)).max() < 0.7 * 255


def test_a_blank_picture_stays_blank():
    assert not in_a_batch([np.zeros((WORKING_PX, WORKING_PX), np.uint8)], 80 / 255).any()


def test_the_centre_of_mass_comes_to_the_middle():
    picture = np.zeros((1, 28, 28), dtype=np.float32)
    picture[0, 3:9, 15:22] = 1
    moved = np.asarray(centered(picture))[0]
    assert moved.sum() == picture.sum()
    for axis in (0, 1):
        assert (moved.sum(axis=1 - axis) * np.arange(28)).sum() / moved.sum() == pytest.approx(14, abs=0.51)
