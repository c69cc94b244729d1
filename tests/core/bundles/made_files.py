"""Files of bundles that no training writes."""

import hashlib
import json
import shutil

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema

from core.storage.paths import SHIPPED, own_bundles

# Of a copy of the shipped network for photos whose own network wants colours from 0 to 1.
PHOTO_INPUT = {"kind": "photo", "size": [260, 260, 3], "scaling": "0 to 1", "frame": "photo"}


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


def mean_network(size_px, classes, channels=1):
    """A network for pictures of any size: every logit is the sum of its channels' means."""
    tensors = [
        ((1, size_px, size_px, channels), None),
        ((2,), np.array([1, 2], np.int32)),
        ((1, channels), None),
        ((classes, channels), np.ones((classes, channels), np.float32)),
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


def undefined_network(size_px, channels, classes):
    """A network whose every logit is the root of a negative number, or infinite."""
    tensors = [
        ((1, size_px, size_px, channels), None),
        ((2,), np.array([1, 2], np.int32)),
        ((1, channels), None),
        ((1,), np.array([-1], np.float32)),
        ((1, channels), None),
        ((1, channels), None),
        ((classes, channels), np.ones((classes, channels), np.float32)),
        ((classes,), np.zeros(classes, np.float32)),
        ((1, classes), None),
    ]
    operators = [
        ("MEAN", [0, 1], [2], schema.ReducerOptionsT()),
        ("MUL", [2, 3], [4], schema.MulOptionsT()),
        ("RSQRT", [4], [5], None),
        ("FULLY_CONNECTED", [5, 6, 7], [8], schema.FullyConnectedOptionsT()),
    ]
    return packed(network_of(tensors, operators, [0], [8]))


def raising_network(size_px, channels, classes):
    """A network that looks up what it has not, unless the picture is empty."""
    tensors = [
        ((1, size_px, size_px, channels), None),
        ((4,), np.array([0, 1, 2, 3], np.int32)),
        ((1,), None),
        ((1,), np.array([1e6], np.float32)),
        ((1,), None),
        ((1,), schema.TensorType.INT32),
        ((1, classes), np.zeros((1, classes), np.float32)),
        ((1, classes), None),
    ]
    mean = schema.ReducerOptionsT()
    operators = [
        ("MEAN", [0, 1], [2], mean),
        ("MUL", [2, 3], [4], schema.MulOptionsT()),
        ("CAST", [4], [5], schema.CastOptionsT()),
        ("GATHER", [6, 5], [7], schema.GatherOptionsT()),
    ]
    model = network_of(tensors, operators, [0], [7])
    # A mean over all axes has none.
    graph = model.subgraphs[0]
    graph.tensors[2].shape = np.zeros(0, np.int32)
    return packed(model)


def bundle_with(name, tflite, source="digits-dense", **changes):
    """Puts a copy of a shipped bundle with another network among the person's own; returns its folder."""
    folder = own_bundles() / name
    shutil.copytree(SHIPPED / source, folder)
    (folder / "model.tflite").write_bytes(tflite)
    card = json.loads((folder / "card.json").read_text(encoding="utf-8")) | {"name": name} | changes
    card["network"] |= {"head": "hidden", "feature_grid": None}
    card["sha256"]["model.tflite"] = hashlib.sha256(tflite).hexdigest()
    card["size_bytes"]["model.tflite"] = len(tflite)
    (folder / "card.json").write_text(json.dumps(card), encoding="utf-8")
    return folder
