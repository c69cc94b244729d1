"""Epochs of augmented drawings, made from a few drawings for the test."""

import numpy as np
import pytest

from recipes import data, drawing_epochs
from recipes.drawing_arrays import DrawingArrays, fixed_length
from recipes.drawing_augmentation import Strength
from recipes.drawing_epochs import finishing_sketches as finishing
from recipes.drawing_tasks import CLASSES

LINE = [np.array([[0, 0], [255, 20]], dtype=np.float32)]
BOX = [np.array([[0, 0], [0, 255], [200, 255], [200, 0], [0, 0]], dtype=np.float32)]
CURVE = [np.stack([np.arange(256), 120 + 100 * np.sin(np.arange(256) / 20)], axis=1).astype(np.float32)]


@pytest.fixture(scope="module")
def drawings():
    """Class 0 is a line, class 1 a box, class 2 a blot that exists only as a bitmap."""
    points, starts = zip(*map(fixed_length, (LINE, BOX)), strict=True)
    blot = np.zeros((1, 28, 28), dtype=np.uint8)
    blot[:, 8:20, 8:20] = 255
    return DrawingArrays(np.stack(points), np.stack(starts), np.array([0, 1]), blot, np.array([2]))


def test_each_class_is_drawn_as_itself_and_never_twice_alike(drawings):
    classes, share = np.array([2, 0, 1, 0, 2, 1, 0]), np.zeros(CLASSES + 1)
    share[2] = 1.0
    pictures = drawing_epochs.augmented_pictures(drawings, classes, share, np.random.default_rng(5))
    again = drawing_epochs.augmented_pictures(drawings, classes, share, np.random.default_rng(5))
    np.testing.assert_array_equal(pictures, again)
    assert pictures.shape == (7, 56, 56)
    assert pictures.dtype == np.uint8
    assert len({picture.tobytes() for picture in pictures}) == 7
    ink = (pictures > 127).mean(axis=(1, 2))
    # A line has little ink, the outline of a box has more, and a blot is solid in the middle.
    assert max(ink[classes == 0]) < min(ink[classes == 1])
    assert (pictures[classes == 2][:, 24:32, 24:32] > 200).all()


def test_an_unfinished_drawing_has_less_ink(drawings):
    classes, share = np.ones(40, dtype=int), np.zeros(CLASSES + 1)
    ink = [
        (
            drawing_epochs.augmented_pictures(drawings, classes, share, np.random.default_rng(2), strength)
            > 127
        ).mean()
        for strength in (Strength(unfinished=0.0), Strength(unfinished=1.0, least_ink=0.3))
    ]
    assert ink[1] < 0.9 * ink[0]


def test_leaving_out_repeated_points_changes_no_picture(monkeypatch):
    points, starts = zip(*map(fixed_length, (LINE, BOX, CURVE)), strict=True)
    none = np.zeros((0, 28, 28), dtype=np.uint8)
    arrays = DrawingArrays(np.stack(points), np.stack(starts), np.arange(3), none, np.zeros(0, dtype=int))
    classes, share = np.array([0, 1, 2] * 4), np.zeros(CLASSES + 1)
    short = drawing_epochs.augmented_pictures(arrays, classes, share, np.random.default_rng(1))
    monkeypatch.setattr(drawing_epochs, "_POINTS_STEP", 128)
    whole = drawing_epochs.augmented_pictures(arrays, classes, share, np.random.default_rng(1))
    assert np.abs(short.astype(int) - whole).max() <= 1


@pytest.mark.data
def test_animals_are_numbered_as_on_the_card_and_all_else_is_an_outlier(monkeypatch):
    strokes = [fixed_length(data.sketch_strokes("fish", "validation")[0])] * (CLASSES + 1)
    points, starts = zip(*strokes, strict=True)
    none = np.zeros((0, 28, 28), dtype=np.uint8)
    arrays = DrawingArrays(
        np.stack(points), np.stack(starts), np.arange(CLASSES + 1), none, np.zeros(0, dtype=int)
    )
    monkeypatch.setattr(drawing_epochs, "_drawings", lambda: arrays)
    monkeypatch.setattr(drawing_epochs, "DRAWINGS_PER_EPOCH", 200)
    _, labels = drawing_epochs.animals(1, 0)
    assert set(labels) == set(range(7))
    shares = [(epoch(1, 0)[1] == CLASSES).mean() for epoch in (drawing_epochs.sketches, finishing)]
    assert shares[0] < shares[1]
    images, labels = drawing_epochs.examples(1, 0, data.ANIMALS, 2)
    assert labels.tolist() == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert len(images) == 12


def test_drawings_are_shown_whole_and_two_of_three_also_half_drawn(monkeypatch):
    monkeypatch.setattr(data, "sketch_categories", lambda: ("box", "line"))
    monkeypatch.setattr(data, "sketch_strokes", lambda name, part: (BOX if name == "box" else LINE,) * 3)
    images, labels = drawing_epochs.whole_and_half_sketches()
    assert images.shape == (10, 56, 56)
    np.testing.assert_array_equal(labels, [0] * 5 + [1] * 5)
    # Half of a box has two sides, in a frame of its own size.
    assert (images[3:5] > 127).mean() < 0.7 * (images[:3] > 127).mean()
