"""What a `.tflite` from outside may hold: a plain graph of a few known operations on floats.

LiteRT has some 200 operations, each with native code. Among them are loops, state, and shapes that depend
on the picture: a network with those may pass every trial, and use up the memory or crash the process with
the next picture. The networks that Inkling trains, exports and adds need none of them.
"""

from typing import Any

import numpy as np
from ai_edge_litert import schema_py_generated as schema

from core.errors import BadBundle
from core.plurals import counted

MAX_OPERATORS = 5_000
MAX_TENSORS = 4 * MAX_OPERATORS
MAX_TENSOR_ELEMENTS = 50_000_000
# Of all weights and results together, as if none of them shared memory.
MAX_TOTAL_BYTES = 2**30
# For one picture; Inception-v3, the largest network of Keras Applications that can be added, has 5.7 billion.
MAX_MULTIPLY_ADDS = 8_000_000_000

_FLOAT32, _INT8 = schema.TensorType.FLOAT32, schema.TensorType.INT8
# Bytes per number of each type that a network may hold: floats, smaller types that store floats, and integers
# for axes and shapes.
_NUMBER_BYTES = {
    _FLOAT32: 4,
    schema.TensorType.FLOAT16: 2,
    schema.TensorType.INT8: 1,
    schema.TensorType.INT32: 4,
}
# The operations of networks that are shipped, trained here, exported, or converted from Keras Applications.
ALLOWED_OPERATIONS = frozenset(
    {
        "ADD",
        "AVERAGE_POOL_2D",
        "CONCATENATION",
        "CONV_2D",
        "DEPTHWISE_CONV_2D",
        "DEQUANTIZE",
        "FULLY_CONNECTED",
        "GELU",
        "HARD_SWISH",
        "LOGISTIC",
        "MAX_POOL_2D",
        "MEAN",
        "MUL",
        "NEG",
        "PAD",
        "QUANTIZE",
        "RESHAPE",
        "RESIZE_BILINEAR",
        "REVERSE_V2",
        "RSQRT",
        "SPLIT",
        "SQUARED_DIFFERENCE",
        "STRIDED_SLICE",
        "SUB",
    }
)
_NAMES = {code: name for name, code in vars(schema.BuiltinOperator).items() if isinstance(code, int)}
# The axes of a layer's weights over which it sums products for each number of its result.
_WEIGHT_AXES = {"CONV_2D": (1, 2, 3), "DEPTHWISE_CONV_2D": (1, 2), "FULLY_CONNECTED": (1,)}


def check_flatbuffer(data: bytes) -> None:
    """Checks a `.tflite` as data: its structure, its operations, and that its sizes are within the limits.

    Args:
        data: Bytes of the file.

    Raises:
        BadBundle: If a check fails; the message says which.
    """
    if data[4:8] != b"TFL3":
        raise BadBundle("This is not a .tflite network. Received: another kind of file")
    try:
        _check_model(schema.Model.GetRootAs(data, 0), len(data))
    except BadBundle:
        raise
    except Exception as error:
        # The flatbuffer reader may raise anything on corrupt input.
        raise BadBundle(f"This .tflite is damaged. Received: {type(error).__name__}") from error


def stated_shapes(data: bytes) -> list[tuple[int, ...]]:
    """Returns the shape of each tensor as stated in a valid `.tflite`; LiteRT computes its own."""
    graph = schema.Model.GetRootAs(data, 0).Subgraphs(0)
    tensors = (graph.Tensors(index) for index in range(graph.TensorsLength()))
    return [tuple(int(tensor.Shape(axis)) for axis in range(tensor.ShapeLength())) for tensor in tensors]


def operation_names(model: Any) -> list[str]:
    """Returns the name of each kind of operation in a network; its operators refer to them by index.

    Args:
        model: The flatbuffer's root, `schema.Model`.

    Raises:
        BadBundle: If an operation is unknown, or not one of LiteRT's own.
    """
    names = []
    for index in range(_bounded(model.OperatorCodesLength(), MAX_OPERATORS, "kinds of operations")):
        entry = model.OperatorCodes(index)
        # Old writers set only the deprecated one-byte field, newer ones set both.
        code = max(entry.BuiltinCode(), entry.DeprecatedBuiltinCode())
        name = _NAMES.get(code, "")
        if entry.CustomCode() is not None or name in ("", "CUSTOM"):
            raise BadBundle("Only LiteRT's own operations are run. Received: a custom operation")
        names.append(name)
    return names


def _check_model(model: Any, size_bytes: int) -> None:
    if model.SubgraphsLength() != 1:
        raise BadBundle(f"A network must be one graph. Received: {model.SubgraphsLength()}")
    graph = model.Subgraphs(0)
    names = operation_names(model)
    for name in names:
        if name not in ALLOWED_OPERATIONS:
            raise BadBundle(
                "This network has an operation that no network of Inkling needs; save it again from Inkling. "
                f"Received: {name}"
            )
    _check_buffers(model, size_bytes)
    tensors = _Tensors(model, graph)
    _check_ends(graph, tensors)
    _check_operators(graph, names, tensors)


def _check_buffers(model: Any, size_bytes: int) -> None:
    for index in range(_bounded(model.BuffersLength(), MAX_TENSORS + MAX_OPERATORS, "buffers")):
        buffer = model.Buffers(index)
        # Data may also be stored after the flatbuffer, where nothing checks its bounds.
        if buffer.Offset() > 1 or buffer.Size() > 1 or buffer.DataLength() > size_bytes:
            raise BadBundle("All data of a network must be inside its tables. Received: data outside of them")


class _Tensors:
    """The tensors of a graph, checked to be within the limits.

    Args:
        model: The flatbuffer's root.
        graph: Its only graph.

    Raises:
        BadBundle: If a tensor is of a kind that is not allowed, or if one or all of them are too large.
    """

    def __init__(self, model: Any, graph: Any) -> None:
        self.shapes: list[tuple[int, ...]] = []
        self.types: list[int] = []
        self.is_constant: list[bool] = []
        total_bytes = 0
        for index in range(_bounded(graph.TensorsLength(), MAX_TENSORS, "tensors")):
            tensor = graph.Tensors(index)
            shape = tuple(int(tensor.Shape(axis)) for axis in range(tensor.ShapeLength()))
            signature = tuple(int(tensor.ShapeSignature(i)) for i in range(tensor.ShapeSignatureLength()))
            if min((*shape, *signature, 0)) < 0 or len(shape) > 6:
                raise BadBundle(f"The shapes in a network must be known. Received: {list(shape)}")
            elements = _elements(shape)
            if elements > MAX_TENSOR_ELEMENTS or tensor.Buffer() >= model.BuffersLength():
                raise BadBundle(f"A part of this network is too large. Received: {elements:,} numbers")
            if tensor.IsVariable() or tensor.Sparsity() is not None or tensor.Type() not in _NUMBER_BYTES:
                raise BadBundle(
                    "A network must consist of plain numbers that stay as they are. Received: "
                    f"a tensor of type {tensor.Type()}"
                )
            stored = model.Buffers(tensor.Buffer()).DataLength()
            needed = elements * _NUMBER_BYTES[tensor.Type()]
            if stored not in (0, needed):
                raise BadBundle(
                    f"This .tflite is damaged. Received: {counted(stored, 'byte')} instead of {needed:,}"
                )
            total_bytes += needed
            self.shapes.append(shape)
            self.types.append(tensor.Type())
            self.is_constant.append(stored > 0 or elements == 0)
        _bounded(total_bytes, MAX_TOTAL_BYTES, "bytes of memory")


def _check_ends(graph: Any, tensors: _Tensors) -> None:
    ends = [
        *(graph.Inputs(index) for index in range(_bounded(graph.InputsLength(), 1, "inputs"))),
        *(graph.Outputs(index) for index in range(_bounded(graph.OutputsLength(), 2, "outputs"))),
    ]
    for index in ends:
        if not 0 <= index < len(tensors.shapes) or tensors.types[index] != _FLOAT32:
            raise BadBundle("A network must read and answer floats. Received: another type")


def _check_operators(graph: Any, names: list[str], tensors: _Tensors) -> None:
    """Checks that each operation reads only earlier results and writes floats, and limits the total cost."""
    known = {index for index, constant in enumerate(tensors.is_constant) if constant}
    known |= {graph.Inputs(index) for index in range(graph.InputsLength())}
    multiply_adds = 0
    count = _bounded(graph.OperatorsLength(), MAX_OPERATORS, "operations", least=1)
    for number in range(count):
        operator = graph.Operators(number)
        name = names[operator.OpcodeIndex()]
        inputs = [operator.Inputs(index) for index in range(operator.InputsLength())]
        outputs = [operator.Outputs(index) for index in range(operator.OutputsLength())]
        # An index of -1 stands for an optional input that is left out, such as a bias.
        if not outputs or any(index not in known for index in inputs if index != -1):
            raise BadBundle(f"This .tflite is damaged. Received: {name} without what it reads")
        changes = [operator.MutatingVariableInputs(i) for i in range(operator.MutatingVariableInputsLength())]
        if any(changes) or operator.IntermediatesLength():
            raise BadBundle(
                f"A network must consist of plain numbers that stay as they are. Received: {name}"
            )
        for index in outputs:
            if index in known or not 0 <= index < len(tensors.shapes):
                raise BadBundle(f"This .tflite is damaged. Received: {name} that writes over another result")
            # Wider integers are axes and shapes: if they were computed, shapes would depend on the picture.
            if tensors.types[index] not in (_FLOAT32, _INT8):
                raise BadBundle(f"A network must compute floats only. Received: {name} of another type")
            result = _elements(tensors.shapes[index])
            multiply_adds += result * _multiply_adds(operator, name, inputs, tensors, result)
            known.add(index)
    _bounded(multiply_adds, MAX_MULTIPLY_ADDS, "multiplications a picture")


def _multiply_adds(operator: Any, name: str, inputs: list[int], tensors: _Tensors, result: int) -> int:
    """Returns how many numbers an operation multiplies or adds for each number of its result."""
    if name in _WEIGHT_AXES:
        weights = tensors.shapes[inputs[1]]
        return _elements(tuple(weights[axis] for axis in _WEIGHT_AXES[name]))
    if name == "MEAN":
        return _elements(tensors.shapes[inputs[0]]) // max(result, 1)
    if name in ("AVERAGE_POOL_2D", "MAX_POOL_2D"):
        table = operator.BuiltinOptions()
        options = schema.Pool2DOptions()
        options.Init(table.Bytes, table.Pos)
        return max(int(options.FilterHeight()) * int(options.FilterWidth()), 1)
    return 1


def _elements(shape: tuple[int, ...]) -> int:
    return int(np.prod(shape, dtype=object)) if shape else 1


def _bounded(count: int, most: int, what: str, least: int = 0) -> int:
    if not least <= count <= most:
        raise BadBundle(f"A network may have at most {most:,} {what}. Received: {count:,}")
    return count
