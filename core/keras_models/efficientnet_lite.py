"""EfficientNet-Lite: a network for photos whose operations are all fast in integer arithmetic."""

import math
from dataclasses import dataclass

import keras
from keras import layers

from core.keras_models.layers import FEATURE_LAYER, LOGITS_LAYER

# Kernel size, stride, expansion, channels and repetitions of each stage, before scaling.
_STAGES = (
    (3, 1, 1, 16, 1),
    (3, 2, 6, 24, 2),
    (5, 2, 6, 40, 2),
    (3, 2, 6, 80, 3),
    (5, 1, 6, 112, 3),
    (5, 2, 6, 192, 4),
    (3, 1, 6, 320, 1),
)
_STEM_CHANNELS, _HEAD_CHANNELS = 32, 1280
_CHANNEL_MULTIPLE = 8


@dataclass(frozen=True)
class Size:
    """One of the family's sizes.

    Attributes:
        width: Factor for the channels of each stage.
        depth: Factor for the repetitions of each stage except the first and the last.
        input_px: Width and height of the input.
    """

    width: float
    depth: float
    input_px: int


SIZES = {0: Size(1.0, 1.0, 224), 1: Size(1.0, 1.1, 240), 2: Size(1.1, 1.2, 260)}


def efficientnet_lite(size: int, classes: int) -> keras.Model:
    """Builds EfficientNet-Lite, with its batch normalisation folded into the convolutions.

    Args:
        size: A key of `SIZES`.
        classes: Number of classes.

    Returns:
        A model from `(batch, input_px, input_px, 3)`, scaled to -1 to 1, to logits `(batch, classes)`.

    Source: Tan and Le 2019, "EfficientNet: Rethinking model scaling for convolutional neural networks", and
        the changes for Lite: no squeeze-and-excitation, ReLU6, stem and head of one width in all sizes
        (https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite).
    """
    scale = SIZES[size]
    picture = keras.Input((scale.input_px, scale.input_px, 3), name="picture")
    x = _relu6(layers.Conv2D(_STEM_CHANNELS, 3, strides=2, padding="same", name="stem")(picture))
    block = 0
    for index, (kernel, stride, expansion, channels, repetitions) in enumerate(_STAGES):
        if 0 < index < len(_STAGES) - 1:
            repetitions = math.ceil(repetitions * scale.depth)
        for repetition in range(repetitions):
            first_stride = stride if repetition == 0 else 1
            x = _block(x, f"block{block}", kernel, first_stride, expansion, _rounded(channels * scale.width))
            block += 1
    x = layers.Conv2D(_HEAD_CHANNELS, 1, name="head")(x)
    x = layers.ReLU(6, name=FEATURE_LAYER)(x)
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    return keras.Model(picture, layers.Dense(classes, dtype="float32", name=LOGITS_LAYER)(x))


def _block(
    x: keras.KerasTensor, name: str, kernel: int, stride: int, expansion: int, channels: int
) -> keras.KerasTensor:
    """Adds a block that expands the channels, filters each of them, and projects them to fewer channels."""
    before = x
    if expansion > 1:
        x = _relu6(layers.Conv2D(x.shape[-1] * expansion, 1, name=f"{name}_expand")(x))
    x = _relu6(layers.DepthwiseConv2D(kernel, stride, padding="same", name=f"{name}_depthwise")(x))
    x = layers.Conv2D(channels, 1, name=f"{name}_project")(x)
    if stride == 1 and before.shape[-1] == channels:
        x = layers.Add(name=f"{name}_add")([before, x])
    return x


def _relu6(x: keras.KerasTensor) -> keras.KerasTensor:
    return layers.ReLU(6)(x)


def _rounded(channels: float) -> int:
    """Rounds to a multiple of eight, but never down by more than a tenth."""
    rounded = max(_CHANNEL_MULTIPLE, int(channels + _CHANNEL_MULTIPLE / 2) // 8 * 8)
    return rounded + _CHANNEL_MULTIPLE if rounded < 0.9 * channels else rounded
