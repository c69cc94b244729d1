"""The outliers that `everyday-10` is trained with."""

import numpy as np
import pytest

from recipes.photos import outlier_photos


@pytest.mark.data
def test_other_things_are_cut_out_small_differently_each_time_and_the_same_by_seed():
    pictures = outlier_photos(40, np.random.default_rng(1))
    assert pictures.shape == (40, 32, 32, 3)
    assert pictures.dtype == np.uint8
    assert len({picture.tobytes() for picture in pictures}) == 40
    assert np.array_equal(pictures, outlier_photos(40, np.random.default_rng(1)))
