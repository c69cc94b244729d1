"""Keras model -> the files of a bundle that hold the network.

Needs TensorFlow; the app never imports this.
"""

import keras
import numpy as np
import tensorflow as tf
from safetensors.numpy import save

from core.bundles.applications import Precision
from core.keras_models.layers import FEATURE_LAYER, LOGITS_LAYER


def to_tflite(
    model: keras.Model,
    precision: Precision = "float32",
    outputs: dict[str, keras.KerasTensor] | None = None,
) -> bytes:
    """Converts a network to `.tflite` with its logits and, if it has one, its last feature map.

    Args:
        model: A network with a layer named `logits` and perhaps one named `features`.
        precision: How weights are stored. With "float16", computing stays in float32; with "int8", every
            channel of the weights has a scale of its own, and layers compute in whole numbers on a
            processor that can, which is three times as fast.
        outputs: Its `logits` and `features`, where its layers are not named so.

    Returns:
        The flatbuffer, for a batch of one.
    """
    if outputs is None:
        outputs = {"logits": model.get_layer(LOGITS_LAYER).output}
        if FEATURE_LAYER in {layer.name for layer in model.layers}:
            outputs["features"] = model.get_layer(FEATURE_LAYER).output
    both = keras.Model(model.inputs, outputs)
    # A batch of exactly one lets LiteRT plan its memory once.
    picture = keras.Input(batch_shape=(1, *model.inputs[0].shape[1:]), name="picture")
    converter = tf.lite.TFLiteConverter.from_keras_model(keras.Model(picture, both(picture)))
    if precision != "float32":
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
    if precision == "float16":
        converter.target_spec.supported_types = [tf.float16]
    return converter.convert()


def weights_of(model: keras.Model, float16: bool = False) -> bytes:
    """Writes every weight by its Keras path, as `safetensors`."""
    dtype = np.float16 if float16 else np.float32
    return save({v.path: np.asarray(v.value, dtype=dtype) for v in model.weights})


def versions() -> dict[str, str]:
    """Returns the versions of what converted the network."""
    return {"keras": keras.__version__, "tensorflow": tf.__version__, "numpy": np.__version__}
