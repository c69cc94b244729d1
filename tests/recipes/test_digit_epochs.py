"""One epoch of digits from every source, with few batches."""

import numpy as np
import pytest

from recipes import digit_epochs
from recipes.digit_bases import NO_DIGIT, packed

SIX = [np.array([[60, 0], [10, 80], [30, 120], [60, 90], [20, 80]], dtype=np.float32)]


@pytest.fixture(autouse=True)
def few(monkeypatch):
    """Made-up base pictures, and small batches; returns the pictures that stand in for MNIST."""
    generator = np.random.default_rng(4)
    points, pen = packed(SIX)
    strokes = {"_points": points[None], "_drawn": pen[None]}
    bases = {
        f"{kind}{what}": array
        for kind in ("pen", "sketch", "letter", "scrawl", "specks")
        for what, array in strokes.items()
    }
    mnist = np.zeros((50, 28, 28), dtype=np.uint8)
    mnist[:, 4:24, 10:18] = generator.integers(1, 256, size=(50, 20, 8))
    printed = np.zeros((3, 56, 56), dtype=np.uint8)
    printed[:, 8:48, 20:30] = 255
    bases |= {"pen_labels": np.array([6]), "mnist": mnist, "mnist_labels": np.arange(50) % 10}
    bases |= {"printed": printed, "printed_labels": np.array([1, 1, 1]), "printed_letters": printed}
    monkeypatch.setattr(digit_epochs, "_bases", lambda: bases)
    monkeypatch.setattr(digit_epochs, "BATCHES", 1)
    # Every kind has as many pictures as there are drawings at once, since each number compiles anew.
    digits = {"mnist": 60, "pen in frame": 40, "pen on paper": 40, "printed digit": 20}
    others = {"outlier in frame": 20, "outlier on paper": 20, "printed letter or rules": 40}
    monkeypatch.setattr(digit_epochs, "COUNTS", digits | others)
    monkeypatch.setattr(digit_epochs, "_AT_ONCE", 60)
    return mnist


def test_an_epoch_is_the_same_again_and_the_next_one_differs():
    images, labels = digit_epochs.from_every_source(1, 0)
    again, same = digit_epochs.from_every_source(1, 0)
    np.testing.assert_array_equal(images, again)
    np.testing.assert_array_equal(labels, same)
    assert images.shape == (240, 28, 28)
    assert images.dtype == np.uint8
    other, _ = digit_epochs.from_every_source(1, 1)
    assert not np.array_equal(images, other)
    assert (labels == NO_DIGIT).sum() == 20 + 20 + 40
    # A page of rules alone may be left empty.
    assert (images[labels != NO_DIGIT].max(axis=(1, 2)) > 100).all()
    assert (images.max(axis=(1, 2)) > 100).mean() > 0.9


def test_more_of_mnist_is_left_as_it_is_in_the_end(few):
    originals = {image.tobytes() for image in few}

    def unchanged(make) -> int:
        return sum(image.tobytes() in originals for image in make(1, 0)[0])

    assert 4 <= unchanged(digit_epochs.from_every_source) <= 24
    assert 18 <= unchanged(digit_epochs.half_as_it_is) <= 44


def test_the_last_quarter_of_a_training_shows_more_of_mnist_as_it_is():
    for epoch, make in ((0, digit_epochs.from_every_source), (7, digit_epochs.half_as_it_is)):
        np.testing.assert_array_equal(digit_epochs.of_training(8, 1, epoch)[0], make(1, epoch)[0])


def test_in_the_end_no_2_ends_too_early(few, monkeypatch):
    # The foot is twice as long as the upright stroke, so without its end the drawing is narrower.
    points, pen = packed([np.array([[0, 0], [0, 50], [100, 50]], dtype=np.float32)])
    bases = digit_epochs._bases()
    monkeypatch.setattr(digit_epochs, "UNFINISHED", {True: 1.0, False: 1.0})
    monkeypatch.setattr(digit_epochs, "COUNTS", digit_epochs.COUNTS | {"pen in frame": 160})
    feet = {
        "pen_points": np.stack([points] * 2),
        "pen_drawn": np.stack([pen] * 2),
        "pen_labels": np.array([2, 5]),
    }
    monkeypatch.setattr(digit_epochs, "_bases", lambda: bases | feet | {"mnist_labels": np.zeros(50, int)})
    images, labels = digit_epochs.finishing(1, 0)

    def height(digit):
        return np.mean([np.ptp(image.max(axis=1).nonzero()[0]) for image in images[labels == digit]])

    # The longer side fills the frame, so a narrower drawing becomes taller.
    assert height(5) > 1.1 * height(2)
    images, labels = digit_epochs.half_as_it_is(1, 0)
    assert height(5) == pytest.approx(height(2), rel=0.05)


def test_examples_are_one_batch(few):
    images, labels = digit_epochs.example_pictures(3)
    assert images.shape == (240, 28, 28)
    assert set(labels) <= set(range(11))
