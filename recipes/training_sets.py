"""What each network sees in one epoch: the training drawings, varied anew every time.

Each function returns `(images, labels)`: `(n, 28, 28)` uint8 and `(n,)` int64, shuffled; the same seed
and epoch give the same pictures, so a resumed training goes on as if it had never stopped.
"""

import numpy as np

from core.preprocessing.augmentation import augment_picture, augment_strokes, on_canvas, slanted
from core.preprocessing.ink_frames import (
    MNIST_LINE_WIDTH_PX,
    QUICKDRAW_LINE_WIDTH_PX,
    mnist_frame,
    mnist_frame_of_strokes,
    quickdraw_frame_of_strokes,
)
from core.preprocessing.rasterize import rasterize
from core.preprocessing.strokes import Strokes
from recipes import data
from recipes.cifar10 import cifar10
from recipes.data import CATEGORIES
from recipes.outlier_exposure import outliers

Epoch = tuple[np.ndarray, np.ndarray]

CANVAS_PX = 280
_PEN_ROUNDS = 3  # how often each pen drawing comes in an epoch, each time drawn differently
_SKETCHES_PER_CATEGORY = 204
_ANIMALS_PER_CLASS = 2_500
_FIFTY_PER_CATEGORY = 400
# Of categories with many more bitmaps than strokes, this share comes from bitmaps.
_MOST_BITMAPS = 0.8
_OTHERS_PER_EPOCH = {"animals": 4_000, "fifty": 3_000, "sketches": 6_000}


def digits(seed: int, epoch: int) -> Epoch:
    """MNIST, turned and stretched a little, and pen strokes redrawn as a canvas would draw them."""
    generator = np.random.default_rng([seed, epoch])
    mnist = data.mnist("train")
    images = [augment_picture(image, generator) for image in mnist.images]
    labels = list(mnist.labels)
    for turn in range(_PEN_ROUNDS):
        for label, strokes in data.pen_digits("train"):
            varied = augment_strokes(strokes, generator)
            images.append(_canvas_digit(varied, generator) if turn == 0 else _pen_digit(varied, generator))
            labels.append(label)
    return _shuffled(images, labels, generator)


def digits_and_others(seed: int, epoch: int, still: float = 0.0) -> Epoch:
    """MNIST bent like rubber, pen strokes redrawn, and a twelfth of something else.

    Args:
        seed: Of the training.
        epoch: Which one.
        still: Share of MNIST's pictures that come as they are.
    """
    generator = np.random.default_rng([seed, epoch])
    mnist = data.mnist("train")
    images = [
        image
        if still and generator.random() < still
        else augment_picture(image, generator, shift_px=2.0, bend_px=0.8 * (generator.random() < 0.6))
        for image in mnist.images
    ]
    labels = list(mnist.labels)
    for label, strokes in data.pen_digits("train"):
        varied = augment_strokes(slanted(strokes, generator), generator)
        on_paper = generator.random() < 0.4
        images.append(_canvas_digit(varied, generator) if on_paper else _pen_digit(varied, generator))
        labels.append(label)
    others = outliers("digits", len(images) // 11, generator)
    return _shuffled([*images, *others], [*labels, *[10] * len(others)], generator)


def digits_half_unaugmented(seed: int, epoch: int) -> Epoch:
    """The same, but half of MNIST's pictures as they are.

    Turning and bending soften a picture's edges: a network that sees soft ones alone misreads sharp ones.
    """
    return digits_and_others(seed, epoch, still=0.5)


def sketches(seed: int, epoch: int) -> Epoch:
    """All 345 categories evenly, half of each from bitmaps where there are any."""
    return _sketch_epoch(data.sketch_categories(), _SKETCHES_PER_CATEGORY, seed, epoch)


def sketches_and_others(seed: int, epoch: int) -> Epoch:
    """All 345 categories, and what is no such drawing."""
    return _sketch_epoch(
        data.sketch_categories(),
        _SKETCHES_PER_CATEGORY,
        seed,
        epoch,
        others="sketches",
        most_bitmaps=_MOST_BITMAPS,
    )


def fifty_and_others(seed: int, epoch: int) -> Epoch:
    """The fifty categories evenly, and drawings of other things."""
    return _sketch_epoch(
        data.fifty_categories(), _FIFTY_PER_CATEGORY, seed, epoch, others="fifty", most_bitmaps=_MOST_BITMAPS
    )


def animals_and_others(seed: int, epoch: int) -> Epoch:
    """The six animals evenly, each of their drawings about as often, and drawings of other things."""
    return _sketch_epoch(
        data.ANIMALS, _ANIMALS_PER_CLASS, seed, epoch, others="animals", most_bitmaps=_MOST_BITMAPS
    )


def animals_half_strokes(seed: int, epoch: int) -> Epoch:
    """The same with half of each from strokes, though there are far fewer of those."""
    return _sketch_epoch(data.ANIMALS, _ANIMALS_PER_CLASS, seed, epoch, others="animals")


def animals(seed: int, epoch: int) -> Epoch:
    """The six animals evenly, and nothing else."""
    return _sketch_epoch(data.ANIMALS, _ANIMALS_PER_CLASS, seed, epoch)


def animals_gently(seed: int, epoch: int) -> Epoch:
    """The six animals with half the variation: a small network cannot learn all of it."""
    return _sketch_epoch(data.ANIMALS, _ANIMALS_PER_CLASS, seed, epoch, strength=0.5)


def animals_validation() -> Epoch:
    """Validation drawings of the six animals, from strokes and from bitmaps."""
    return _strokes_and_bitmaps("validation")


def sketches_validation() -> Epoch:
    """Validation drawings of all 345 categories, from strokes."""
    return sketch_part(data.sketch_categories(), "validation")


def fifty_validation() -> Epoch:
    """Validation drawings of the fifty categories, from strokes."""
    return sketch_part(data.fifty_categories(), "validation")


def digits_validation() -> Epoch:
    """MNIST's validation pictures, and validation writers' strokes drawn on a canvas, unvaried."""
    generator = np.random.default_rng(0)
    mnist = data.mnist("validation")
    pen = [
        (_canvas_digit(slanted(strokes, generator), generator), label)
        for label, strokes in data.pen_digits("validation")
    ]
    return (
        np.concatenate([mnist.images, np.stack([image for image, _ in pen])]),
        np.concatenate([mnist.labels, [label for _, label in pen]]),
    )


def sketch_part(categories: tuple[str, ...], part: str) -> Epoch:
    """One held-back part of the sketches, from strokes, unvaried, and from bitmaps where there are any."""
    images, labels = [], []
    for label, category in enumerate(categories):
        here = [_bytes(quickdraw_frame_of_strokes(s)) for s in data.sketch_strokes(category, part)]
        images += here
        labels += [label] * len(here)
    return np.stack(images), np.asarray(labels, dtype=np.int64)


def test_parts(knows: str) -> dict[str, Epoch]:
    """Returns the test pictures of what a network knows, by name of the part; the main figure first.

    Each is used once, when a finished network becomes a bundle.
    """
    if knows == "digits":
        mnist = data.mnist("test")
        pen = data.pen_digits("test")
        optical = data.optical_digits()
        labels = np.asarray([label for label, _ in pen], dtype=np.int64)
        generator = np.random.default_rng(1)
        return {
            "MNIST test": (mnist.images, mnist.labels),
            "pen, from strokes": (np.stack([_bytes(mnist_frame_of_strokes(s)) for _, s in pen]), labels),
            "pen, from a canvas picture": (
                np.stack([_canvas_digit(slanted(s, generator), generator) for _, s in pen]),
                labels,
            ),
            "optical digits, another source": (optical.images, optical.labels),
        }
    if knows == "animals":
        return {
            "held-back drawings": _strokes_and_bitmaps("test"),
            "held-back drawings, strokes only": sketch_part(data.ANIMALS, "test"),
        }
    if knows == "everyday":
        pictures = cifar10("test")
        return {"CIFAR-10 test": (pictures.images, pictures.labels)}
    return {"held-back drawings": sketch_part(CATEGORIES[knows](), "test")}


def _strokes_and_bitmaps(part: str) -> Epoch:
    images, labels = sketch_part(data.ANIMALS, part)
    bitmaps = [data.sketch_bitmaps(category, part) for category in data.ANIMALS]
    more = [np.full(len(bitmap), label) for label, bitmap in enumerate(bitmaps)]
    return np.concatenate([images, *bitmaps]), np.concatenate([labels, *more])


def _sketch_epoch(
    categories: tuple[str, ...],
    each: int,
    seed: int,
    epoch: int,
    strength: float = 1.0,
    others: str | None = None,
    most_bitmaps: float = 0.5,
) -> Epoch:
    generator = np.random.default_rng([seed, epoch])
    images, labels = [], []
    for label, category in enumerate(categories):
        strokes, bitmaps = data.sketch_strokes(category, "train"), data.sketch_bitmaps(category, "train")
        share = min(most_bitmaps, len(bitmaps) / (len(bitmaps) + len(strokes)))
        for number in range(each):
            if int((number + 1) * share) > int(number * share):
                picture = augment_picture(bitmaps[generator.integers(len(bitmaps))], generator, strength, 0.7)
            else:
                picture = _sketch(strokes[generator.integers(len(strokes))], generator, strength)
            images.append(picture[:, ::-1] if generator.random() < 0.5 else picture)
            labels.append(label)
    if others:
        images += outliers(others, _OTHERS_PER_EPOCH[others], generator)
        labels += [len(categories)] * _OTHERS_PER_EPOCH[others]
    return _shuffled(images, labels, generator)


def _pen_digit(strokes: Strokes, generator: np.random.Generator) -> np.ndarray:
    width = np.clip(MNIST_LINE_WIDTH_PX * np.exp(generator.normal(0, 0.3)), 1.2, 5.0)
    return _bytes(mnist_frame_of_strokes(strokes, float(width)))


def _canvas_digit(strokes: Strokes, generator: np.random.Generator) -> np.ndarray:
    placed, width = on_canvas(strokes, generator, CANVAS_PX)
    return _bytes(mnist_frame(rasterize(placed, CANVAS_PX, CANVAS_PX, width)))


def _sketch(strokes: Strokes, generator: np.random.Generator, strength: float) -> np.ndarray:
    varied = augment_strokes(strokes, generator, strength, unfinished=0.2 * strength)
    width = np.clip(QUICKDRAW_LINE_WIDTH_PX * np.exp(generator.normal(0, 0.25)), 0.9, 3.5)
    return _bytes(quickdraw_frame_of_strokes(varied, float(width)))


def _bytes(picture: np.ndarray) -> np.ndarray:
    return (picture * 255 + 0.5).astype(np.uint8)


def _shuffled(images: list[np.ndarray], labels: list[int], generator: np.random.Generator) -> Epoch:
    order = generator.permutation(len(images))
    return np.stack(images)[order], np.asarray(labels, dtype=np.int64)[order]
