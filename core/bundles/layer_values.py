"""What the layers of a network contain: the filters of the first, and the output of each for a picture."""

from typing import Any

import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType

from core.bundles.layers import Layer
from core.bundles.runtime import create_interpreter
from core.errors import BadBundle


def first_filters(model: bytes, layer: Layer, picture_shape: tuple[int, int, int]) -> np.ndarray | None:
    """Returns the patterns that the first layer of a network compares pictures with.

    Args:
        model: Bytes of the `.tflite` file.
        layer: The network's first layer with weights.
        picture_shape: Height, width and channels of the network's input.

    Returns:
        `(filters, height, width, channels)` float32, with as many channels as the picture, or one; None if
        the layer does not process the picture itself.

    Raises:
        BadBundle: If the network cannot be loaded.
    """
    if layer.weights_tensor is None:
        return None
    interpreter = _interpreter(model)
    weights = _values(interpreter, layer.weights_tensor)
    if layer.operation == "DEPTHWISE_CONV_2D":
        weights = np.moveaxis(weights, 3, 0)[..., None][:, 0]
    elif layer.operation == "FULLY_CONNECTED":
        if weights.shape[1] != np.prod(picture_shape):
            return None
        weights = weights.reshape(-1, *picture_shape)
    return weights if weights.shape[3] in (1, picture_shape[2]) else None


def layer_output(model: bytes, layer: Layer, picture: np.ndarray) -> np.ndarray:
    """Returns the output of a layer for a picture.

    Args:
        model: Bytes of the `.tflite` file.
        layer: One of the network's layers.
        picture: `(height, width, channels)` float32, as the network expects it.

    Returns:
        An array of shape `layer.output`, float32.

    Raises:
        BadBundle: If the network cannot be loaded or run.
    """
    interpreter = _interpreter(model)
    try:
        interpreter.set_tensor(
            interpreter.get_input_details()[0]["index"], np.asarray(picture, np.float32)[None]
        )
        interpreter.invoke()
    except (ValueError, RuntimeError) as error:
        raise BadBundle("This network cannot be run layer by layer. Received: a failure") from error
    values: np.ndarray = _values(interpreter, layer.output_tensor)[0]
    return values


def _interpreter(model: bytes) -> Interpreter:
    """Loads a network so that every layer's output is kept, and tensors have their indices in the file."""
    return create_interpreter(
        model,
        threads=1,
        experimental_preserve_all_tensors=True,
        experimental_op_resolver_type=OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
    )


def _values(interpreter: Interpreter, index: int) -> np.ndarray:
    """Returns a tensor as floats; integers that store floats are converted back with their scale."""
    try:
        array = interpreter.get_tensor(index)
    except (ValueError, RuntimeError) as error:
        raise BadBundle("The values of a layer of this network cannot be read. Received: none") from error
    details: dict[str, Any] = next(
        entry for entry in interpreter.get_tensor_details() if entry["index"] == index
    )
    quantization = details["quantization_parameters"]
    scales, zeros = quantization["scales"], quantization["zero_points"]
    if not len(scales):
        return np.asarray(array, np.float32)
    shape = [1] * array.ndim
    if len(scales) > 1:
        shape[quantization["quantized_dimension"]] = len(scales)
    return ((array.astype(np.float32) - zeros.reshape(shape)) * scales.reshape(shape)).astype(np.float32)
