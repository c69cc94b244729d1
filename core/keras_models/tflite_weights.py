"""Reads the weights of a network back from its `.tflite`, so that large networks are not stored twice."""

from collections.abc import Mapping
from typing import Any

import keras
import numpy as np
from ai_edge_litert import schema_py_generated as schema

from core.bundles.familiarity import FAMILIARITY_MEANS, STRANGER_MEANS
from core.keras_models.layers import LOGITS_LAYER
from core.keras_models.weights import set_weights

_OPERATORS = {
    keras.layers.Conv2D: schema.BuiltinOperator.CONV_2D,
    keras.layers.DepthwiseConv2D: schema.BuiltinOperator.DEPTHWISE_CONV_2D,
    keras.layers.Dense: schema.BuiltinOperator.FULLY_CONNECTED,
}
# From LiteRT's order of axes to that of Keras. In LiteRT, the first axis of a depthwise kernel has length 1.
_AXES = {
    keras.layers.Conv2D: (1, 2, 3, 0),
    keras.layers.DepthwiseConv2D: (1, 2, 3, 0),
    keras.layers.Dense: (1, 0),
}
_DTYPES: dict[int, np.dtype[Any]] = {
    schema.TensorType.FLOAT32: np.dtype("<f4"),
    schema.TensorType.INT8: np.dtype("i1"),
    schema.TensorType.INT32: np.dtype("<i4"),
}


def set_bundle_weights(model: keras.Model, arrays: Mapping[str, np.ndarray], tflite: bytes) -> None:
    """Sets a model's weights to those of a bundle, which may store only the weights of its head as arrays.

    Args:
        model: The network that the bundle's card names.
        arrays: The bundle's weights by their Keras paths: all of them, or those of its head.
        tflite: The bundle's `.tflite`, which holds all other weights.

    Raises:
        KeyError: If a weight is in neither, or has another shape; the message names it.
    """
    # The means that tell how familiar a picture is are not weights, but are stored with them.
    of_familiarity = (FAMILIARITY_MEANS, STRANGER_MEANS)
    if all(path.startswith(f"{LOGITS_LAYER}/") or path in of_familiarity for path in arrays):
        arrays = {**weights_of_tflite(model, tflite), **arrays}
    set_weights(model, arrays)


def weights_of_tflite(model: keras.Model, tflite: bytes) -> dict[str, np.ndarray]:
    """Reads kernels and biases; those of a quantized network include its rounding.

    Args:
        model: The network in Keras, a chain of convolutions and dense layers without normalisation.
        tflite: The same network.

    Returns:
        Arrays by their Keras paths, float32; empty if the two networks have different layers.

    Source: Jacob et al. 2018, "Quantization and training of neural networks for efficient
        integer-arithmetic-only inference", equation 1.
    """
    stored = schema.ModelT.InitFromPackedBuf(tflite, 0)
    codes = [max(code.builtinCode, code.deprecatedBuiltinCode) for code in stored.operatorCodes]
    operators = [
        (codes[operator.opcodeIndex], operator)
        for operator in stored.subgraphs[0].operators
        if codes[operator.opcodeIndex] in _OPERATORS.values()
    ]
    layers = [layer for layer in model.layers if type(layer) in _OPERATORS]
    if [code for code, _ in operators] != [_OPERATORS[type(layer)] for layer in layers]:
        return {}
    arrays = {}
    for layer, (_, operator) in zip(layers, operators, strict=True):
        kernel, bias = (_values(stored, int(index)) for index in operator.inputs[1:3])
        arrays[layer.kernel.path] = kernel.transpose(_AXES[type(layer)])
        arrays[layer.bias.path] = bias
    return arrays


def _values(stored: Any, index: int) -> np.ndarray:
    """Returns a constant tensor as float32."""
    tensor = stored.subgraphs[0].tensors[index]
    content = bytes(stored.buffers[tensor.buffer].data)
    values = np.frombuffer(content, _DTYPES[tensor.type]).reshape(tensor.shape).astype(np.float32)
    quantization = tensor.quantization
    if quantization is None or quantization.scale is None:
        return values
    # Weights are quantized symmetrically, around 0.
    along = [1] * values.ndim
    along[quantization.quantizedDimension] = len(quantization.scale)
    return values * quantization.scale.reshape(along)
