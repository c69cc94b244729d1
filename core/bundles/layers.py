"""The layers of a network, read from its `.tflite` without running it."""

import re
from dataclasses import dataclass
from typing import Any

from ai_edge_litert import schema_py_generated as schema

from core.bundles.flatbuffer import check_flatbuffer, operation_names
from core.errors import BadBundle
from core.storage.names import printable

# Operations whose second input is weights, and whose third, if there is one, is a bias.
WEIGHTED = ("CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED")
_MAX_NAME_LETTERS = 60
# Axes and shapes are integers; so is the bias of a network whose sums are integers.
_INTEGERS = (schema.TensorType.INT32, schema.TensorType.INT64)


@dataclass(frozen=True)
class Layer:
    """One step of a network.

    Attributes:
        name: What it was called where it was built, as "block1_a_conv"; empty if nothing tells.
        operation: One of `core.bundles.flatbuffer.ALLOWED_OPERATIONS`.
        inputs: Shape of each computed input, without the batch axis.
        output: Shape of its result, without the batch axis.
        parameters: How many numbers it has learned.
        weights_shape: Of its weights, as `.tflite` orders them; None without weights.
        output_tensor: Index of its result.
        weights_tensor: Index of the weights as they are stored; None without weights.
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

    What only unpacks stored weights is left out.

    Args:
        model: Bytes of the `.tflite` file.

    Raises:
        BadBundle: If they are damaged, or larger than a network may be.
    """
    check_flatbuffer(model)
    try:
        return list(_layers(schema.Model.GetRootAs(model, 0)))
    except Exception as error:
        # The flatbuffer reader may raise anything on corrupt input.
        raise BadBundle(f"This .tflite is damaged. Received: {type(error).__name__}") from error


def first_weighted(layers: list[Layer]) -> Layer | None:
    """Returns the first layer that has weights: the one that looks at the picture itself."""
    return next((layer for layer in layers if layer.weights_shape is not None), None)


def _layers(model: Any) -> list[Layer]:
    graph = model.Subgraphs(0)
    names = operation_names(model)
    tensors = [graph.Tensors(index) for index in range(graph.TensorsLength())]
    # Where the numbers of a constant are stored; of an unpacked one, where those that it was made of are.
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
    """Returns "stem_conv" of a tensor named "functional_2_1/stem_conv_1/convolution"."""
    path = (tensor.Name() or b"").decode("utf-8", "replace").partition(";")[0].split("/")
    if len(path) < 2:
        return ""
    return printable(re.sub(r"_\d+$", "", path[-2])[:_MAX_NAME_LETTERS])
