"""Batches of augmented drawings: without noise they look as in the app, with noise they all differ."""

import numpy as np
import pytest

from core.preprocessing.ink_frames import ink_frame
from core.preprocessing.strokes import beginning
from recipes.drawing_arrays import fixed_length
from recipes.drawing_augmentation import Strength, draw_noise, rendered, resampled

DRAWINGS = [
    [
        np.array([[0, 0], [255, 30], [120, 255]], dtype=np.float32),
        np.array([[60, 60], [90, 200]], dtype=np.float32),
    ],
    [np.array([[0, 100], [255, 100]], dtype=np.float32), np.array([[128, 20]], dtype=np.float32)],
    [np.array([[10, 0], [10, 255], [200, 255], [200, 0], [10, 0]], dtype=np.float32)],
]


@pytest.fixture(scope="module")
def arrays():
    points, starts = zip(*map(fixed_length, DRAWINGS), strict=True)
    return np.stack(points).astype(np.float32), np.stack(starts)


@pytest.mark.parametrize("share", [1.0, 0.75, 0.4])
def test_a_drawing_is_drawn_as_the_app_draws_it(arrays, share):
    pictures = np.asarray(rendered(*arrays, 56, None, Strength(), share))
    expected = [ink_frame("quickdraw", 56).of_strokes(beginning(drawing, share)) for drawing in DRAWINGS]
    assert np.abs(pictures - np.stack(expected)).mean(axis=(1, 2)).max() < 0.01


def test_bitmaps_are_enlarged_as_the_app_enlarges_them():
    bitmaps = np.stack([ink_frame("quickdraw", 28).of_strokes(drawing) for drawing in DRAWINGS])
    pictures = np.asarray(resampled(bitmaps, 56, None, Strength()))
    expected = [
        ink_frame("quickdraw", 56).of_ink((bitmap * 255 + 0.5).astype(np.uint8)) for bitmap in bitmaps
    ]
    np.testing.assert_allclose(pictures, np.stack(expected), atol=0.003)


def test_no_two_augmented_pictures_are_alike(arrays):
    points, starts = (np.repeat(array[:1], 6, axis=0) for array in arrays)
    noise = draw_noise(6, np.random.default_rng(6))
    bitmaps = np.repeat(ink_frame("quickdraw", 28).of_strokes(DRAWINGS[0])[None], 6, axis=0)
    for pictures in (
        np.asarray(rendered(points, starts, 28, noise, Strength())),
        np.asarray(resampled(bitmaps, 28, noise, Strength())),
    ):
        assert pictures.shape == (6, 28, 28)
        assert 0 <= pictures.min() <= pictures.max() <= 1.001
        assert (pictures.sum(axis=(1, 2)) > 20).all()
        differences = np.abs(pictures[:, None] - pictures[None]).mean(axis=(2, 3))
        assert differences[~np.eye(6, dtype=bool)].min() > 0.02
