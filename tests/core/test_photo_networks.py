"""The photo networks: looking at copies is the mean of looking at each."""

import keras
import numpy as np
import pytest

from core import networks
from core.photo_networks import photos_single, photos_small


@pytest.mark.parametrize("shifts", [((0, 0),), ((0, 0), (1, 1), (-2, 1))])
def test_the_answer_is_the_mean_over_shifted_and_mirrored_copies(shifts):
    keras.utils.set_random_seed(1)
    single, small = photos_single(10), photos_small(10, shifts)
    assert [(v.path, v.shape) for v in single.weights] == [(v.path, v.shape) for v in small.weights]
    small.set_weights(single.get_weights())
    pictures = np.random.default_rng(1).random((3, 32, 32, 3), dtype=np.float32)
    padded = np.pad(pictures, ((0, 0), (2, 2), (2, 2), (0, 0)), mode="reflect")
    copies = [padded[:, 2 - down : 34 - down, 2 - right : 34 - right] for down, right in shifts]
    copies += [copy[:, :, ::-1] for copy in copies]
    mean = np.mean([single.predict(copy, verbose=0) for copy in copies], axis=0)
    np.testing.assert_allclose(small.predict(pictures, verbose=0), mean, atol=1e-5)


def test_both_are_known_by_name_and_small():
    for name in ("photos-single", "photos-small"):
        model = networks.build(name, 10)
        assert model.output.shape == (None, 10)
        assert model.count_params() < 2_000_000
