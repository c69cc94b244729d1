"""Every network that a card can name is built by name: Inkling's own and those of Keras Applications."""

import pytest

from core.bundles.applications import APPLICATIONS
from core.errors import InklingError
from core.keras_models import build
from core.keras_models.architectures import NETWORKS
from core.keras_models.efficientnet_lite import SIZES


@pytest.mark.parametrize("name", ["simple-convnet", "mobilenet-v3-small"])
def test_it_has_as_many_logits_as_classes(name):
    model = build(name, 7)
    assert model.outputs[0].shape == (None, 7)


def test_every_network_that_ships_can_be_built(shipped):
    names = {bundle.card.network.name for bundle in shipped.bundles.values()}
    assert names <= {*NETWORKS, *APPLICATIONS, *(f"efficientnet-lite{size}" for size in SIZES)}


def test_an_unknown_name_is_refused():
    with pytest.raises(InklingError, match="Received: skynet"):
        build("skynet", 7)
