"""The pictures of one epoch, from a few real pictures."""

import numpy as np
import pytest

from recipes import data, training_sets
from recipes.data import Pictures

pytestmark = pytest.mark.data
MNIST_PICTURES, PEN_DRAWINGS = 120, 50


@pytest.fixture
def few(monkeypatch):
    """Uses small parts of MNIST and of the pen digits; returns MNIST's pictures."""
    mnist, pen = data.mnist("validation"), data.pen_digits("validation")
    part = Pictures(mnist.images[:MNIST_PICTURES], mnist.labels[:MNIST_PICTURES])
    monkeypatch.setattr(data, "mnist", lambda name: part)
    monkeypatch.setattr(data, "pen_digits", lambda name: pen[:PEN_DRAWINGS])
    return part.images


def test_an_epoch_is_the_same_again_and_the_next_one_differs(few):
    images, labels = training_sets.digits(1, 0)
    again, same_labels = training_sets.digits(1, 0)
    np.testing.assert_array_equal(images, again)
    np.testing.assert_array_equal(labels, same_labels)
    assert images.shape == (MNIST_PICTURES + 3 * PEN_DRAWINGS, 28, 28)
    assert images.dtype == np.uint8
    following, _ = training_sets.digits(1, 1)
    assert len({image.tobytes() for image in images} & {image.tobytes() for image in following}) < 10


def test_a_twelfth_are_outliers(few):
    images, labels = training_sets.digits_with_outliers(1, 0)
    assert len(images) == len(labels)
    assert (labels == 10).sum() == (MNIST_PICTURES + PEN_DRAWINGS) // 11
    assert labels.max() == 10


def test_half_of_mnist_can_be_left_unaugmented(few):
    originals = {image.tobytes() for image in few}
    images, _ = training_sets.digits_half_unaugmented(1, 0)
    unchanged = sum(image.tobytes() in originals for image in images)
    assert 0.3 < unchanged / MNIST_PICTURES < 0.7
    images, _ = training_sets.digits_with_outliers(1, 0)
    assert sum(image.tobytes() in originals for image in images) < 0.05 * MNIST_PICTURES


def test_classes_come_evenly_and_outliers_have_a_label_of_their_own(monkeypatch):
    monkeypatch.setattr(training_sets, "_ANIMALS_PER_CLASS", 20)
    monkeypatch.setattr(training_sets, "_OUTLIERS_PER_EPOCH", {"animals": 12})
    images, labels = training_sets.animals_with_outliers(1, 0)
    assert np.bincount(labels).tolist() == [20] * len(data.ANIMALS) + [12]
    assert images.shape == (20 * len(data.ANIMALS) + 12, 28, 28)
    _, labels = training_sets.animals(1, 0)
    assert np.bincount(labels).tolist() == [20] * len(data.ANIMALS)


def test_a_part_has_a_picture_for_each_drawing():
    images, labels = training_sets.sketch_part(("cat", "fish"), "validation")
    expected = [len(data.sketch_strokes(name, "validation")) for name in ("cat", "fish")]
    assert np.bincount(labels).tolist() == expected
    assert images.shape == (sum(expected), 28, 28)
