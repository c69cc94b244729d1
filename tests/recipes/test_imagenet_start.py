"""Batch normalisation folded into convolutions answers as before."""

import keras
import numpy as np

from recipes.imagenet_start import fold_into


def network(normalised):
    """A convolution and a depthwise one, each followed by a normalisation or with a bias instead."""
    picture = keras.Input((8, 8, 3))
    x = keras.layers.Conv2D(4, 3, use_bias=not normalised, name="Conv1")(picture)
    x = keras.layers.BatchNormalization(name="bn_Conv1")(x) if normalised else x
    x = keras.layers.ReLU(6.0)(x)
    x = keras.layers.DepthwiseConv2D(3, use_bias=not normalised, name="block_depthwise")(x)
    x = keras.layers.BatchNormalization(name="block_depthwise_BN")(x) if normalised else x
    return keras.Model(picture, x)


def test_the_folded_network_answers_as_the_normalised_one():
    keras.utils.set_random_seed(1)
    generator = np.random.default_rng(1)
    source, folded = network(True), network(False)
    for layer in source.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            gamma, variance = generator.uniform(0.5, 2, (2, 4))
            layer.set_weights([gamma, *generator.normal(0, 1, (2, 4)), variance])
    pictures = generator.random((2, 8, 8, 3), dtype=np.float32)
    expected = source.predict(pictures, verbose=0)
    assert np.abs(folded.predict(pictures, verbose=0) - expected).max() > 0.1
    fold_into(folded, source)
    np.testing.assert_allclose(folded.predict(pictures, verbose=0), expected, atol=1e-4)
