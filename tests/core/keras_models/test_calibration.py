"""Calibration pictures: preprocessed for the network, reproducible, and as varied as photos."""

import numpy as np
import pytest

from core.keras_models.calibration import calibration_pictures
from core.preprocessing.preprocessor import Preprocessor


@pytest.mark.parametrize("scaling", ["-1 to 1", "0 to 255"])
def test_they_fill_the_whole_range_that_the_network_reads(scaling):
    low, high = {"-1 to 1": (-1, 1), "0 to 255": (0, 255)}[scaling]
    pictures = np.stack(calibration_pictures(Preprocessor("photo", "photo", 48, scaling, 0.875)))
    assert pictures.shape[1:] == (48, 48, 3)
    assert pictures.dtype == np.float32
    assert pictures.min() == pytest.approx(low, abs=0.02 * (high - low))
    assert pictures.max() == pytest.approx(high, abs=0.02 * (high - low))
    assert len(np.unique(pictures.mean(axis=(1, 2, 3)))) == len(pictures)
    again = calibration_pictures(Preprocessor("photo", "photo", 48, scaling, 0.875))
    np.testing.assert_array_equal(pictures, np.stack(again))
