"""The layers of a network in plain sentences."""

import math

import pandas as pd

from core.bundles.layers import Layer
from core.plurals import counted

_PLAIN = {
    "ADD": "Adds two results, number by number: what is learned is only how one differs from the other.",
    "CONCATENATION": "Puts several results side by side.",
    "DEQUANTIZE": "Turns small whole numbers back into fractions.",
    "QUANTIZE": "Turns fractions into small whole numbers, which are faster to compute with.",
    "GELU": "Lets large numbers through and fades small ones out, softly.",
    "HARD_SWISH": "Lets large numbers through and fades small ones out.",
    "LOGISTIC": "Squeezes each number between 0 and 1.",
    "MUL": "Multiplies, number by number: it turns each feature up or down.",
    "NEG": "Turns the sign of every number.",
    "PAD": "Puts an empty margin around the picture, so that nothing at its edge is lost.",
    "RESHAPE": "Changes no number: it only lays them out in another order, as one long row.",
    "RESIZE_BILINEAR": "Makes the picture larger or smaller.",
    "REVERSE_V2": "Mirrors the picture.",
    "RSQRT": "Part of keeping numbers at one scale.",
    "SPLIT": "Takes a result apart into several.",
    "SQUARED_DIFFERENCE": "Part of keeping numbers at one scale.",
    "STRIDED_SLICE": "Cuts a part out of the picture.",
    "SUB": "Subtracts, number by number.",
}
_TITLES = {
    "CONV_2D": "convolution",
    "DEPTHWISE_CONV_2D": "depthwise convolution",
    "FULLY_CONNECTED": "dense layer",
    "MAX_POOL_2D": "max pooling",
    "AVERAGE_POOL_2D": "average pooling",
    "MEAN": "average",
}


def layer_title(layer: Layer, number: int) -> str:
    """Returns the title of a layer in lists, such as "2. convolution (block1_a_conv)"."""
    kind = _kind(layer)
    return f"{number}. {kind} ({layer.name})" if layer.name else f"{number}. {kind}"


def layer_sentence(layer: Layer) -> str:
    """Says in one plain sentence what a layer does."""
    operation, weights, output = layer.operation, layer.weights_shape, layer.output
    if operation == "CONV_2D" and weights is not None:
        if weights[1:3] == (1, 1):
            return f"Combines the features of each place into {weights[0]:,}; it ignores neighbouring places."
        return (
            f"Slides {counted(weights[0], 'filter')} of {weights[1]} x {weights[2]} pixels over what comes "
            f"in: each tells how much of its own pattern is at a place.{_smaller(layer)}"
        )
    if operation == "DEPTHWISE_CONV_2D" and weights is not None:
        over = "the only feature" if weights[3] == 1 else f"each of the {weights[3]:,} features by itself"
        return f"Slides a filter of {weights[1]} x {weights[2]} pixels over {over}.{_smaller(layer)}"
    if operation == "FULLY_CONNECTED" and weights is not None:
        ways = counted(weights[0], "way")
        return f"Weighs all {weights[1]:,} numbers together, in {ways}: evidence for and against each."
    if operation in ("MAX_POOL_2D", "AVERAGE_POOL_2D"):
        kept = "largest" if operation.startswith("MAX") else "average"
        return (
            f"Of each small square, keeps the {kept} number, so that exact places matter less."
            f"{_smaller(layer)}"
        )
    if operation == "MEAN":
        before = layer.inputs[0] if layer.inputs else ()
        places = f" over all {before[0]} x {before[1]} places" if len(before) == 3 and len(output) < 3 else ""
        return f"Takes the average of each feature{places}: what is in the picture, but no longer where."
    return _PLAIN.get(operation, "Computes one step.")


def layers_table(layers: list[Layer]) -> pd.DataFrame:
    """Returns a table of layers: the title, output, number of parameters and purpose of each."""
    return pd.DataFrame(
        [
            {
                "Layer": layer_title(layer, number),
                "Output": shape_in_words(layer.output),
                "Parameters": layer.parameters,
                "What it does": layer_sentence(layer),
            }
            for number, layer in enumerate(layers, 1)
        ]
    )


def shape_in_words(shape: tuple[int, ...]) -> str:
    """Writes a shape in words, such as "28 x 28 places, 32 features" or "10 numbers"."""
    if len(shape) == 3:
        return f"{shape[0]} x {shape[1]} places, {counted(shape[2], 'feature')}"
    if math.prod(shape) == 1:
        return "1 number"
    return f"{' x '.join(f'{length:,}' for length in shape)} numbers"


def features_shown_in_words(layer: Layer, shown: int) -> str:
    """Says how many of a layer's features are shown, for a layer whose output is a picture.

    Args:
        layer: The layer; its output has rows, columns and features.
        shown: Number of features shown, the strongest ones.
    """
    height, width, count = layer.output
    places = f"{height} x {width} places"
    if count == 1:
        return f"Its one feature is shown, with {places}."
    which = "All" if shown == count else f"The {shown} strongest of"
    return f"{which} {count:,} features are shown, each with {places}."


def _kind(layer: Layer) -> str:
    return _TITLES.get(layer.operation, layer.operation.replace("_V2", "").replace("_", " ").lower())


def _smaller(layer: Layer) -> str:
    before = layer.inputs[0] if layer.inputs else ()
    if len(before) == 3 and len(layer.output) == 3 and layer.output[0] * 1.5 < before[0]:
        return (
            f" The picture shrinks from {before[0]} x {before[1]} to {layer.output[0]} x {layer.output[1]}."
        )
    return ""
