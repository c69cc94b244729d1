"""Residual networks: the size of the feature map and the positions of its cells."""

import pytest

from core.keras_models.layers import FEATURE_LAYER
from core.keras_models.receptive_field import feature_grid
from core.keras_models.residual import residual_network


@pytest.mark.parametrize(("size_px", "step_px"), [(28, 4.0), (56, 8.0)])
def test_the_feature_map_is_7x7_and_covers_the_picture(size_px, step_px):
    model = residual_network(5, (8, 8, 12, 16, 16), stem=4, size_px=size_px)
    assert model.get_layer(FEATURE_LAYER).output.shape == (None, 7, 7, 16)
    grid = feature_grid(model)
    assert grid is not None
    assert grid.step_px == step_px
    # The last cell is as far from its edge as the first, or closer where padding is uneven.
    rest_px = size_px - 1 - grid.first_px - 6 * step_px
    assert 0 <= rest_px <= grid.first_px


def test_weights_do_not_depend_on_the_size_of_the_picture():
    small, large = (residual_network(5, (8, 8, 12, 16, 16), stem=4, size_px=size) for size in (40, 56))
    assert [(w.path, w.shape) for w in small.weights] == [(w.path, w.shape) for w in large.weights]
