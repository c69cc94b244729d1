"""Positions of a feature map's cells, compared with closed forms and with the pixels they depend on."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from core.bundles.applications import application
from core.bundles.class_activation import FeatureGrid
from core.keras_models import architectures
from core.keras_models.applications import build_on
from core.keras_models.layers import FEATURE_LAYER
from core.keras_models.receptive_field import feature_grid


def receptive_center(model, row, column):
    """Returns the centre, row and column, of the pixels that a cell depends on, weighted by influence."""
    generator = np.random.default_rng(0)
    pictures = tf.Variable(generator.uniform(0, 255, (4, *model.input.shape[1:])).astype(np.float32))
    map_of = keras.Model(model.input, model.get_layer(FEATURE_LAYER).output)
    with tf.GradientTape() as tape:
        cells = map_of(pictures, training=False)[:, row, column]
        total = tf.reduce_sum(cells * generator.normal(size=cells.shape[1]).astype(np.float32))
    weight = np.abs(tape.gradient(total, pictures).numpy()).sum(axis=(0, 3))
    pixels = np.arange(len(weight))
    return (weight.sum(axis=1) @ pixels / weight.sum(), weight.sum(axis=0) @ pixels / weight.sum())


@pytest.mark.parametrize("name", ["mobilenet-v2", "mobilenet-v3-small", "efficientnetv2-b0"])
def test_cells_lie_at_the_centre_of_their_receptive_field(name):
    keras.utils.set_random_seed(1)
    model = build_on(application(name), 10)
    grid = feature_grid(model)
    # A cell in the middle, whose receptive field no border cuts off.
    middle = model.get_layer(FEATURE_LAYER).output.shape[1] // 2
    expected = pytest.approx(grid.first_px + middle * grid.step_px, abs=4)
    assert receptive_center(model, middle, middle) == (expected, expected)


def test_with_the_mirror_image_columns_lie_evenly():
    grid = feature_grid(architectures.build("mobile-mirrored", 10))
    # Five strides of two that pad only after the picture shift a row by 1 + 2 + 4 + 8 + 16 enlarged pixels,
    # five of which are one pixel of the picture; in the mirror image, they shift a column the other way.
    expected = {"first_px": (31 + 0.5) / 5 - 0.5, "step_px": 32 / 5, "first_column_px": 31 / 2 - 2 * 32 / 5}
    assert grid.model_dump() == pytest.approx(expected)


@pytest.mark.parametrize(
    ("name", "grid"),
    [
        ("dense", None),
        ("small-sketch-net", None),
        # Two unpadded 3x3 convolutions and two 2x2 poolings: 1 + 0.5 + 2 * (1 + 0.5).
        ("simple-convnet", FeatureGrid(first_px=4.5, step_px=4)),
        # Two convolutions of stride two, on 28 and on 14 pixels, pad only after the picture: 1 + 2.
        ("digits-deep", FeatureGrid(first_px=3.0, step_px=4)),
        # The unshifted one of the ensemble's shifted copies counts.
        ("digits-ensemble", FeatureGrid(first_px=3.0, step_px=4)),
    ],
)
def test_grids_of_small_networks_in_closed_form(name, grid):
    assert feature_grid(architectures.build(name, 7)) == grid


def test_keras_still_records_how_a_tensor_was_made():
    """`grid_of` reads two undocumented attributes of Keras; this fails when they change."""
    picture = keras.Input((8, 8, 1))
    layer = keras.layers.Conv2D(2, 3)
    operation, node_index, tensor_index = layer(picture)._keras_history
    assert operation is layer
    assert (node_index, tensor_index) == (0, 0)
    (input_tensor,) = layer._inbound_nodes[node_index].input_tensors
    assert input_tensor is picture
    source = picture._keras_history[0]
    assert source._inbound_nodes[0].input_tensors == []


def test_keras_still_calls_a_mirroring_operation_flip():
    picture = keras.Input((8, 8, 1))
    model = keras.Model(picture, keras.ops.flip(picture, axis=2))
    assert [type(operation).__name__ for operation in model.operations][-1] == "Flip"
