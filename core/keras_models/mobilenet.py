"""MobileNetV2 up to its last block, for 32x32 photos; needed to export bundles that hold this network."""

import keras
from keras import layers, ops

from core.keras_models.layers import FEATURE_LAYER, LOGITS_LAYER

PICTURE_PX, ENLARGED_PX = 32, 160
# Output channels and stride of each block. The last block ends before its projection.
BLOCKS = (
    *((24, 2), (24, 1)),
    *((32, 2), (32, 1), (32, 1)),
    *((64, 2), (64, 1), (64, 1), (64, 1)),
    *((96, 1), (96, 1), (96, 1)),
    *((160, 2), (160, 1), (160, 1)),
    (320, 1),
)
EXPANSION = 6


def mobile_mirrored(classes: int) -> keras.Model:
    """Builds MobileNetV2 up to its last block so that it averages over a picture and its mirror image.

    Pictures are enlarged first. Batch normalisation is folded into the convolutions, whose layers have the
    names that Keras Applications gives them. The feature map, of 5x5 cells, is the mean of both pictures'
    feature maps, the second one mirrored back, so the logits are the mean of both logits.

    Args:
        classes: Number of classes.

    Returns:
        A model from `(batch, 32, 32, 3)` in 0.0 to 1.0 to logits `(batch, classes)`.

    Source: Sandler et al. 2018, "MobileNetV2: Inverted residuals and linear bottlenecks", table 2.
    """
    picture = keras.Input((PICTURE_PX, PICTURE_PX, 3), name="picture")
    both = ops.concatenate([picture, ops.flip(picture, axis=2)], axis=0)
    original, mirrored = ops.split(_trunk(both), 2, axis=0)
    features = (original + ops.flip(mirrored, axis=2)) / 2
    x = layers.Activation("linear", name=FEATURE_LAYER)(features)
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    return keras.Model(picture, layers.Dense(classes, dtype="float32", name=LOGITS_LAYER)(x))


def _trunk(picture: keras.KerasTensor) -> keras.KerasTensor:
    """Returns the feature map `(batch, rows, columns, 960)`, with a cell for every 32 enlarged pixels."""
    x = layers.Resizing(ENLARGED_PX, ENLARGED_PX, name="enlarge")(picture)
    x = layers.Rescaling(2.0, -1.0, name="scale")(x)
    x = _convolution(x, 32, 3, 2, "Conv1")
    x = _depthwise(x, 1, "expanded_conv_depthwise")
    x = layers.Conv2D(16, 1, name="expanded_conv_project")(x)
    channels = 16
    for number, (width, stride) in enumerate(BLOCKS, start=1):
        name = f"block_{number}"
        y = _convolution(x, EXPANSION * channels, 1, 1, f"{name}_expand")
        y = _depthwise(y, stride, f"{name}_depthwise")
        if number == len(BLOCKS):
            return y
        y = layers.Conv2D(width, 1, name=f"{name}_project")(y)
        # A residual connection if both have the same shape.
        x = layers.Add(name=f"{name}_add")([x, y]) if (width, stride) == (channels, 1) else y
        channels = width
    return x


def _convolution(
    x: keras.KerasTensor, channels: int, kernel: int, stride: int, name: str
) -> keras.KerasTensor:
    x = layers.Conv2D(channels, kernel, stride, "same", name=name)(x)
    return layers.ReLU(6.0, name=f"{name}_relu")(x)


def _depthwise(x: keras.KerasTensor, stride: int, name: str) -> keras.KerasTensor:
    x = layers.DepthwiseConv2D(3, stride, "same", name=name)(x)
    return layers.ReLU(6.0, name=f"{name}_relu")(x)
