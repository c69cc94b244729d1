"""The training sets: the pictures of one epoch, augmented differently in every epoch.

Each function returns `(images, labels)`: `(n, 28, 28)` uint8 and `(n,)` int64, shuffled. The same seed
and epoch give the same pictures, so a resumed training continues as if it had never stopped.
"""

from collections.abc import Iterator

import numpy as np

from core.preprocessing.augmentation import augment_picture, augment_strokes, place_on_canvas, slant
from core.preprocessing.ink_frames import (
    FRAME_SIZE_PX,
    MNIST_LINE_WIDTH_PX,
    QUICKDRAW_LINE_WIDTH_PX,
    ink_frame,
    mnist_frame,
    mnist_frame_of_strokes,
    quickdraw_frame_of_strokes,
)
from core.preprocessing.rasterize import rasterize
from core.preprocessing.strokes import Strokes
from recipes import data
from recipes.data import CATEGORIES
from recipes.ink_bytes import as_bytes
from recipes.outlier_exposure import outliers

Epoch = tuple[np.ndarray, np.ndarray]

CANVAS_PX = 280
_PEN_ROUNDS = 3  # how often each pen drawing occurs in an epoch, each time augmented differently
_SKETCHES_PER_CATEGORY = 204
_ANIMALS_PER_CLASS = 2_500
_FIFTY_PER_CATEGORY = 400
# The largest share of bitmaps, in categories with many more bitmaps than strokes.
_MOST_BITMAPS = 0.8
_OUTLIERS_PER_EPOCH = {"animals": 4_000, "animals, finishing": 10_000, "fifty": 3_000, "sketches": 6_000}


def digits(seed: int, epoch: int) -> Epoch:
    """Makes an epoch of MNIST, slightly rotated and stretched, and of augmented pen strokes."""
    generator = np.random.default_rng([seed, epoch])
    mnist = data.mnist("train")
    images = [augment_picture(image, generator) for image in mnist.images]
    labels = list(mnist.labels)
    for number in range(_PEN_ROUNDS):
        for label, strokes in data.pen_digits("train"):
            augmented = augment_strokes(strokes, generator)
            draw = _canvas_digit if number == 0 else _pen_digit
            images.append(draw(augmented, generator))
            labels.append(label)
    return _shuffled(images, labels, generator)


def digits_with_outliers(seed: int, epoch: int, unaugmented: float = 0.0) -> Epoch:
    """Makes an epoch of MNIST with elastic distortions, of augmented pen strokes, and one twelfth outliers.

    Args:
        seed: Seed of the training.
        epoch: Number of the epoch, from 0.
        unaugmented: Share of MNIST's pictures that are not augmented.
    """
    generator = np.random.default_rng([seed, epoch])
    mnist = data.mnist("train")
    images = [
        image
        if unaugmented and generator.random() < unaugmented
        else augment_picture(image, generator, shift_px=2.0, bend_px=0.8 * (generator.random() < 0.6))
        for image in mnist.images
    ]
    labels = list(mnist.labels)
    for label, strokes in data.pen_digits("train"):
        augmented = augment_strokes(slant(strokes, generator), generator)
        draw = _canvas_digit if generator.random() < 0.4 else _pen_digit
        images.append(draw(augmented, generator))
        labels.append(label)
    outlier_images = outliers("digits", len(images) // 11, generator)
    return _shuffled([*images, *outlier_images], [*labels, *[10] * len(outlier_images)], generator)


def digits_half_unaugmented(seed: int, epoch: int) -> Epoch:
    """Makes an epoch like `digits_with_outliers`, with half of MNIST's pictures unaugmented.

    Rotating and distorting blur a picture's edges, and a network trained only on blurred pictures misreads
    sharp ones.
    """
    return digits_with_outliers(seed, epoch, unaugmented=0.5)


def sketches(seed: int, epoch: int) -> Epoch:
    """Makes an epoch of all 345 categories, equally often, up to half of each from bitmaps."""
    return _sketch_epoch(data.sketch_categories(), _SKETCHES_PER_CATEGORY, seed, epoch)


def sketches_with_outliers(seed: int, epoch: int) -> Epoch:
    """Makes an epoch of all 345 categories, equally often, and of outliers."""
    return _sketch_epoch(
        data.sketch_categories(),
        _SKETCHES_PER_CATEGORY,
        seed,
        epoch,
        outliers_for="sketches",
        most_bitmaps=_MOST_BITMAPS,
    )


def fifty_with_outliers(seed: int, epoch: int) -> Epoch:
    """Makes an epoch of the fifty categories, equally often, and of outliers."""
    return _sketch_epoch(
        data.fifty_categories(),
        _FIFTY_PER_CATEGORY,
        seed,
        epoch,
        outliers_for="fifty",
        most_bitmaps=_MOST_BITMAPS,
    )


def animals_with_outliers(seed: int, epoch: int, outliers_for: str = "animals") -> Epoch:
    """Makes an epoch of the six animals, equally often, and of outliers for a label set.

    Within an animal, bitmaps and strokes occur in proportion to their numbers, with at most 80 % bitmaps.
    """
    return _sketch_epoch(
        data.ANIMALS, _ANIMALS_PER_CLASS, seed, epoch, outliers_for=outliers_for, most_bitmaps=_MOST_BITMAPS
    )


def animals_half_strokes(seed: int, epoch: int) -> Epoch:
    """Makes an epoch like `animals_with_outliers`, but at least half from strokes, which are rarer."""
    return _sketch_epoch(data.ANIMALS, _ANIMALS_PER_CLASS, seed, epoch, outliers_for="animals")


def animals(seed: int, epoch: int) -> Epoch:
    """Makes an epoch of the six animals, equally often, without outliers."""
    return _sketch_epoch(data.ANIMALS, _ANIMALS_PER_CLASS, seed, epoch)


def animals_mildly_augmented(seed: int, epoch: int) -> Epoch:
    """Makes an epoch of the six animals, augmented half as strongly, for networks too small to learn more."""
    return _sketch_epoch(data.ANIMALS, _ANIMALS_PER_CLASS, seed, epoch, strength=0.5)


def animals_validation(size_px: int = FRAME_SIZE_PX) -> Epoch:
    """Returns the validation drawings of the six animals, from strokes and from bitmaps."""
    return _strokes_and_bitmaps("validation", size_px)


def sketches_validation(size_px: int = FRAME_SIZE_PX) -> Epoch:
    """Returns the validation drawings of all 345 categories, from strokes."""
    return sketch_part(data.sketch_categories(), "validation", size_px)


def fifty_validation() -> Epoch:
    """Returns the validation drawings of the fifty categories, from strokes."""
    return sketch_part(data.fifty_categories(), "validation")


def digits_validation() -> Epoch:
    """Returns MNIST's validation pictures, and the validation writers' strokes drawn on a canvas."""
    generator = np.random.default_rng(0)
    mnist = data.mnist("validation")
    pen = [
        (_canvas_digit(slant(strokes, generator), generator), label)
        for label, strokes in data.pen_digits("validation")
    ]
    return (
        np.concatenate([mnist.images, np.stack([image for image, _ in pen])]),
        np.concatenate([mnist.labels, [label for _, label in pen]]),
    )


def sketch_part(categories: tuple[str, ...], part: str, size_px: int = FRAME_SIZE_PX) -> Epoch:
    """Returns one held-back part of the sketches, from strokes, unaugmented.

    Args:
        categories: The classes, in the order of the labels.
        part: "validation" or "test".
        size_px: Width and height of the pictures.
    """
    frame = ink_frame("quickdraw", size_px)
    images, labels = [], []
    for label, category in enumerate(categories):
        drawings = [as_bytes(frame.of_strokes(s)) for s in data.sketch_strokes(category, part)]
        images += drawings
        labels += [label] * len(drawings)
    return np.stack(images), np.asarray(labels, dtype=np.int64)


def test_parts(label_set: str, size_px: int) -> Iterator[tuple[str, Epoch]]:
    """Makes the test sets of a label set one by one; the set that gives the main figure comes first.

    Each set is used only once, when the bundle of a finished network is written.

    Args:
        label_set: "digits", "animals", "fifty" or "sketches".
        size_px: Width and height of the sketches.

    Yields:
        The name of each set, and its pictures and labels.
    """
    if label_set == "digits":
        mnist = data.mnist("test")
        yield "MNIST test", (mnist.images, mnist.labels)
        pen = data.pen_digits("test")
        labels = np.asarray([label for label, _ in pen], dtype=np.int64)
        yield "pen, from strokes", (np.stack([as_bytes(mnist_frame_of_strokes(s)) for _, s in pen]), labels)
        generator = np.random.default_rng(1)
        drawn = np.stack([_canvas_digit(slant(s, generator), generator) for _, s in pen])
        yield "pen, from a canvas picture", (drawn, labels)
        optical = data.optical_digits()
        yield "optical digits, another source", (optical.images, optical.labels)
    elif label_set == "animals":
        yield "held-back drawings", _strokes_and_bitmaps("test", size_px)
        yield "held-back drawings, strokes only", sketch_part(data.ANIMALS, "test", size_px)
    else:
        yield "held-back drawings", sketch_part(CATEGORIES[label_set](), "test", size_px)


def enlarged(bitmaps: np.ndarray, size_px: int) -> np.ndarray:
    """Places bitmaps of Quick, Draw! in a frame of another size.

    Args:
        bitmaps: `(n, 28, 28)` uint8.
        size_px: Width and height.

    Returns:
        `(n, size_px, size_px)` uint8.
    """
    if size_px == FRAME_SIZE_PX:
        return bitmaps
    frame = ink_frame("quickdraw", size_px)
    pictures = [as_bytes(frame.of_ink(bitmap)) for bitmap in bitmaps]
    return np.asarray(pictures, dtype=np.uint8).reshape(-1, size_px, size_px)


def _strokes_and_bitmaps(part: str, size_px: int) -> Epoch:
    images, labels = sketch_part(data.ANIMALS, part, size_px)
    bitmaps = [enlarged(data.sketch_bitmaps(category, part), size_px) for category in data.ANIMALS]
    bitmap_labels = [np.full(len(bitmap), label) for label, bitmap in enumerate(bitmaps)]
    return np.concatenate([images, *bitmaps]), np.concatenate([labels, *bitmap_labels])


def _sketch_epoch(
    categories: tuple[str, ...],
    per_category: int,
    seed: int,
    epoch: int,
    strength: float = 1.0,
    outliers_for: str | None = None,
    most_bitmaps: float = 0.5,
) -> Epoch:
    generator = np.random.default_rng([seed, epoch])
    images, labels = [], []
    for label, category in enumerate(categories):
        strokes, bitmaps = data.sketch_strokes(category, "train"), data.sketch_bitmaps(category, "train")
        share = min(most_bitmaps, len(bitmaps) / (len(bitmaps) + len(strokes)))
        for number in range(per_category):
            if int((number + 1) * share) > int(number * share):
                picture = augment_picture(bitmaps[generator.integers(len(bitmaps))], generator, strength, 0.7)
            else:
                picture = _sketch(strokes[generator.integers(len(strokes))], generator, strength)
            images.append(picture[:, ::-1] if generator.random() < 0.5 else picture)
            labels.append(label)
    if outliers_for:
        images += outliers(outliers_for, _OUTLIERS_PER_EPOCH[outliers_for], generator)
        labels += [len(categories)] * _OUTLIERS_PER_EPOCH[outliers_for]
    return _shuffled(images, labels, generator)


def _pen_digit(strokes: Strokes, generator: np.random.Generator) -> np.ndarray:
    width_px = np.clip(MNIST_LINE_WIDTH_PX * np.exp(generator.normal(0, 0.3)), 1.2, 5.0)
    return as_bytes(mnist_frame_of_strokes(strokes, float(width_px)))


def _canvas_digit(strokes: Strokes, generator: np.random.Generator) -> np.ndarray:
    placed, width_px = place_on_canvas(strokes, generator, CANVAS_PX)
    return as_bytes(mnist_frame(rasterize(placed, CANVAS_PX, CANVAS_PX, width_px)))


def _sketch(strokes: Strokes, generator: np.random.Generator, strength: float) -> np.ndarray:
    augmented = augment_strokes(strokes, generator, strength, unfinished=0.2 * strength)
    width_px = np.clip(QUICKDRAW_LINE_WIDTH_PX * np.exp(generator.normal(0, 0.25)), 0.9, 3.5)
    return as_bytes(quickdraw_frame_of_strokes(augmented, float(width_px)))


def _shuffled(images: list[np.ndarray], labels: list[int], generator: np.random.Generator) -> Epoch:
    order = generator.permutation(len(images))
    return np.stack(images)[order], np.asarray(labels, dtype=np.int64)[order]
