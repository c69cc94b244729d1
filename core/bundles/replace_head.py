"""Puts a new head on an existing network by editing the `.tflite` directly, without Keras.

Everything after the last feature map is replaced by two operations: the mean over the map, and one dense
layer. This takes milliseconds, whereas converting the network again would take half a minute.
"""

from typing import Any

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema

from core.errors import BadBundle
from core.plurals import counted

_FILE_IDENTIFIER = b"TFL3"
_ROWS_AND_COLUMNS = np.array([1, 2], dtype=np.int32)


def replace_head(network: bytes, kernel: np.ndarray, bias: np.ndarray) -> bytes:
    """Replaces everything after a network's last feature map with a pooled dense head.

    Args:
        network: A `.tflite` with two outputs: logits `(1, classes)` and the feature map
            `(1, rows, columns, channels)`, both float32.
        kernel: `(channels, classes)`, float32: weights of the new head.
        bias: `(classes,)`, float32.

    Returns:
        A `.tflite` with the same feature map, and logits `mean(map) @ kernel + bias`.

    Raises:
        BadBundle: If the network has no feature map with that many channels.

    Source: the TensorFlow Lite schema, tensorflow/compiler/mlir/lite/schema/schema.fbs.
    """
    model, features, _ = _opened(network, kernel.shape[0])
    graph = model.subgraphs[0]
    graph.operators = _leading_to(graph, features)
    logits = _add_pooled_dense(model, features, kernel, bias)
    return _finished(model, logits, features, len(network) + kernel.nbytes)


def shift_logits(network: bytes, kernel: np.ndarray, bias: float) -> bytes:
    """Adds one number, computed from a network's last feature map, to all of its logits.

    The probabilities do not change. The energy score, which rises by that number, then also says how familiar
    a picture is apart from its classes.

    Args:
        network: As for `replace_head`.
        kernel: `(channels,)`, float32.
        bias: Number that is added to `mean(map) @ kernel`.

    Returns:
        A `.tflite` with the same feature map, and all logits shifted by `mean(map) @ kernel + bias`.

    Raises:
        BadBundle: If the network has no feature map with that many channels.
    """
    model, features, logits = _opened(network, len(kernel))
    graph = model.subgraphs[0]
    shift = _add_pooled_dense(model, features, kernel[:, None], np.array([bias], np.float32))
    shifted = _activation(graph, "head/shifted", tuple(graph.tensors[logits].shape))
    graph.operators.append(
        _operator(model, schema.BuiltinOperator.ADD, [logits, shift], shifted, schema.AddOptionsT())
    )
    return _finished(model, shifted, features, len(network) + kernel.nbytes)


def _opened(network: bytes, channels: int) -> tuple[Any, int, int]:
    """Returns a network and the tensor indices of its feature map and logits; checks the map's channels."""
    model = schema.ModelT.InitFromPackedBuf(network, 0)
    if len(model.subgraphs) != 1:
        raise BadBundle(f"A network must be one graph. Received: {counted(len(model.subgraphs), 'graph')}")
    graph = model.subgraphs[0]
    by_axes = {len(graph.tensors[index].shape): int(index) for index in graph.outputs}
    there = int(graph.tensors[by_axes[4]].shape[3]) if 4 in by_axes else None
    if there != channels:
        raise BadBundle(
            f"The new head needs a feature map of {channels} channels. Received: {there or 'none'}"
        )
    return model, by_axes[4], by_axes[2]


def _add_pooled_dense(model: Any, features: int, kernel: np.ndarray, bias: np.ndarray) -> int:
    """Appends the mean over a feature map and a dense layer; returns the index of the output tensor."""
    graph = model.subgraphs[0]
    axes = _constant(model, "head/axes", _ROWS_AND_COLUMNS, schema.TensorType.INT32)
    weights = _constant(model, "head/kernel", kernel.T, schema.TensorType.FLOAT32)
    offsets = _constant(model, "head/bias", bias, schema.TensorType.FLOAT32)
    pooled = _activation(graph, "head/pooled", (1, kernel.shape[0]))
    logits = _activation(graph, "head/logits", (1, kernel.shape[1]))
    mean = schema.ReducerOptionsT()
    mean.keepDims = False
    dense = schema.FullyConnectedOptionsT()
    graph.operators += [
        _operator(model, schema.BuiltinOperator.MEAN, [features, axes], pooled, mean),
        _operator(model, schema.BuiltinOperator.FULLY_CONNECTED, [pooled, weights, offsets], logits, dense),
    ]
    return logits


def _finished(model: Any, logits: int, features: int, about_bytes: int) -> bytes:
    """Sets the outputs and packs the network."""
    model.subgraphs[0].outputs = np.array([logits, features], dtype=np.int32)
    # The signatures name the old outputs; LiteRT does not need them.
    model.signatureDefs = []
    _drop_unused(model)
    builder = flatbuffers.Builder(about_bytes + 4096)
    builder.Finish(model.Pack(builder), file_identifier=_FILE_IDENTIFIER)
    return bytes(builder.Output())


def _leading_to(graph: Any, tensor: int) -> list[Any]:
    """Returns the operations, in order, that a tensor depends on."""
    needed, kept = {tensor}, []
    for operator in reversed(graph.operators):
        if needed & {int(index) for index in operator.outputs}:
            needed |= {int(index) for index in operator.inputs if index >= 0}
            kept.append(operator)
    return kept[::-1]


def _constant(model: Any, name: str, values: np.ndarray, kind: int) -> int:
    buffer = schema.BufferT()
    buffer.data = np.frombuffer(np.ascontiguousarray(values).tobytes(), dtype=np.uint8)
    model.buffers.append(buffer)
    return _tensor(model.subgraphs[0], name, values.shape, kind, len(model.buffers) - 1)


def _activation(graph: Any, name: str, shape: tuple[int, ...]) -> int:
    # Buffer 0 is empty by convention, which means that the tensor is computed.
    return _tensor(graph, name, shape, schema.TensorType.FLOAT32, 0)


def _tensor(graph: Any, name: str, shape: tuple[int, ...], kind: int, buffer: int) -> int:
    tensor = schema.TensorT()
    tensor.name, tensor.type, tensor.buffer = name.encode(), kind, buffer
    tensor.shape = np.array(shape, dtype=np.int32)
    graph.tensors.append(tensor)
    return len(graph.tensors) - 1


def _operator(model: Any, code: int, inputs: list[int], output: int, options: Any) -> Any:
    operator = schema.OperatorT()
    operator.opcodeIndex = _code_index(model, code)
    operator.inputs = np.array(inputs, dtype=np.int32)
    operator.outputs = np.array([output], dtype=np.int32)
    operator.builtinOptions = options
    operator.builtinOptionsType = {
        schema.ReducerOptionsT: schema.BuiltinOptions.ReducerOptions,
        schema.FullyConnectedOptionsT: schema.BuiltinOptions.FullyConnectedOptions,
        schema.AddOptionsT: schema.BuiltinOptions.AddOptions,
    }[type(options)]
    return operator


def _code_index(model: Any, code: int) -> int:
    entry = schema.OperatorCodeT()
    entry.builtinCode = code
    entry.deprecatedBuiltinCode = min(code, 127)
    entry.version = 2 if code == schema.BuiltinOperator.MEAN else 1
    model.operatorCodes.append(entry)
    return len(model.operatorCodes) - 1


def _drop_unused(model: Any) -> None:
    """Empties the buffers of weights that no operation reads any more."""
    graph = model.subgraphs[0]
    read = {int(index) for operator in graph.operators for index in operator.inputs if index >= 0}
    used = {graph.tensors[index].buffer for index in read}
    for number, buffer in enumerate(model.buffers):
        if number not in used:
            buffer.data = None
