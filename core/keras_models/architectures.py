"""The Keras networks behind the bundles, by name.

Every network returns logits, and every convolutional one names the layer that holds its last feature
map, from which heat maps are computed.
"""

from collections.abc import Callable

import keras
from keras import layers, ops

from core.bundles.format import FORMER_NAMES
from core.errors import InklingError
from core.keras_models.layers import FEATURE_LAYER, LOGITS_LAYER, convolution
from core.keras_models.mobilenet import mobile_mirrored
from core.keras_models.residual import residual_network, residual_trunk

DIGITS_WIDTHS = (48, 48, 96, 96)
DIGITS_RESIDUAL_WIDTHS = (32, 64, 64, 128, 128, 128)
_PHOTO_STEM, _PHOTO_WIDTHS = 24, (64, 128, 256)
_ENSEMBLE_MEMBERS = 2
# An ensemble sees the picture and four copies of it that are shifted by one pixel: rows down, columns right.
ENSEMBLE_SHIFTS = ((0, 0), (0, 1), (0, -1), (1, 0), (-1, 0))


def dense_network(classes: int) -> keras.Model:
    """Builds a network without convolution: one hidden layer of 512 units.

    Args:
        classes: Number of classes.

    Returns:
        A model from `(batch, 28, 28, 1)` in 0.0 to 1.0 to logits `(batch, classes)`.
    """
    picture = keras.Input((28, 28, 1), name="picture")
    x = layers.Flatten(name="flatten")(picture)
    x = layers.Dense(512, activation="relu", name="hidden")(x)
    x = layers.Dropout(0.2, name="dropout")(x)
    return keras.Model(picture, layers.Dense(classes, dtype="float32", name=LOGITS_LAYER)(x))


def simple_convnet(classes: int) -> keras.Model:
    """Builds Keras's "simple MNIST convnet": 34,826 parameters for ten classes.

    Its head reads the flattened feature map, so a class's heat map is still an exact sum.

    Args:
        classes: Number of classes.

    Returns:
        A model from `(batch, 28, 28, 1)` in 0.0 to 1.0 to logits `(batch, classes)`.

    Source: https://keras.io/examples/vision/mnist_convnet/
    """
    picture = keras.Input((28, 28, 1), name="picture")
    x = layers.Conv2D(32, 3, activation="relu", name="conv1")(picture)
    x = layers.MaxPooling2D(2, name="pool1")(x)
    x = layers.Conv2D(64, 3, activation="relu", name="conv2")(x)
    x = layers.MaxPooling2D(2, name=FEATURE_LAYER)(x)
    x = layers.Flatten(name="flatten")(x)
    x = layers.Dropout(0.5, name="dropout")(x)
    return keras.Model(picture, layers.Dense(classes, dtype="float32", name=LOGITS_LAYER)(x))


def small_sketch_net(classes: int) -> keras.Model:
    """Builds the small network that many sketch tutorials use: two convolutions and three dense layers.

    Args:
        classes: Number of classes.

    Returns:
        A model from `(batch, 28, 28, 1)` in 0.0 to 1.0 to logits `(batch, classes)`.

    Source: Brownlee 2016, "Handwritten digit recognition using convolutional neural networks in Python with
        Keras", https://machinelearningmastery.com, its larger network, with a 3x3 kernel in the first
        convolution as well.
    """
    picture = keras.Input((28, 28, 1), name="picture")
    x = layers.Conv2D(30, 3, activation="relu", name="conv1")(picture)
    x = layers.MaxPooling2D(2, name="pool1")(x)
    x = layers.Conv2D(15, 3, activation="relu", name="conv2")(x)
    x = layers.MaxPooling2D(2, name="pool2")(x)
    x = layers.Dropout(0.2, name="dropout")(x)
    x = layers.Flatten(name="flatten")(x)
    x = layers.Dense(128, activation="relu", name="dense1")(x)
    x = layers.Dense(50, activation="relu", name="dense2")(x)
    return keras.Model(picture, layers.Dense(classes, dtype="float32", name=LOGITS_LAYER)(x))


def digits_deep(classes: int) -> keras.Model:
    """Builds the residual network behind `digits-deep`; see `residual_network`."""
    return residual_network(classes, DIGITS_WIDTHS, dropout=0.2)


def digits_residual(classes: int) -> keras.Model:
    """Builds the residual network that learns digits from every source; see `residual_network`."""
    return residual_network(classes, DIGITS_RESIDUAL_WIDTHS, dropout=0.0)


def digits_ensemble(classes: int) -> keras.Model:
    """Builds two `digits_deep` networks side by side, with one dense layer over all their feature maps.

    The dense layer holds the members' dense layers, concatenated and divided by the number of members, so
    one pass gives the mean of all members' logits over all shifted copies, and the mean of their heat maps.

    Args:
        classes: Number of classes.

    Returns:
        A model from `(batch, 28, 28, 1)` in 0.0 to 1.0 to logits `(batch, classes)`.

    Source: An et al. 2020, "An ensemble of simple convolutional neural network models for MNIST digit
        recognition". There, the members vote; here, their logits are averaged.
    """
    picture = keras.Input((28, 28, 1), name="picture")
    margin = max(abs(pixels) for shift in ENSEMBLE_SHIFTS for pixels in shift)
    padded = layers.ZeroPadding2D(margin, name="room")(picture)
    shifted = [
        layers.Cropping2D(
            ((margin - down, margin + down), (margin - right, margin + right)), name=f"copy{number}"
        )(padded)
        for number, (down, right) in enumerate(ENSEMBLE_SHIFTS, start=1)
    ]
    copies = layers.Concatenate(axis=0, name="copies")(shifted)
    trunks = [
        residual_trunk(copies, DIGITS_WIDTHS, 32, member_prefix(number), f"{member_prefix(number)}features")
        for number in range(1, _ENSEMBLE_MEMBERS + 1)
    ]
    x = layers.Concatenate(name="members")(trunks)
    x = ops.mean(ops.reshape(x, (len(ENSEMBLE_SHIFTS), -1, *x.shape[1:])), axis=0)
    x = layers.Activation("linear", name=FEATURE_LAYER)(x)
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    return keras.Model(picture, layers.Dense(classes, dtype="float32", name=LOGITS_LAYER)(x))


def member_prefix(number: int) -> str:
    """Returns the prefix of the names of an ensemble member's layers; members are counted from 1."""
    return f"member{number}_"


def sketches_deep(classes: int) -> keras.Model:
    """Builds the residual network behind `sketches-345` and `animals-deep`; see `residual_network`."""
    return residual_network(classes, widths=(64, 64, 128, 128, 128, 256), dropout=0.3)


def sketches_large(classes: int) -> keras.Model:
    """Builds a residual network that reads drawings twice as large, 56x56; see `residual_network`."""
    return residual_network(classes, widths=(64, 64, 128, 128, 192, 256), dropout=0.3, size_px=56)


def photos_small(classes: int) -> keras.Model:
    """Builds a small residual network for 32x32 colour pictures that is fast to train.

    A 2x2 convolution is followed by three blocks, the last two with a residual pair; height and width are
    halved twice. The feature map is 7x7, and the dense layer reads its mean.

    Args:
        classes: Number of classes.

    Returns:
        A model from `(batch, 32, 32, 3)` in 0.0 to 1.0 to logits `(batch, classes)`.

    Source: the pooling of Jordan 2024, "94% on CIFAR-10 in 3.29 seconds on a single GPU", section 3, and the
        residual pairs of Page 2018, "How to train your ResNet".
    """
    picture = keras.Input((32, 32, 3), name="picture")
    x = layers.Conv2D(_PHOTO_STEM, 2, name="stem_conv")(picture)
    x = layers.Activation("silu", name="stem_silu")(x)
    for number, width in enumerate(_PHOTO_WIDTHS, start=1):
        name, last = f"block{number}", number == len(_PHOTO_WIDTHS)
        if last:
            x = layers.MaxPooling2D(2, name=f"{name}_pool")(x)
        x = layers.Conv2D(width, 3, padding="same", use_bias=False, name=f"{name}_conv")(x)
        if number == 1:
            x = layers.MaxPooling2D(2, name=f"{name}_pool")(x)
        x = layers.BatchNormalization(momentum=0.9, name=f"{name}_norm")(x)
        x = layers.Activation("silu", name=f"{name}_silu")(x)
        if number == 1:
            continue
        y = layers.Activation("silu", name=f"{name}_a_silu")(convolution(x, width, 3, 1, f"{name}_a", 0.9))
        y = layers.Activation("silu", name=f"{name}_b_silu")(convolution(y, width, 3, 1, f"{name}_b", 0.9))
        x = layers.Add(name=FEATURE_LAYER if last else f"{name}_add")([x, y])
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    return keras.Model(picture, layers.Dense(classes, dtype="float32", name=LOGITS_LAYER)(x))


NETWORKS: dict[str, Callable[[int], keras.Model]] = {
    "dense": dense_network,
    "simple-convnet": simple_convnet,
    "small-sketch-net": small_sketch_net,
    "digits-deep": digits_deep,
    "digits-residual": digits_residual,
    "digits-ensemble": digits_ensemble,
    "sketches-deep": sketches_deep,
    "sketches-large": sketches_large,
    "mobile-mirrored": mobile_mirrored,
    "photos-small": photos_small,
}


def build(name: str, classes: int) -> keras.Model:
    """Builds a network by the name that a bundle's card gives.

    Args:
        name: A key of `NETWORKS`, or the former name of one.
        classes: Number of classes.

    Returns:
        A model with freshly initialised weights.

    Raises:
        InklingError: If there is no network of that name.
    """
    name = FORMER_NAMES.get(name, name)
    if name not in NETWORKS:
        raise InklingError(f"The known networks are {', '.join(NETWORKS)}. Received: {name}")
    return NETWORKS[name](classes)
