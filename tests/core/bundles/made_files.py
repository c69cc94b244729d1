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
    axes, ones = np.array([1, 2], np.int32), np.ones((classes, 1), np.float32)
    offsets = np.zeros(classes, np.float32)
    model, graph = schema.ModelT(), schema.SubGraphT()
    model.version, model.subgraphs = 3, [graph]
    model.buffers, graph.tensors = [schema.BufferT()], []
    for shape, constant in [
        ((1, size_px, size_px, 1), None),
        ((2,), axes),
        ((1, 1), None),
        ((classes, 1), ones),
        ((classes,), offsets),
        ((1, classes), None),
    ]:
        tensor = schema.TensorT()
        tensor.shape, tensor.buffer = np.array(shape, np.int32), 0
        tensor.type = schema.TensorType.INT32 if constant is axes else schema.TensorType.FLOAT32
        if constant is not None:
            buffer = schema.BufferT()
            buffer.data = np.frombuffer(constant.tobytes(), np.uint8)
            tensor.buffer = len(model.buffers)
            model.buffers.append(buffer)
        graph.tensors.append(tensor)
    operators = schema.BuiltinOperator
    model.operatorCodes, graph.operators = [], []
    for code, inputs, output, options in [
        (operators.MEAN, [0, 1], 2, schema.ReducerOptionsT()),
        (operators.FULLY_CONNECTED, [2, 3, 4], 5, schema.FullyConnectedOptionsT()),
    ]:
        entry, operator = schema.OperatorCodeT(), schema.OperatorT()
        entry.builtinCode = entry.deprecatedBuiltinCode = code
        entry.version = 1
        operator.opcodeIndex = len(model.operatorCodes)
        operator.inputs, operator.outputs = np.array(inputs, np.int32), np.array([output], np.int32)
        operator.builtinOptions = options
        operator.builtinOptionsType = getattr(schema.BuiltinOptions, type(options).__name__.removesuffix("T"))
        model.operatorCodes.append(entry)
        graph.operators.append(operator)
    graph.inputs, graph.outputs = np.array([0], np.int32), np.array([5], np.int32)
    builder = flatbuffers.Builder(1_024)
    builder.Finish(model.Pack(builder), file_identifier=b"TFL3")
    return bytes(builder.Output())
