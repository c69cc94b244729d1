"""Augmentation in batches, compared with the app's renderer and with JPEG files, and within bounds."""

import io

import numpy as np
import pytest
from PIL import Image

from core.preprocessing.ink_frames import mnist_frame_of_strokes
from core.preprocessing.strokes import beginning, ink_length
from recipes import digit_augmentation as augmentation
from recipes.digit_bases import fitted, packed
from recipes.digit_frames import WORKING_PX, framed_ink

SEVEN = [
    np.array([[10, 12], [90, 10], [45, 140]], dtype=np.float32),
    np.array([[30, 70], [80, 72]], dtype=np.float32),
]


def randoms(count: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    uniform = generator.random((count, augmentation.UNIFORMS), dtype=np.float32)
    normal = generator.standard_normal((count, augmentation.NORMALS), dtype=np.float32)
    return uniform, normal, generator.random((count, WORKING_PX, WORKING_PX), dtype=np.float32)


def segments(strokes: list[np.ndarray], share: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Returns the starts and ends of a drawing's segments, left unbent by neutral random numbers."""
    points, pen = packed(strokes)
    uniform = np.full((1, augmentation.UNIFORMS), 0.5, dtype=np.float32)
    uniform[:, 9] = (share - 0.66) / 0.34 if share < 1 else 1
    normal = np.zeros((1, augmentation.NORMALS), dtype=np.float32)
    starts, ends = augmentation.bent_strokes(
        points[None].astype(np.float32) / 255,
        pen[None].astype(np.float32),
        uniform,
        normal,
        np.full(1, float(share < 1), dtype=np.float32),
        0.0,
    )
    return np.asarray(starts), np.asarray(ends)


def drawn(starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    uniform = np.zeros((len(starts), augmentation.UNIFORMS), dtype=np.float32)  # the app's own line
    return np.asarray(augmentation.strokes_in_frame(starts, ends, uniform))


def test_unbent_strokes_are_drawn_as_the_app_draws_them():
    frame = drawn(*segments(SEVEN))[0]
    # Packed points are rounded to 1/255 of the drawing's size.
    assert np.abs(frame - mnist_frame_of_strokes(SEVEN)).max() < 0.06


@pytest.mark.parametrize("share", [0.7, 0.9])
def test_the_end_is_left_out_as_the_replay_does(share):
    starts, ends = segments(SEVEN, share)
    on_paper = starts[0, :, 0] < 1_000
    length = np.linalg.norm(ends[0] - starts[0], axis=1)[on_paper].sum() * 130
    assert length == pytest.approx(ink_length(SEVEN) * share, rel=0.02)
    expected = mnist_frame_of_strokes(beginning(SEVEN, share))
    assert np.abs(drawn(starts, ends)[0] - expected).max() < 0.1


def test_bending_changes_drawings_each_differently():
    points, pen = packed(SEVEN)
    uniform, normal, _ = randoms(6)
    six = np.repeat(points[None].astype(np.float32) / 255, 6, axis=0)
    pen = np.repeat(pen[None].astype(np.float32), 6, axis=0)
    unfinished = np.full(6, 0.3, dtype=np.float32)
    starts, ends = augmentation.bent_strokes(six, pen, uniform, normal, unfinished, 0.3)
    pictures = np.asarray(augmentation.strokes_on_paper(starts, ends, uniform))
    assert pictures.shape == (6, WORKING_PX, WORKING_PX)
    assert len({picture.tobytes() for picture in pictures}) == 6
    assert pictures.max(axis=(1, 2)).min() > 0.9
    # Nothing is cut off at the edges.
    assert pictures[:, 0].max() == pictures[:, -1].max() == pictures[:, :, 0].max() == 0


def test_neutral_numbers_leave_a_picture_as_it_is():
    ink = fitted(np.asarray(Image.new("L", (60, 90), 255))).astype(np.float32)[None] / 255
    uniform = np.full((1, augmentation.UNIFORMS), 0.5, dtype=np.float32)
    uniform[:, 5] = 0.15 / 0.27  # size 1
    uniform[:, 6] = 0
    same = augmentation.bent_pictures(ink, uniform, np.zeros((1, augmentation.NORMALS), dtype=np.float32))
    np.testing.assert_allclose(np.asarray(same), ink, atol=2e-3)


def test_worn_drawings_stay_drawings():
    ink = np.repeat(drawn_on_paper()[None], 64, axis=0)
    uniform, _, noise = randoms(64, seed=2)
    worn, level = (np.asarray(part) for part in augmentation.worn(ink, uniform, noise))
    assert worn.shape == ink.shape
    assert worn.min() >= 0
    np.testing.assert_allclose(worn.max(axis=(1, 2)), 1, atol=1e-5)
    assert {round(float(value) * 255) for value in level} == {1, 80}
    assert len({one.tobytes() for one in worn}) > 55
    placed = np.asarray(framed_ink(worn, level))
    assert (placed.sum(axis=(1, 2)) > 10).all()


def test_rules_are_left_over_where_they_must_be():
    blank = np.zeros((8, WORKING_PX, WORKING_PX), dtype=np.float32)
    uniform, _, noise = randoms(8, seed=3)
    uniform[:, 18] = 0.9  # rules, not gaps
    worn, _ = augmentation.worn(blank, uniform, noise, np.ones(8, dtype=bool))
    assert (np.asarray(worn).max(axis=(1, 2)) > 0.9).all()


def test_jpeg_is_as_coarse_as_a_file_of_that_quality():
    ink = drawn_on_paper()
    ours = np.asarray(augmentation._jpeg(ink[None], np.full((1, 1, 1), 0.25, dtype=np.float32)))[0]
    file = io.BytesIO()
    Image.fromarray((ink * 255 + 0.5).astype(np.uint8)).save(file, "JPEG", quality=20)
    pillows = np.asarray(Image.open(file)).astype(np.float32) / 255
    assert np.abs(ours - pillows).mean() < 0.25 * np.abs(ink - pillows).mean() + 0.004


def drawn_on_paper() -> np.ndarray:
    starts, ends = segments(SEVEN)
    uniform = np.full((1, augmentation.UNIFORMS), 0.5, dtype=np.float32)
    return np.asarray(augmentation.strokes_on_paper(starts, ends, uniform))[0]
