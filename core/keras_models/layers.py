"""Names of the layers that a bundle reads, and parts that several networks share."""

import keras
from keras import layers

# The layer whose output is the second output of a bundle.
FEATURE_LAYER = "features"
LOGITS_LAYER = "logits"


def convolution(
    x: keras.KerasTensor, channels: int, kernel: int, stride: int, name: str, momentum: float = 0.97
) -> keras.KerasTensor:
    """Adds a convolution without bias, followed by batch normalisation.

    Args:
        x: `(batch, height, width, channels)`.
        channels: Number of output channels.
        kernel: Width and height of the kernel.
        stride: Stride of the convolution, along both axes.
        name: Prefix of the two layers' names.
        momentum: Momentum of the normalisation's moving mean and variance.

    Returns:
        `(batch, height / stride, width / stride, channels)`, rounded up.
    """
    x = layers.Conv2D(channels, kernel, strides=stride, padding="same", use_bias=False, name=f"{name}_conv")(
        x
    )
    return layers.BatchNormalization(momentum=momentum, name=f"{name}_norm")(x)
