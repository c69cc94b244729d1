"""The network behind `everyday-10`: MobileNetV2 up to its last block, and the mean of both mirror images."""

import keras
import numpy as np
import pytest

from core.keras_models.layers import FEATURE_LAYER
from core.keras_models.mobilenet import ENLARGED_PX, mobile_mirrored, mobile_single
from recipes.imagenet_start import fold_into

PICTURES = np.random.default_rng(1).random((3, 32, 32, 3), dtype=np.float32)


@pytest.fixture(scope="module")
def taught():
    """Keras's own network, whose normalisations do something."""
    keras.utils.set_random_seed(1)
    generator = np.random.default_rng(1)
    taught = keras.applications.MobileNetV2((ENLARGED_PX, ENLARGED_PX, 3), weights=None, include_top=False)
    for layer in taught.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            channels = layer.gamma.shape[0]
            gamma, variance = generator.uniform(0.5, 2, (2, channels))
            layer.set_weights([gamma, *generator.normal(0, 1, (2, channels)), variance])
    return taught


@pytest.fixture(scope="module")
def single(taught):
    """Ours, with the same convolutions."""
    single = mobile_single(10)
    fold_into(single, taught)
    return single


def test_its_features_are_those_of_keras_mobilenet_v2(taught, single):
    theirs = keras.Model(taught.input, taught.get_layer("block_16_depthwise_relu").output)
    ours = keras.Model(single.input, single.get_layer(FEATURE_LAYER).output)
    enlarged = np.asarray(keras.ops.image.resize(PICTURES, (ENLARGED_PX, ENLARGED_PX), "bilinear"))
    expected = theirs.predict(enlarged * 2 - 1, verbose=0)
    assert expected.shape == (3, 5, 5, 960)
    assert expected.std() > 0.1
    np.testing.assert_allclose(ours.predict(PICTURES, verbose=0), expected, atol=1e-3)


def test_the_answer_is_the_mean_of_both_mirror_images(single):
    both = mobile_mirrored(10)
    assert [(v.path, v.shape) for v in single.weights] == [(v.path, v.shape) for v in both.weights]
    both.set_weights(single.get_weights())
    mean = (single.predict(PICTURES, verbose=0) + single.predict(PICTURES[:, :, ::-1], verbose=0)) / 2
    np.testing.assert_allclose(both.predict(PICTURES, verbose=0), mean, atol=1e-4)
    # The feature map of a mirrored picture is the mirrored feature map.
    ours = keras.Model(both.input, both.get_layer(FEATURE_LAYER).output)
    original, mirrored = ours.predict(PICTURES, verbose=0), ours.predict(PICTURES[:, :, ::-1], verbose=0)
    np.testing.assert_allclose(original, mirrored[:, :, ::-1], atol=1e-3)
