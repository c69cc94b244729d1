"""Filters and feature maps, compared with the stored weights and SciPy's correlation."""

from dataclasses import replace

import numpy as np
import pytest
from safetensors.numpy import load_file
from scipy.signal import correlate2d

from core.bundles.layer_values import first_filters, layer_output
from core.bundles.layers import first_weighted, read_layers
from core.errors import BadBundle
from core.preprocessing.example_drawings import example_drawing


def opened(shipped, name):
    bundle = shipped.bundles[name]
    content = (bundle.folder / "model.tflite").read_bytes()
    return bundle, content, read_layers(content)


def test_filters_are_the_stored_weights(shipped):
    bundle, content, layers = opened(shipped, "digits-simple")
    filters = first_filters(content, first_weighted(layers), bundle.card.input.size)
    kernel = load_file(bundle.folder / "weights.safetensors")["conv1/kernel"]
    assert filters == pytest.approx(np.moveaxis(kernel, 3, 0))


def test_a_first_layer_without_convolution_has_a_pattern_as_large_as_the_picture(shipped):
    bundle, content, layers = opened(shipped, "digits-dense")
    filters = first_filters(content, first_weighted(layers), bundle.card.input.size)
    kernel = load_file(bundle.folder / "weights.safetensors")["hidden/kernel"].astype(np.float32)
    assert filters.shape == (512, 28, 28, 1)
    # The network stores weights in 8 bits, the weights file in 16.
    assert np.abs(filters.reshape(512, 784).T - kernel).max() < np.abs(kernel).max() / 100


def test_filters_for_photos_have_the_colours_of_the_picture(shipped):
    bundle, content, layers = opened(shipped, "things-1000")
    filters = first_filters(content, first_weighted(layers), bundle.card.input.size)
    assert filters.shape == (32, 3, 3, 3)
    assert np.isfinite(filters).all()


def test_a_layer_that_does_not_look_at_the_picture_has_no_filters(shipped):
    bundle, content, layers = opened(shipped, "digits-simple")
    assert first_filters(content, layers[1], bundle.card.input.size) is None
    assert first_filters(content, layers[2], bundle.card.input.size) is None
    assert first_filters(content, layers[5], bundle.card.input.size) is None


def test_feature_maps_are_what_scipy_computes_from_the_weights(shipped):
    bundle, content, layers = opened(shipped, "digits-simple")
    frame = bundle.preprocessor(example_drawing("digits", 2)[1])
    maps = layer_output(content, layers[0], bundle.preprocessor.scaled(frame))
    weights = load_file(bundle.folder / "weights.safetensors")
    assert maps.shape == layers[0].output == (26, 26, 32)
    for number in range(32):
        wanted = correlate2d(frame, weights["conv1/kernel"][:, :, 0, number], "valid")
        wanted = np.maximum(wanted + weights["conv1/bias"][number], 0)
        assert maps[..., number] == pytest.approx(wanted, abs=1e-4)


@pytest.mark.parametrize("name", ["digits-deep", "animals-simple", "things-1000"])
def test_the_last_layer_answers_what_the_network_does(shipped, classifiers, name):
    bundle, content, layers = opened(shipped, name)
    shape = bundle.card.input.size
    seen = np.random.default_rng(1).random(shape[:2]).astype(np.float32)
    if bundle.kind == "photo":
        seen = (seen[..., None] * [255, 200, 90]).astype(np.uint8)
    logits = layer_output(content, layers[-1], bundle.preprocessor.scaled(seen))
    wanted = classifiers[name].run(seen)[0]
    # Other kernels of LiteRT round integers differently.
    tolerance = 0.05 * float(np.ptp(wanted))
    assert logits == pytest.approx(wanted, abs=tolerance)


def test_a_layer_of_another_network_is_refused(shipped):
    _, content, layers = opened(shipped, "digits-dense")
    strange = replace(layers[0], output_tensor=10_000, weights_tensor=10_000)
    with pytest.raises(BadBundle, match="cannot be read"):
        first_filters(content, strange, (28, 28, 1))
    with pytest.raises(BadBundle, match="cannot be read"):
        layer_output(content, strange, np.zeros((28, 28, 1)))
    with pytest.raises(BadBundle, match="layer by layer"):
        layer_output(content, layers[0], np.zeros((9, 9, 1)))


def test_what_is_no_network_is_refused(shipped):
    _, _, layers = opened(shipped, "digits-simple")
    with pytest.raises(BadBundle):
        layer_output(b"nothing", layers[0], np.zeros((28, 28, 1)))
