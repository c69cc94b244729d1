"""Outliers for training."""

import numpy as np
import pytest

from recipes.outlier_exposure import outliers, specks


def test_specks_have_little_ink():
    generator = np.random.default_rng(0)
    for _ in range(50):
        marks = specks(generator)
        assert 2 <= len(marks) <= 7
        assert max(float(np.ptp(mark, axis=0).max()) for mark in marks) < 0.3


@pytest.mark.data
@pytest.mark.parametrize("label_set", ["digits", "animals", "animals, finishing", "fifty", "sketches"])
def test_outliers_are_made_anew_and_the_same_with_the_same_seed(label_set):
    pictures = outliers(label_set, 40, np.random.default_rng(1))
    assert len(pictures) == 40
    assert all(picture.shape == (28, 28) and picture.dtype == np.uint8 for picture in pictures)
    assert all(picture.max() > 100 for picture in pictures)
    again = outliers(label_set, 40, np.random.default_rng(1))
    np.testing.assert_array_equal(pictures, again)
    assert len({picture.tobytes() for picture in pictures}) > 30
