"""Which weights of a training on an accelerator are taken over."""

import numpy as np

from recipes.drawing_weights import weights_of


def test_the_answers_that_a_network_keeps_come_in_its_order(tmp_path):
    kernel, bias = np.arange(12.0).reshape(2, 6), np.arange(6.0)
    arrays = {"stem_conv/kernel": np.ones(3), "logits/kernel": kernel, "logits/bias": bias}
    np.savez(tmp_path / "sketches.npz", **arrays, **{"dropout/seed_generator/state": np.zeros(2)})
    kept = weights_of(tmp_path / "sketches.npz", [4, 1])
    assert sorted(kept) == sorted(arrays)
    assert kept["logits/kernel"].tolist() == [[4, 1], [10, 7]]
    assert kept["logits/bias"].tolist() == [4, 1]
    np.testing.assert_array_equal(weights_of(tmp_path / "sketches.npz", None)["logits/kernel"], kernel)
