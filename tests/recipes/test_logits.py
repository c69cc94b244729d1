"""The logits of many pictures."""

import numpy as np

from recipes.logits import logits_of
from tests.core.pictures_for_tests import ink_of


def test_logits_come_in_order_and_from_bytes_as_from_shares(shipped):
    network = shipped.get("digits-simple").network()
    images = np.stack([ink_of(name, 28, line_width=25) for name in "7480"])
    logits = logits_of(network, images)
    assert logits.shape == (4, 10)
    np.testing.assert_allclose(logits, logits_of(network, images / np.float32(255)), atol=1e-5)
    for image, row in zip(images, logits, strict=True):
        single, _ = network.run((image[..., None] / np.float32(255)).astype(np.float32))
        np.testing.assert_allclose(row, single, atol=1e-5)


def test_logits_of_colour_pictures(shipped):
    network = shipped.get("things-1000").network()
    assert logits_of(network, np.zeros((1, 260, 260, 3), np.uint8)).shape == (1, 1000)
