"""The networks behind the bundles: sizes, names and how their logits are computed."""

import keras
import numpy as np
import pytest

from core.errors import InklingError
from core.keras_models import architectures
from core.keras_models.layers import FEATURE_LAYER, LOGITS_LAYER


@pytest.mark.parametrize("name", architectures.NETWORKS)
def test_every_network_returns_one_logit_per_class_and_sums_up_its_feature_map(name):
    model = architectures.build(name, 3)
    names = {layer.name for layer in model.layers}
    outputs = {"logits": model.output}
    if FEATURE_LAYER in names:
        outputs["features"] = model.get_layer(FEATURE_LAYER).output
    pictures = np.random.default_rng(1).random((2, *model.input.shape[1:]), dtype=np.float32)
    found = keras.Model(model.input, outputs)(pictures, training=False)
    results = {key: np.asarray(value) for key, value in found.items()}
    assert results["logits"].shape == (2, 3)
    if "features" in results:
        # A heat map is exact because the logits are a sum over the cells of the feature map.
        kernel, bias = model.get_layer(LOGITS_LAYER).get_weights()
        pooled = results["features"].mean(axis=(1, 2))
        inputs = pooled if "pool" in names else results["features"].reshape(2, -1)
        np.testing.assert_allclose(results["logits"], inputs @ kernel + bias, atol=1e-4)


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("dense", 784 * 512 + 512 + 512 * 10 + 10),
        ("simple-convnet", 34_826),  # as printed by https://keras.io/examples/vision/mnist_convnet/
        ("small-sketch-net", 300 + 30 * 15 * 9 + 15 + 375 * 128 + 128 + 128 * 50 + 50 + 50 * 10 + 10),
    ],
)
def test_published_networks_have_their_published_size(name, parameters):
    assert architectures.build(name, 10).count_params() == parameters


def test_the_small_photo_network_has_a_feature_map_of_7x7():
    model = architectures.build("photos-small", 10)
    assert model.count_params() < 2_000_000
    assert model.get_layer(FEATURE_LAYER).output.shape == (None, 7, 7, 256)


def test_cards_with_a_former_name_still_find_their_network():
    former, current = (architectures.build(name, 10) for name in ("digits-vote", "digits-ensemble"))
    assert [(w.path, w.shape) for w in former.weights] == [(w.path, w.shape) for w in current.weights]


def test_an_unknown_network_is_refused_in_a_sentence():
    with pytest.raises(InklingError, match=r"The known networks are dense, .* Received: no-such-network"):
        architectures.build("no-such-network", 4)
