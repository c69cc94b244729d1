"""MobileNetV2 up to its last block, compared with Keras's own, averaged over both mirror images."""

import keras
import numpy as np
import pytest

from core.keras_models.layers import FEATURE_LAYER
from core.keras_models.mobilenet import ENLARGED_PX, mobile_mirrored

PICTURES = np.random.default_rng(1).random((3, 32, 32, 3), dtype=np.float32)


@pytest.fixture(scope="module")
def taught():
    """Keras's own network, with normalisations that change their input."""
    keras.utils.set_random_seed(1)
    generator = np.random.default_rng(1)
    taught = keras.applications.MobileNetV2((ENLARGED_PX, ENLARGED_PX, 3), weights=None, include_top=False)
    for layer in taught.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            channels = layer.gamma.shape[0]
            gamma, variance = generator.uniform(0.5, 2, (2, channels))
            layer.set_weights([gamma, *generator.normal(0, 1, (2, channels)), variance])
    return taught


def folded(layer, taught):
    """The weights of a convolution with the following normalisation folded in."""
    normalized = taught.get_layer("bn_Conv1" if layer.name == "Conv1" else f"{layer.name}_BN")
    gamma, beta, mean, variance = normalized.get_weights()
    scale = gamma / np.sqrt(variance + normalized.epsilon)
    kernel = taught.get_layer(layer.name).get_weights()[0]
    factor = scale[:, None] if isinstance(layer, keras.layers.DepthwiseConv2D) else scale
    return [kernel * factor, beta - mean * scale]


def test_its_features_are_the_mean_of_those_of_keras_mobilenet_v2_for_both_mirror_images(taught):
    model = mobile_mirrored(10)
    for layer in model.layers:
        if isinstance(layer, keras.layers.Conv2D | keras.layers.DepthwiseConv2D):
            layer.set_weights(folded(layer, taught))
    theirs = keras.Model(taught.input, taught.get_layer("block_16_depthwise_relu").output)
    ours = keras.Model(model.input, model.get_layer(FEATURE_LAYER).output)
    enlarged = np.asarray(keras.ops.image.resize(PICTURES, (ENLARGED_PX, ENLARGED_PX), "bilinear")) * 2 - 1
    original = np.asarray(theirs(enlarged, training=False))
    mirrored = np.asarray(theirs(enlarged[:, :, ::-1], training=False))[:, :, ::-1]
    assert original.shape == (3, 5, 5, 960)
    assert np.abs(original - mirrored).mean() > 0.001
    np.testing.assert_allclose(ours(PICTURES, training=False), (original + mirrored) / 2, atol=1e-3)
