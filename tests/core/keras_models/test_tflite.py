"""Converted networks answer like Keras in every precision."""

import json

import keras
import numpy as np
import pytest
import tensorflow as tf
from ai_edge_litert.interpreter import Interpreter

from core.bundles.flatbuffer import check_flatbuffer
from core.bundles.runtime import LiteRTModel
from core.keras_models import architectures
from core.keras_models.layers import FEATURE_LAYER
from core.keras_models.tflite import to_tflite, versions

PICTURES = np.random.default_rng(0).random((5, 28, 28, 1), dtype=np.float32)


@pytest.fixture(scope="module", params=["dense", "simple-convnet", "small-sketch-net", "digits-deep"])
def converted(request):
    """A network, and its answers to the pictures in Keras."""
    keras.utils.set_random_seed(1)
    model = architectures.build(request.param, 7)
    for layer in model.layers:
        if "norm" in layer.name:
            layer.moving_variance.assign(np.full(layer.moving_variance.shape, 0.5, np.float32))
    outputs = {"logits": model.output}
    if FEATURE_LAYER in {layer.name for layer in model.layers}:
        outputs["features"] = model.get_layer(FEATURE_LAYER).output
    answers = keras.Model(model.input, outputs)(PICTURES, training=False)
    return model, {name: np.asarray(answer) for name, answer in answers.items()}


@pytest.mark.parametrize(("precision", "tolerance"), [("float32", 1e-3), ("float16", 5e-2), ("int8", 0.1)])
def test_logits_and_feature_map_are_those_of_keras(converted, precision, tolerance):
    model, expected = converted
    content = to_tflite(model, precision)
    # Networks made here must also be accepted as imports elsewhere.
    check_flatbuffer(content)
    network = LiteRTModel(content)
    for index, picture in enumerate(PICTURES):
        logits, features = network.run(picture)
        np.testing.assert_allclose(logits, expected["logits"][index], atol=tolerance)
        assert (features is None) == ("features" not in expected)
        if features is not None:
            largest = max(1, np.abs(expected["features"][index]).max())
            assert np.abs(features - expected["features"][index]).max() <= 0.05 * largest


def test_fewer_bits_make_a_smaller_file():
    sizes = [len(to_tflite(architectures.build("dense", 10), p)) for p in ("float32", "float16", "int8")]
    assert sizes[1] < 0.55 * sizes[0]
    assert sizes[2] < 0.3 * sizes[0]


def test_calibrated_it_computes_in_integers_between_float_pictures_and_float_logits():
    keras.utils.set_random_seed(1)
    picture = keras.Input((12, 12, 3))
    x = keras.layers.DepthwiseConv2D(3, name="depthwise")(picture)
    x = keras.layers.Conv2D(8, 3, activation="relu", name="features")(x)
    logits = keras.layers.Dense(3, name="logits")(keras.layers.GlobalAveragePooling2D()(x))
    model = keras.Model(picture, logits)
    pictures = np.random.default_rng(1).uniform(-1, 1, (40, 12, 12, 3)).astype(np.float32)
    content = to_tflite(model, "int8", calibration=pictures[:30])
    expected = np.asarray(model(pictures[30:], training=False))
    answers = np.stack([LiteRTModel(content).run(picture)[0] for picture in pictures[30:]])
    assert np.abs(answers - expected).max() < 0.05 * np.abs(expected).max()

    def depthwise_dtypes(content):
        interpreter = Interpreter(model_content=content)
        return {
            each["dtype"]
            for each in interpreter.get_tensor_details()
            if "depthwise" in each["name"] and each["shape"].tolist() == [1, 10, 10, 3]
        }

    assert depthwise_dtypes(content) == {np.int8}
    assert depthwise_dtypes(to_tflite(model, "int8")) == {np.float32}


def test_outputs_can_be_named_where_layers_have_other_names():
    picture = keras.Input((8, 8, 3))
    features = keras.layers.Conv2D(4, 3, name="anything")(picture)
    pooled = keras.layers.GlobalAveragePooling2D()(features)
    model = keras.Model(picture, keras.layers.Dense(2, name="scores")(pooled))
    with pytest.raises(ValueError, match="logits"):
        to_tflite(model)
    network = LiteRTModel(to_tflite(model, outputs={"logits": model.output, "features": features}))
    logits, feature_map = network.run(np.ones((8, 8, 3), np.float32))
    assert (logits.shape, feature_map.shape) == ((2,), (6, 6, 4))


def test_versions_are_those_of_the_packages():
    assert json.loads(json.dumps(versions())) == {
        "keras": keras.__version__,
        "tensorflow": tf.__version__,
        "numpy": np.__version__,
    }
