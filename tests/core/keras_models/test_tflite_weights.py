"""Weights read back from a `.tflite`, compared with those that went in."""

import keras
import numpy as np
import pytest

from core.bundles.replace_head import replace_head
from core.keras_models.tflite import to_tflite
from core.keras_models.tflite_weights import set_bundle_weights, weights_of_tflite
from core.keras_models.weights import arrays_of

PICTURES = np.random.default_rng(1).uniform(-1, 1, (20, 12, 12, 3)).astype(np.float32)


def small_network(classes=3):
    picture = keras.Input((12, 12, 3))
    x = keras.layers.Conv2D(8, 3, padding="same", name="stem")(picture)
    x = keras.layers.ReLU(6)(x)
    y = keras.layers.DepthwiseConv2D(3, padding="same", name="depthwise")(x)
    x = keras.layers.Add()([x, keras.layers.ReLU(6)(y)])
    x = keras.layers.ReLU(6, name="features")(keras.layers.Conv2D(16, 1, name="head")(x))
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(picture, keras.layers.Dense(classes, name="logits")(x))


@pytest.fixture(scope="module")
def network():
    keras.utils.set_random_seed(1)
    model = small_network()
    for layer in ("stem", "depthwise", "head", "logits"):
        bias = model.get_layer(layer).bias
        bias.assign(np.random.default_rng(2).normal(0, 0.3, bias.shape))
    return model


def test_weights_come_back_exactly_and_quantized_ones_to_half_a_step(network):
    stored = arrays_of(network.weights)
    exact = weights_of_tflite(network, to_tflite(network))
    assert exact.keys() == stored.keys()
    for path, array in stored.items():
        np.testing.assert_allclose(exact[path], array, atol=1e-6)
    rounded = weights_of_tflite(network, to_tflite(network, "int8", calibration=PICTURES))
    for path, array in stored.items():
        assert rounded[path].shape == array.shape
        assert np.abs(rounded[path] - array).max() <= 0.51 * np.abs(array).max() / 127, path


def test_what_a_bundle_lacks_comes_from_its_network_and_its_own_head_stays(network):
    tflite = to_tflite(network, "int8", calibration=PICTURES)
    kernel, bias = np.ones((16, 5), np.float32), np.arange(5, dtype=np.float32)
    model = small_network(5)
    head = {"logits/kernel": kernel, "logits/bias": bias, "familiarity/means": np.ones((5, 16), np.float32)}
    set_bundle_weights(model, head, replace_head(tflite, kernel, bias))
    np.testing.assert_array_equal(model.get_layer("logits").kernel, kernel)
    theirs = network.get_layer("depthwise").kernel.numpy()
    assert np.abs(model.get_layer("depthwise").kernel.numpy() - theirs).max() < 0.01 * np.abs(theirs).max()


def test_another_network_is_refused_by_the_name_of_what_is_missing(network):
    other = keras.Sequential([keras.Input((12, 12, 3)), keras.layers.Conv2D(8, 3, name="stem")])
    assert weights_of_tflite(other, to_tflite(network)) == {}
    with pytest.raises(KeyError, match="stem/kernel"):
        set_bundle_weights(other, {}, to_tflite(network))
