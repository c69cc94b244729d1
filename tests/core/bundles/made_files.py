"""Bundle files that no training would write."""

import hashlib
import json
import shutil

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema

from core.storage.paths import SHIPPED, own_bundles

# The input of a copied photo bundle whose network was replaced by one that expects colours from 0 to 1.
PHOTO_INPUT = {"kind": "photo", "size": [260, 260, 3], "scaling": "0 to 1", "frame": "photo"}


def retyped(content, names, kind, number_bytes):
    """A safetensors file with the named arrays replaced by zeros of a type that NumPy does not have."""
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
    """A network made of the given tensors and operators, to be changed and packed.

    Args:
        tensors: Shapes, each with the array of a constant, the type of a computed tensor, or None (float32).
        operators: Name of each operation, the indices of the tensors it reads and writes, and its options
            or None.
        inputs: Indices of the input tensors.
        outputs: Indices of the output tensors.
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
    """The content of a file with this network."""
    builder = flatbuffers.Builder(1_024)
    builder.Finish(model.Pack(builder), file_identifier=b"TFL3")
    return bytes(builder.Output())


def undefined_network(size_px, channels, classes):
    """A network whose logits are undefined (the root of a negative number); infinite for empty pictures."""
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
    """A network that reads past the end of a table, unless the picture is empty."""
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
    # The mean over all axes is a scalar, so its shape is empty.
    graph = model.subgraphs[0]
    graph.tensors[2].shape = np.zeros(0, np.int32)
    return packed(model)


def bundle_with(name, tflite, source="digits-dense", **changes):
    """Copies a shipped bundle to the user's own with its network replaced; returns the folder."""
    folder = own_bundles() / name
    shutil.copytree(SHIPPED / source, folder)
    (folder / "model.tflite").write_bytes(tflite)
    card = json.loads((folder / "card.json").read_text(encoding="utf-8")) | {"name": name} | changes
    card["network"] |= {"head": "hidden", "feature_grid": None}
    card["sha256"]["model.tflite"] = hashlib.sha256(tflite).hexdigest()
    card["size_bytes"]["model.tflite"] = len(tflite)
    (folder / "card.json").write_text(json.dumps(card), encoding="utf-8")
    return folder
