"""What the networks are made of: names of the layers that a bundle reads, and common parts."""

import keras
from keras import layers

# The layer whose output is the second output of a bundle.
FEATURE_LAYER = "features"
LOGITS_LAYER = "logits"


def convolution(
    x: keras.KerasTensor, channels: int, kernel: int, stride: int, name: str, momentum: float = 0.97
) -> keras.KerasTensor:
    """Adds a convolution without bias, and batch normalisation.

    Args:
        x: `(batch, height, width, channels)`.
        channels: Of the result.
        kernel: Width and height of the kernel.
        stride: By how much the result is coarser.
        name: What the layers' names begin with.
        momentum: Of the normalisation's moving mean and variance.
    """
    x = layers.Conv2D(channels, kernel, strides=stride, padding="same", use_bias=False, name=f"{name}_conv")(
        x
    )
    return layers.BatchNormalization(momentum=momentum, name=f"{name}_norm")(x)
