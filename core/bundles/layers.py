"""The layers of a network, read from its `.tflite` without running it."""

import re
from dataclasses import dataclass
from typing import Any

from ai_edge_litert import schema_py_generated as schema

from core.bundles.flatbuffer import check_flatbuffer, operation_names
from core.errors import BadBundle
from core.storage.names import printable

# Operations whose second input holds the weights, and whose third, if any, holds a bias.
WEIGHTED = ("CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED")
_MAX_NAME_CHARACTERS = 60
# Types of axes and shapes, and of the bias of a network that computes with integers.
_INTEGERS = (schema.TensorType.INT32, schema.TensorType.INT64)


@dataclass(frozen=True)
class Layer:
    """One step of a network.

    Attributes:
        name: Name of the layer that it was built from, such as "block1_a_conv"; empty if it is not known.
        operation: One of `core.bundles.flatbuffer.ALLOWED_OPERATIONS`.
        inputs: Shape of each computed input, without the batch axis.
        output: Shape of its output, without the batch axis.
        parameters: Number of learned parameters.
        weights_shape: Shape of its weights, in the axis order of `.tflite`; None without weights.
        output_tensor: Index of its output tensor.
        weights_tensor: Index of the tensor that stores its weights; None without weights.
    """

    name: str
    operation: str
    inputs: tuple[tuple[int, ...], ...]
    output: tuple[int, ...]
    parameters: int
    weights_shape: tuple[int, ...] | None
    output_tensor: int
    weights_tensor: int | None


def read_layers(model: bytes) -> list[Layer]:
    """Lists the layers of a network in the order in which they are computed.

    Operations that only unpack stored weights are left out.

    Args:
        model: Bytes of the `.tflite` file.

    Raises:
        BadBundle: If the file is damaged, or holds more or something else than a network may.
    """
    check_flatbuffer(model)
    try:
        return list(_layers(schema.Model.GetRootAs(model, 0)))
    except Exception as error:
        # The flatbuffer reader may raise anything on corrupt input.
        raise BadBundle(f"This .tflite is damaged. Received: {type(error).__name__}") from error


def first_weighted(layers: list[Layer]) -> Layer | None:
    """Returns the first layer with weights, which processes the picture itself; None if there is none."""
    return next((layer for layer in layers if layer.weights_shape is not None), None)


def _layers(model: Any) -> list[Layer]:
    graph = model.Subgraphs(0)
    names = operation_names(model)
    tensors = [graph.Tensors(index) for index in range(graph.TensorsLength())]
    # For each constant, the tensor that stores its numbers; for an unpacked one, that of its packed form.
    stored = {index: index for index, tensor in enumerate(tensors) if _is_stored(model, tensor)}
    layers = []
    for number in range(graph.OperatorsLength()):
        operator = graph.Operators(number)
        operation = names[operator.OpcodeIndex()]
        inputs = [operator.Inputs(index) for index in range(operator.InputsLength())]
        output = operator.Outputs(0)
        if operation == "DEQUANTIZE" and inputs[0] in stored:
            stored[output] = stored[inputs[0]]
            continue
        is_weighted = operation in WEIGHTED and len(inputs) > 1 and inputs[1] in stored
        constants = [index for index in inputs if index in stored]
        learned = [
            index for index in constants if is_weighted or tensors[stored[index]].Type() not in _INTEGERS
        ]
        layers.append(
            Layer(
                _name(tensors[stored[inputs[1]]] if is_weighted else tensors[output]),
                operation,
                tuple(_shape(tensors[i])[1:] for i in inputs if i != -1 and i not in stored),
                _shape(tensors[output])[1:],
                sum(_elements(tensors[index]) for index in learned),
                _shape(tensors[inputs[1]]) if is_weighted else None,
                output,
                stored[inputs[1]] if is_weighted else None,
            )
        )
    return layers


def _is_stored(model: Any, tensor: Any) -> bool:
    return bool(model.Buffers(tensor.Buffer()).DataLength() > 0)


def _shape(tensor: Any) -> tuple[int, ...]:
    return tuple(int(tensor.Shape(axis)) for axis in range(tensor.ShapeLength()))


def _elements(tensor: Any) -> int:
    elements = 1
    for length in _shape(tensor):
        elements *= length
    return elements


def _name(tensor: Any) -> str:
    """Returns a layer's name from a tensor's: "stem_conv" for "functional_2_1/stem_conv_1/convolution"."""
    path = (tensor.Name() or b"").decode("utf-8", "replace").partition(";")[0].split("/")
    if len(path) < 2:
        return ""
    return printable(re.sub(r"_\d+$", "", path[-2])[:_MAX_NAME_CHARACTERS])
