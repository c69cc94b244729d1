"""Converts Keras models to the files of a bundle."""

from collections.abc import Sequence

import keras
import numpy as np
import tensorflow as tf

from core.bundles.applications import Precision
from core.bundles.runtime import LiteRTModel
from core.errors import BadBundle
from core.keras_models.layers import FEATURE_LAYER, LOGITS_LAYER


def to_tflite(
    model: keras.Model,
    precision: Precision = "float32",
    outputs: dict[str, keras.KerasTensor] | None = None,
    calibration: Sequence[np.ndarray] = (),
) -> bytes:
    """Converts a network to `.tflite`, with its logits and, if it has one, its last feature map as outputs.

    Args:
        model: A network with a layer named `logits` and possibly one named `features`.
        precision: How weights are stored. "float16" is computed in float32. With "int8", every channel of the
            weights has its own scale, and layers are computed in integers on processors that support it,
            which is three times as fast.
        outputs: The outputs `logits` and `features`, for a network whose layers have other names.
        calibration: Pictures `(height, width, channels)` as the network reads them. With "int8", they show
            the range of every layer's output, so that all of it is computed in integers. Without them, each
            output's range is found while the network runs, which is slow for depthwise convolutions.

    Returns:
        The flatbuffer, for a batch size of 1.
    """
    if outputs is None:
        outputs = {"logits": model.get_layer(LOGITS_LAYER).output}
        if FEATURE_LAYER in {layer.name for layer in model.layers}:
            outputs["features"] = model.get_layer(FEATURE_LAYER).output
    network = keras.Model(model.inputs, outputs)
    # A fixed batch size lets LiteRT plan its memory once.
    picture = tf.TensorSpec((1, *model.inputs[0].shape[1:]), tf.float32, name="picture")
    # Traced once and frozen: Keras's own export through a SavedModel traces the network several times and
    # takes four times as long, with the same result.
    traced = tf.function(network, autograph=False).get_concrete_function(picture)
    converter = tf.lite.TFLiteConverter.from_concrete_functions([traced])
    if precision != "float32":
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
    if precision == "float16":
        converter.target_spec.supported_types = [tf.float16]
    if precision == "int8" and len(calibration):
        converter.representative_dataset = lambda: ([picture[None]] for picture in calibration)
    return converter.convert()


def to_runnable_tflite(
    model: keras.Model,
    precision: Precision,
    outputs: dict[str, keras.KerasTensor] | None = None,
    calibration: Sequence[np.ndarray] = (),
) -> tuple[bytes, LiteRTModel]:
    """Converts a network like `to_tflite`, to a file that LiteRT can run here.

    LiteRT's fast kernels refuse some networks that are computed entirely in integers, such as MobileNetV3;
    only the weights of these are then stored as integers.

    Args:
        model: As in `to_tflite`.
        precision: As in `to_tflite`.
        outputs: As in `to_tflite`.
        calibration: As in `to_tflite`.

    Returns:
        The flatbuffer, and the network in memory.

    Raises:
        BadBundle: If LiteRT cannot run it.
    """
    tflite = to_tflite(model, precision, outputs, calibration)
    try:
        return tflite, LiteRTModel(tflite)
    except BadBundle:
        if not len(calibration):
            raise
    tflite = to_tflite(model, precision, outputs)
    return tflite, LiteRTModel(tflite)


def versions() -> dict[str, str]:
    """Returns the versions of the packages that convert a network, for its card."""
    return {"keras": keras.__version__, "tensorflow": tf.__version__, "numpy": np.__version__}
