"""Where a feature map's cells lie: compared with what pixels a cell in fact listens to."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from core.bundles.applications import application
from core.keras_models import architectures
from core.keras_models.applications import build_on
from core.keras_models.layers import FEATURE_LAYER
from core.keras_models.receptive_field import feature_grid


def listened_to(model, row, column):
    """Returns the middle of the pixels that change a cell, weighed by how much: down and across."""
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
def test_cells_lie_in_the_middle_of_what_they_listen_to(name):
    keras.utils.set_random_seed(1)
    model = build_on(application(name), 10)
    grid = feature_grid(model)
    # A cell in the middle, whose view no border cuts.
    middle = model.get_layer(FEATURE_LAYER).output.shape[1] // 2
    expected = pytest.approx(grid.first_px + middle * grid.step_px, abs=4)
    assert listened_to(model, middle, middle) == (expected, expected)


def test_with_the_mirror_image_columns_lie_evenly():
    grid = feature_grid(architectures.build("mobile-mirrored", 10))
    # Five strides of two, padded after the picture only, shift a row by 1 + 2 + 4 + 8 + 16 pixels, of which
    # five are one of the picture's; in the mirror image they shift a column the other way.
    expected = {"first_px": (31 + 0.5) / 5 - 0.5, "step_px": 32 / 5, "first_column_px": 31 / 2 - 2 * 32 / 5}
    assert grid.model_dump() == pytest.approx(expected)
