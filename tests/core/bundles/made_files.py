"""Files of bundles that no training writes."""

import json

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema


def retyped(content, names, kind, number_bytes):
    """A safetensors file's arrays in the same shapes; those named are zeros of a type that NumPy has not."""
    length = int.from_bytes(content[:8], "little")
    header, data = json.loads(content[8 : 8 + length]), b""
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        first, last = entry["data_offsets"]
        numbers = content[8 + length :][first:last]
        if name in names:
            entry["dtype"], numbers = kind, bytes(int(np.prod(entry["shape"])) * number_bytes)
        entry["data_offsets"] = [len(data), len(data) + len(numbers)]
        data += numbers
    packed = json.dumps(header).encode()
    return len(packed).to_bytes(8, "little") + packed + data


def mean_network(size_px, classes):
    """A network for drawings of any size: every logit is the mean of the picture."""
    tensors = [
        ((1, size_px, size_px, 1), None),
        ((2,), np.array([1, 2], np.int32)),
        ((1, 1), None),
        ((classes, 1), np.ones((classes, 1), np.float32)),
        ((classes,), np.zeros(classes, np.float32)),
        ((1, classes), None),
    ]
    operators = [
        ("MEAN", [0, 1], [2], schema.ReducerOptionsT()),
        ("FULLY_CONNECTED", [2, 3, 4], [5], schema.FullyConnectedOptionsT()),
    ]
    return packed(network_of(tensors, operators, [0], [5]))


def network_of(tensors, operators, inputs, outputs):
    """A network of any tensors and operators, to be changed and packed.

    Args:
        tensors: Shapes, each with the array of a constant, the type of what is computed, or None for float32.
        operators: Name of the operation, indices of what it reads and writes, and its options or None.
        inputs: Indices of the tensors that come in.
        outputs: Indices of the tensors that go out.
    """
    model, graph = schema.ModelT(), schema.SubGraphT()
    model.version, model.subgraphs = 3, [graph]
    model.buffers, graph.tensors = [schema.BufferT()], []
    for shape, content in tensors:
        tensor = schema.TensorT()
        tensor.shape, tensor.buffer, tensor.type = np.array(shape, np.int32), 0, schema.TensorType.FLOAT32
        if isinstance(content, np.ndarray):
            buffer = schema.BufferT()
            buffer.data = np.frombuffer(content.tobytes(), np.uint8)
            tensor.type = getattr(schema.TensorType, content.dtype.name.upper())
            tensor.buffer = len(model.buffers)
            model.buffers.append(buffer)
        elif content is not None:
            tensor.type = content
        graph.tensors.append(tensor)
    model.operatorCodes, graph.operators = [], []
    for name, read, written, options in operators:
        entry, operator = schema.OperatorCodeT(), schema.OperatorT()
        entry.builtinCode = getattr(schema.BuiltinOperator, name)
        entry.deprecatedBuiltinCode = min(entry.builtinCode, 127)
        entry.version = 1
        operator.opcodeIndex = len(model.operatorCodes)
        operator.inputs, operator.outputs = np.array(read, np.int32), np.array(written, np.int32)
        if options is not None:
            operator.builtinOptions = options
            kind = type(options).__name__.removesuffix("T")
            operator.builtinOptionsType = getattr(schema.BuiltinOptions, kind)
        model.operatorCodes.append(entry)
        graph.operators.append(operator)
    graph.inputs, graph.outputs = np.array(inputs, np.int32), np.array(outputs, np.int32)
    return model


def packed(model):
    """What a file with that network holds."""
    builder = flatbuffers.Builder(1_024)
    builder.Finish(model.Pack(builder), file_identifier=b"TFL3")
    return bytes(builder.Output())
