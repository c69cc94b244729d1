"""Parts of networks, compared with their closed forms."""

import keras
import numpy as np

from core.keras_models.layers import convolution


def test_a_convolution_is_normalised_by_the_moving_mean_and_variance():
    picture = keras.Input((5, 5, 1))
    model = keras.Model(picture, convolution(picture, 2, 3, 2, "part", momentum=0.9))
    assert [layer.name for layer in model.layers[1:]] == ["part_conv", "part_norm"]
    assert [weight.path for weight in model.get_layer("part_conv").weights] == ["part_conv/kernel"]
    norm = model.get_layer("part_norm")
    assert norm.momentum == 0.9
    kernel = np.ones((3, 3, 1, 2), np.float32)
    model.get_layer("part_conv").set_weights([kernel])
    gamma, beta, mean, variance = (np.array(pair, np.float32) for pair in ((2, 1), (3, 0), (4, 0), (9, 1)))
    norm.set_weights([gamma, beta, mean, variance])
    result = model.predict(np.ones((1, 5, 5, 1), np.float32), verbose=0)[0]
    # With padding, the sums of ones are 4 in a corner, 6 at an edge and 9 inside.
    sums = np.array([[4, 6, 4], [6, 9, 6], [4, 6, 4]])[..., None]
    expected = (sums - mean) / np.sqrt(variance + norm.epsilon) * gamma + beta
    np.testing.assert_allclose(result, expected, rtol=1e-4)
