"""Residual networks that end in global average pooling, on which heat maps are computed."""

import keras
from keras import layers

from core.keras_models.layers import FEATURE_LAYER, LOGITS_LAYER, convolution


def residual_network(
    classes: int, widths: tuple[int, ...], stem: int = 32, dropout: float = 0.2, size_px: int = 28
) -> keras.Model:
    """Builds a residual network that ends in global average pooling and one dense layer.

    A block that has more channels than the preceding one halves height and width, down to a 7x7 feature map
    for 28x28 pictures.

    Args:
        classes: Number of classes.
        widths: Channels of each residual block.
        stem: Channels of the first convolution.
        dropout: Fraction of pooled features dropped while training.
        size_px: Width and height of the input.

    Returns:
        A model from `(batch, size_px, size_px, 1)` in 0.0 to 1.0 to logits `(batch, classes)`.

    Source: He et al. 2016, "Deep residual learning for image recognition".
    """
    picture = keras.Input((size_px, size_px, 1), name="picture")
    x = residual_trunk(picture, widths, stem, "", FEATURE_LAYER)
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    x = layers.Dropout(dropout, name="dropout")(x)
    return keras.Model(picture, layers.Dense(classes, dtype="float32", name=LOGITS_LAYER)(x))


def residual_trunk(
    picture: keras.KerasTensor, widths: tuple[int, ...], stem: int, prefix: str, output_name: str
) -> keras.KerasTensor:
    """Adds the stem and the residual blocks; the last one's output layer is named `output_name`."""
    x = convolution(picture, stem, 3, 1, f"{prefix}stem")
    x = layers.Activation("relu", name=f"{prefix}stem_relu")(x)
    channels, side = stem, int(picture.shape[1])
    for number, width in enumerate(widths, start=1):
        stride = 2 if width > channels and side > 7 else 1
        last = number == len(widths)
        x = _residual_block(x, width, stride, f"{prefix}block{number}", output_name if last else None)
        channels, side = width, side // stride
    return x


def _residual_block(
    x: keras.KerasTensor, channels: int, stride: int, name: str, output_name: str | None
) -> keras.KerasTensor:
    y = convolution(x, channels, 3, stride, f"{name}_a")
    y = layers.Activation("relu", name=f"{name}_relu")(y)
    y = convolution(y, channels, 3, 1, f"{name}_b")
    if stride > 1 or x.shape[-1] != channels:
        x = convolution(x, channels, 1, stride, f"{name}_skip")
    y = layers.Add(name=f"{name}_add")([x, y])
    return layers.Activation("relu", name=output_name or f"{name}_out")(y)
