"""A network with its head replaced: the same feature map, with exactly the new head on top."""

import numpy as np
import pytest

from core.bundles.replace_head import replace_head, shift_logits
from core.bundles.runtime import LiteRTModel
from core.errors import BadBundle


@pytest.mark.parametrize("name", ["sketches-345", "digits-deep", "digits-simple"])
@pytest.mark.parametrize("classes", [2, 700])
def test_logits_are_the_pooled_map_times_the_new_kernel(shipped, name, classes):
    old_bytes = (shipped.get(name).folder / "model.tflite").read_bytes()
    old = LiteRTModel(old_bytes)
    channels = old.shapes.features[3]
    generator = np.random.default_rng(1)
    kernel = generator.normal(size=(channels, classes)).astype(np.float32)
    bias = generator.normal(size=classes).astype(np.float32)
    new = LiteRTModel(replace_head(old_bytes, kernel, bias))
    assert new.shapes.logits == (1, classes)
    for _ in range(3):
        picture = generator.random(new.shapes.input[1:]).astype(np.float32)
        logits, features = new.run(picture)
        np.testing.assert_array_equal(features, old.run(picture)[1])
        np.testing.assert_allclose(logits, features.mean(axis=(0, 1)) @ kernel + bias, rtol=1e-4, atol=1e-3)


def test_all_logits_are_shifted_by_what_the_map_tells(shipped):
    old_bytes = (shipped.get("digits-deep").folder / "model.tflite").read_bytes()
    old = LiteRTModel(old_bytes)
    generator = np.random.default_rng(1)
    kernel = generator.normal(size=old.shapes.features[3]).astype(np.float32)
    new = LiteRTModel(shift_logits(old_bytes, kernel, -2.5))
    assert new.shapes == old.shapes
    for _ in range(3):
        picture = generator.random(new.shapes.input[1:]).astype(np.float32)
        (logits, features), (new_logits, new_features) = old.run(picture), new.run(picture)
        np.testing.assert_array_equal(new_features, features)
        shift = features.mean(axis=(0, 1)) @ kernel - 2.5
        np.testing.assert_allclose(new_logits, logits + shift, rtol=1e-4, atol=1e-3)


def test_a_graft_can_be_grafted_again_and_stays_as_small(shipped):
    old = (shipped.get("digits-deep").folder / "model.tflite").read_bytes()
    kernel, bias = np.ones((128, 4), np.float32), np.zeros(4, np.float32)
    once = replace_head(old, kernel, bias)
    twice = replace_head(once, kernel, bias)
    assert LiteRTModel(twice).shapes == LiteRTModel(once).shapes
    assert len(twice) < len(once) + 4_096


def test_a_head_that_does_not_fit_is_refused(shipped):
    old = (shipped.get("digits-deep").folder / "model.tflite").read_bytes()
    with pytest.raises(BadBundle, match="128"):
        replace_head(old, np.ones((7, 4), np.float32), np.zeros(4, np.float32))
    dense = (shipped.get("digits-dense").folder / "model.tflite").read_bytes()
    with pytest.raises(BadBundle, match="none"):
        replace_head(dense, np.ones((7, 4), np.float32), np.zeros(4, np.float32))
