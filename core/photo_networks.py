"""The small Keras networks for photos of 32x32 pixels."""

import keras
from keras import layers, ops

from core.network_parts import FEATURE_LAYER, LOGITS_LAYER, convolution

# Of a 2x2 patch in three colours: each of its 12 principal directions, and its opposite.
WHITENING_LAYER, WHITENING_FILTERS = "whitening", 24
WIDTHS = (64, 128, 256)
PHOTOS_SHIFTS = ((0, 0), (1, 1), (-1, -1))


def photos_single(classes: int) -> keras.Model:
    """Builds a small residual network for 32x32 colour pictures that is quick to train.

    A 2x2 convolution, whose fixed filters whiten the picture's patches, then three widths, the last two
    with a residual pair; height and width are halved twice. The feature map is 7x7, and its mean is
    what the dense layer reads.

    Args:
        classes: Number of classes.

    Returns:
        A model from `(batch, 32, 32, 3)` in 0.0 to 1.0 to logits `(batch, classes)`.

    Source: the whitening and pooling of Jordan 2024, "94% on CIFAR-10 in 3.29 seconds on a single GPU",
        section 3, and the residual pairs of Page 2018, "How to train your ResNet".
    """
    picture = keras.Input((32, 32, 3), name="picture")
    x = _trunk(picture, FEATURE_LAYER)
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    return keras.Model(picture, layers.Dense(classes, dtype="float32", name=LOGITS_LAYER)(x))


def photos_small(classes: int, shifts: tuple[tuple[int, int], ...] = PHOTOS_SHIFTS) -> keras.Model:
    """Builds `photos_single` so that it looks at shifted and mirrored copies of the picture, in one pass.

    Its feature map is the mean of all copies' (the mirrored ones turned back), so its logits are the mean
    of theirs. Its weights have the paths and shapes of `photos_single`.

    Args:
        classes: Number of classes.
        shifts: Pixels down and right of each copy; each is looked at as it is and mirrored.

    Returns:
        A model from `(batch, 32, 32, 3)` in 0.0 to 1.0 to logits `(batch, classes)`.

    Source: Jordan 2024, section 3.5 (there, the copies have different weights).
    """
    picture = keras.Input((32, 32, 3), name="picture")
    room = max(abs(shift) for both in shifts for shift in both)
    padded = (
        ops.pad(picture, ((0, 0), (room, room), (room, room), (0, 0)), mode="reflect") if room else picture
    )
    shifted = [
        padded[:, room - down : room - down + 32, room - right : room - right + 32] for down, right in shifts
    ]
    copies = ops.concatenate([*shifted, *(ops.flip(each, axis=2) for each in shifted)], axis=0)
    x = ops.split(_trunk(copies, "copies_features"), 2, axis=0)
    x = ops.reshape((x[0] + ops.flip(x[1], axis=2)) / 2, (len(shifts), -1, *x[0].shape[1:]))
    x = layers.Activation("linear", name=FEATURE_LAYER)(ops.mean(x, axis=0))
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    return keras.Model(picture, layers.Dense(classes, dtype="float32", name=LOGITS_LAYER)(x))


def _trunk(picture: keras.KerasTensor, output_name: str) -> keras.KerasTensor:
    x = layers.Conv2D(WHITENING_FILTERS, 2, trainable=False, name=WHITENING_LAYER)(picture)
    x = layers.Activation("silu", name="whitened_silu")(x)
    for number, width in enumerate(WIDTHS, start=1):
        name, last = f"block{number}", number == len(WIDTHS)
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
        x = layers.Add(name=output_name if last else f"{name}_add")([x, y])
    return x
