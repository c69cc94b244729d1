"""Every layer of every shipped network is described in a plain sentence."""

from core.bundles.flatbuffer import ALLOWED_OPERATIONS
from core.bundles.layers import Layer, read_layers
from core.presentation.layer_wording import (
    features_shown_in_words,
    layer_sentence,
    layer_title,
    layers_table,
    shape_in_words,
)


def layer(operation, weights=None, inputs=((28, 28, 1),), output=(28, 28, 8), name=""):
    return Layer(name, operation, inputs, output, 0, weights, 1, None if weights is None else 0)


def test_sentences_count_what_they_speak_of():
    small = layer("CONV_2D", (8, 3, 5, 1), output=(14, 14, 8))
    assert layer_sentence(small) == (
        "Slides 8 filters of 3 x 5 pixels over what comes in: each tells how much of its own pattern is "
        "at a place. The picture shrinks from 28 x 28 to 14 x 14."
    )
    assert "into 8; it ignores neighbouring places" in layer_sentence(layer("CONV_2D", (8, 1, 1, 4)))
    assert "over each of the 16 features" in layer_sentence(layer("DEPTHWISE_CONV_2D", (1, 3, 3, 16)))
    assert layer_sentence(layer("CONV_2D", (1, 3, 3, 1))).startswith("Slides 1 filter of 3 x 3 pixels")
    assert layer_sentence(layer("DEPTHWISE_CONV_2D", (1, 3, 3, 1))).endswith("over the only feature.")
    assert "together, in 1 way:" in layer_sentence(layer("FULLY_CONNECTED", (1, 8)))
    assert "all 1,600 numbers together, in 10 ways" in layer_sentence(layer("FULLY_CONNECTED", (10, 1600)))
    assert "largest" in layer_sentence(layer("MAX_POOL_2D"))
    assert "all 7 x 7 places" in layer_sentence(layer("MEAN", inputs=((7, 7, 64),), output=(64,)))


def test_no_operation_that_a_network_may_have_is_without_a_sentence():
    without_words = layer_sentence(layer("NO SUCH OPERATION"))
    plain = [layer_sentence(layer(operation)) for operation in ALLOWED_OPERATIONS]
    weighted = {"CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED"}
    assert plain.count(without_words) == len(weighted & ALLOWED_OPERATIONS)
    assert all(words.endswith(".") for words in plain)


def test_titles_and_shapes():
    assert layer_title(layer("CONV_2D", name="stem"), 2) == "2. convolution (stem)"
    assert layer_title(layer("STRIDED_SLICE"), 1) == "1. strided slice"
    assert shape_in_words((26, 26, 32)) == "26 x 26 places, 32 features"
    assert shape_in_words((1600,)) == "1,600 numbers"
    assert shape_in_words((28, 28, 1)) == "28 x 28 places, 1 feature"
    assert shape_in_words(()) == "1 number"


def test_the_table_has_a_row_for_each_layer(shipped):
    for bundle in shipped.bundles.values():
        layers = read_layers((bundle.folder / "model.tflite").read_bytes())
        table = layers_table(layers)
        assert len(table) == len(layers)
        assert table["Parameters"].sum() == sum(entry.parameters for entry in layers)
        assert table["What it does"].str.len().min() > 20
        assert "Computes one step." not in set(table["What it does"])


def test_how_many_features_of_a_layer_are_shown():
    def said(count, shown):
        return features_shown_in_words(layer("CONV_2D", output=(28, 28, count)), shown)

    assert said(64, 32) == "The 32 strongest of 64 features are shown, each with 28 x 28 places."
    assert said(8, 8) == "All 8 features are shown, each with 28 x 28 places."
    assert said(1, 1) == "Its one feature is shown, with 28 x 28 places."
