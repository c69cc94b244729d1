"""The layers of a network, compared with what Keras reports for the same architectures."""

import pytest

from core.bundles.layers import first_weighted, read_layers
from core.errors import BadBundle


def layers_of(shipped, name):
    return read_layers((shipped.bundles[name].folder / "model.tflite").read_bytes())


def test_a_small_network_is_told_layer_by_layer(shipped):
    """The layers that `simple_convnet` builds: two 3 x 3 convolutions, two poolings, and a dense layer."""
    layers = layers_of(shipped, "digits-simple")
    assert [(layer.operation, layer.output, layer.parameters) for layer in layers] == [
        ("CONV_2D", (26, 26, 32), 32 * 9 + 32),
        ("MAX_POOL_2D", (13, 13, 32), 0),
        ("CONV_2D", (11, 11, 64), 64 * 32 * 9 + 64),
        ("MAX_POOL_2D", (5, 5, 64), 0),
        ("RESHAPE", (1600,), 0),
        ("FULLY_CONNECTED", (10,), 1600 * 10 + 10),
    ]
    assert [layer.name for layer in layers] == ["conv1", "pool1", "conv2", "", "flatten", "logits"]
    assert layers[0].inputs == ((28, 28, 1),)
    assert first_weighted(layers) == layers[0]


@pytest.mark.parametrize("name", ["digits-simple", "digits-dense", "animals-simple"])
def test_all_layers_together_have_as_many_parameters_as_the_card_says(shipped, name):
    layers = layers_of(shipped, name)
    assert sum(layer.parameters for layer in layers) == shipped.bundles[name].card.network.parameters


@pytest.mark.parametrize("name", ["digits-deep", "sketches-345", "things-1000"])
def test_scaling_is_folded_into_the_layer_before_it(shipped, name):
    card = shipped.bundles[name].card
    layers = layers_of(shipped, name)
    assert 0.99 < sum(layer.parameters for layer in layers) / card.network.parameters < 1.01
    assert layers[-1].output == (card.classes,)
    assert any(layer.operation == "ADD" and len(layer.inputs) == 2 for layer in layers)


@pytest.mark.parametrize("data", [b"", b"TFL3", b"\x00" * 4 + b"TFL3" + b"\xff" * 200])
def test_what_is_no_network_is_refused(data):
    with pytest.raises(BadBundle):
        read_layers(data)


def test_a_damaged_file_is_refused_or_read_but_raises_nothing_else(shipped):
    content = bytearray((shipped.bundles["animals-simple"].folder / "model.tflite").read_bytes())
    for place in range(40, 4_000, 61):
        damaged = content.copy()
        damaged[place] ^= 0xFF
        try:
            read_layers(bytes(damaged))
        except BadBundle as error:
            assert error.sentence
