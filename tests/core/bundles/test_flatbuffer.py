"""Which networks from outside are accepted: plain graphs of known operations on floats, within bounds."""

import numpy as np
import pytest
from ai_edge_litert import schema_py_generated as schema

from core.bundles.flatbuffer import (
    ALLOWED_OPERATIONS,
    MAX_MULTIPLY_ADDS,
    check_flatbuffer,
    operation_names,
    stated_shapes,
)
from core.errors import BadBundle
from tests.core.bundles.made_files import mean_network, network_of, packed


def changed(change):
    """The bytes of a valid network after one change."""
    model = schema.ModelT.InitFromPackedBuf(mean_network(28, 10), 0)
    change(model, model.subgraphs[0])
    return packed(model)


def with_operation(name, options=None):
    """A network with one more operation, whose result is unused."""

    def change(model, graph):
        entry, operator, result = schema.OperatorCodeT(), schema.OperatorT(), schema.TensorT()
        entry.builtinCode = getattr(schema.BuiltinOperator, name)
        entry.deprecatedBuiltinCode, entry.version = min(entry.builtinCode, 127), 1
        model.operatorCodes.append(entry)
        result.shape, result.buffer = np.array([1, 28, 28, 1], np.int32), 0
        result.type = schema.TensorType.FLOAT32
        graph.tensors.append(result)
        operator.opcodeIndex = len(model.operatorCodes) - 1
        operator.inputs = np.array([0, 0], np.int32)
        operator.outputs = np.array([len(graph.tensors) - 1], np.int32)
        graph.operators.append(operator)

    return changed(change)


def test_the_networks_that_are_shipped_are_let_through(shipped):
    for bundle in shipped.bundles.values():
        data = (bundle.folder / "model.tflite").read_bytes()
        check_flatbuffer(data)
        assert set(operation_names(schema.Model.GetRootAs(data, 0))) <= ALLOWED_OPERATIONS
        assert bundle.network().shapes.input in stated_shapes(data)


def test_the_smallest_is_let_through():
    check_flatbuffer(mean_network(28, 10))
    check_flatbuffer(with_operation("ADD"))


@pytest.mark.parametrize(
    "name",
    ["GATHER", "GATHER_ND", "WHILE", "IF", "CALL_ONCE", "NON_MAX_SUPPRESSION_V5", "WHERE", "UNIQUE", "TILE"]
    + ["RANDOM_UNIFORM", "VAR_HANDLE", "READ_VARIABLE", "LSTM", "EMBEDDING_LOOKUP", "FILL", "RANGE", "SHAPE"]
    + [
        "STABLEHLO_GATHER",
        "STABLEHLO_COMPOSITE",
        "BROADCAST_TO",
        "ONE_HOT",
        "HASHTABLE",
        "SVDF",
        "SPARSE_TO_DENSE",
    ],
)
def test_other_operations_are_refused_by_name(name):
    with pytest.raises(BadBundle, match=rf"no network of Inkling needs.*Received: {name}$"):
        check_flatbuffer(with_operation(name))


def a_custom_operation(model, graph):
    model.operatorCodes[0].customCode = b"Flex"


def an_unknown_operation(model, graph):
    model.operatorCodes[0].builtinCode = 9_999


def two_graphs(model, graph):
    model.subgraphs.append(schema.SubGraphT())


def a_variable(model, graph):
    graph.tensors[2].isVariable = True


def an_unknown_axis(model, graph):
    graph.tensors[0].shapeSignature = np.array([-1, 28, 28, 1], np.int32)


def a_negative_axis(model, graph):
    graph.tensors[2].shape = np.array([1, -1], np.int32)


def many_axes(model, graph):
    graph.tensors[2].shape = np.ones(9, np.int32)


def a_huge_tensor(model, graph):
    graph.tensors[2].shape = np.array([2**30, 2**30, 2**30], np.int32)


def much_memory(model, graph):
    for _ in range(8):
        tensor = schema.TensorT()
        tensor.shape, tensor.buffer = np.array([50_000_000], np.int32), 0
        tensor.type = schema.TensorType.FLOAT32
        graph.tensors.append(tensor)


def text(model, graph):
    graph.tensors[2].type = schema.TensorType.STRING


def computed_integers(model, graph):
    graph.tensors[2].type = schema.TensorType.INT32


def an_integer_input(model, graph):
    graph.tensors[0].type = schema.TensorType.INT32


def a_truncated_constant(model, graph):
    model.buffers[2].data = model.buffers[2].data[:-4]


def data_behind_the_tables(model, graph):
    model.buffers[2].offset, model.buffers[2].size = 2**40, 40


def sparse_weights(model, graph):
    sparsity = schema.SparsityParametersT()
    sparsity.traversalOrder = np.array([0], np.int32)
    graph.tensors[3].sparsity = sparsity


def an_input_from_nowhere(model, graph):
    graph.operators[1].inputs = np.array([99, 3, 4], np.int32)


def a_circle(model, graph):
    graph.operators[0].inputs = np.array([5, 1], np.int32)


def a_result_over_the_input(model, graph):
    graph.operators[1].outputs = np.array([0], np.int32)


def an_output_from_nowhere(model, graph):
    graph.outputs = np.array([-7], np.int32)


def three_outputs(model, graph):
    graph.outputs = np.array([5, 2, 0], np.int32)


def no_operations(model, graph):
    graph.operators = []


def a_missing_kind(model, graph):
    graph.operators[0].opcodeIndex = 12


def many_multiplications(model, graph):
    graph.tensors[2].shape = np.array([1, 1, 1, 1], np.int32)
    graph.tensors[0].shape = np.array([1, 7_000, 7_000, 1], np.int32)
    for _ in range(200):
        operator, result = schema.OperatorT(), schema.TensorT()
        result.shape, result.buffer, result.type = np.array([1, 1], np.int32), 0, schema.TensorType.FLOAT32
        graph.tensors.append(result)
        operator.opcodeIndex, operator.inputs = 0, np.array([0, 1], np.int32)
        operator.outputs = np.array([len(graph.tensors) - 1], np.int32)
        graph.operators.append(operator)


CHANGES = [
    (a_custom_operation, "custom operation"),
    (an_unknown_operation, "custom operation"),
    (two_graphs, "one graph"),
    (a_variable, "stay as they are"),
    (an_unknown_axis, "must be known"),
    (a_negative_axis, "must be known"),
    (many_axes, "must be known"),
    (a_huge_tensor, "too large"),
    (much_memory, "bytes of memory"),
    (text, "plain numbers"),
    (computed_integers, "floats only"),
    (an_integer_input, "floats"),
    (a_truncated_constant, "damaged"),
    (data_behind_the_tables, "inside its tables"),
    (sparse_weights, "plain numbers"),
    (an_input_from_nowhere, "without what it reads"),
    (a_circle, "without what it reads"),
    (a_result_over_the_input, "over another result"),
    (an_output_from_nowhere, "floats"),
    (three_outputs, "at most 2 outputs"),
    (no_operations, "operations"),
    (a_missing_kind, "damaged"),
    (many_multiplications, "multiplications a picture"),
]


@pytest.mark.parametrize(("change", "words"), CHANGES, ids=[change.__name__ for change, _ in CHANGES])
def test_what_is_no_plain_graph_is_refused_in_one_sentence(change, words):
    with pytest.raises(BadBundle, match=words) as caught:
        check_flatbuffer(changed(change))
    assert "Received: " in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"TFL3", b"\x00\x00\x00\x00TFL3" + b"\xff" * 64, b"PK\x03\x04" * 9])
def test_what_is_no_network_is_refused_in_a_sentence(content):
    with pytest.raises(BadBundle, match="Received: "):
        check_flatbuffer(content)


def test_a_convolution_counts_by_its_weights_and_a_pool_by_its_window():
    side, channels = 200, 450
    convolution = network_of(
        [
            ((1, side, side, channels), None),
            ((channels, 1, 1, channels), None),
            ((1, side, side, channels), None),
        ],
        [("CONV_2D", [0, 1], [2], schema.Conv2DOptionsT())],
        [0, 1],
        [2],
    )
    pool = schema.Pool2DOptionsT()
    pool.filterHeight = pool.filterWidth = 1_000
    pooling = network_of(
        [((1, 100, 100, 1), None), ((1, 100, 100, 1), None)], [("MAX_POOL_2D", [0], [1], pool)], [0], [1]
    )
    assert side * side * channels**2 > MAX_MULTIPLY_ADDS
    convolution.subgraphs[0].inputs = np.array([0], np.int32)
    weights = schema.BufferT()
    weights.data = np.zeros(4 * channels**2, np.uint8)
    convolution.buffers.append(weights)
    convolution.subgraphs[0].tensors[1].buffer = 1
    for model in (convolution, pooling):
        with pytest.raises(BadBundle, match="multiplications a picture"):
            check_flatbuffer(packed(model))


def test_a_mean_counts_each_number_once():
    """A mean as in layer normalization over the channels of a large map, common in Keras Applications."""
    shape, axes = (1, 1_000, 1_000, 40), np.array([3], np.int32)
    tensors = [(shape, None), ((1,), axes), ((1, 1_000, 1_000), None)]
    check_flatbuffer(packed(network_of(tensors, [("MEAN", [0, 1], [2], schema.ReducerOptionsT())], [0], [2])))
