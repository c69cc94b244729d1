"""The training set of the network for everyday things, and its outliers for training and tests."""

import io
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image

from core.errors import BadData
from core.inference.imagenet import imagenet_names, imagenet_numbers, kinds_of
from core.preprocessing.decode import decode_image
from core.preprocessing.photo_crop import photo_frame
from recipes.cifar10 import SIDE_PX, cifar10
from recipes.data import EVERYDAY, data_folder

# Names and kinds of the ImageNet classes that belong to one of the ten classes.
_KNOWN_KINDS = {
    *("aircraft", "car", "van", "truck", "ship", "boat", "bird", "cat", "dog", "frog"),
    *("sorrel", "gazelle", "impala", "hartebeest"),
}
_MAX_SHIFT_PX = 4
_CUTOUT_PX, _GREY = 8, 121  # the mean of all colours
# Outliers for training: folders below `photos`, and the classes in them.
_OUTLIER_FOLDERS = {
    "ants_bees": ("ants", "bees"),
    "rock_paper_scissors": ("paper", "rock", "scissors"),
    "pacs_photo": ("elephant", "giraffe", "guitar", "house", "person"),
}
_OUTLIERS_PER_EPOCH = 4_000
_SMALLEST_CROP = 0.3  # share of the shorter side
_WORKING_SIDE_PX = 160
_CIFAR10_JPEG_QUALITY = 75


def everyday_epoch(seed: int, epoch: int) -> tuple[np.ndarray, np.ndarray]:
    """Makes the pictures of one epoch: mirrored in every other epoch, shifted, with cutout, shuffled.

    Photos of other things are among them, labelled `len(EVERYDAY)`.

    Args:
        seed: Seed of the training.
        epoch: Number of the epoch, from 0.

    Returns:
        Pictures `(n, 32, 32, 3)` uint8 and their labels `(n,)`.

    Source: Jordan 2024, "94% on CIFAR-10 in 3.29 seconds on a single GPU", section 3.6: whether a picture
        is mirrored in the first epoch is chance; from then on it alternates.
    """
    pictures = cifar10("train")
    count = len(pictures.labels)
    mirrored = (np.random.default_rng(seed).integers(2, size=count) + epoch) % 2 == 1
    images = pictures.images.copy()
    images[mirrored] = images[mirrored, :, ::-1]
    generator = np.random.default_rng([seed, epoch])
    margins = ((0, 0), (_MAX_SHIFT_PX,) * 2, (_MAX_SHIFT_PX,) * 2, (0, 0))
    padded = np.pad(images, margins, mode="reflect")
    down, right = generator.integers(2 * _MAX_SHIFT_PX + 1, size=(2, count))
    for y in range(2 * _MAX_SHIFT_PX + 1):
        for x in range(2 * _MAX_SHIFT_PX + 1):
            same_shift = (down == y) & (right == x)
            images[same_shift] = padded[same_shift, y : y + SIDE_PX, x : x + SIDE_PX]
    images = np.concatenate([images, outlier_photos(_OUTLIERS_PER_EPOCH, generator)])
    labels = np.concatenate([pictures.labels, np.full(_OUTLIERS_PER_EPOCH, len(EVERYDAY))])
    _cut_out(images, generator)
    order = generator.permutation(len(labels))
    return images[order], labels[order]


def outlier_photos(count: int, generator: np.random.Generator) -> np.ndarray:
    """Crops squares from photos of other things and reduces them to the size and quality of CIFAR-10's.

    Args:
        count: Number of pictures.
        generator: Source of randomness.

    Returns:
        `(count, 32, 32, 3)` uint8; every class of things is equally likely.
    """
    sources = _outlier_sources()
    squares = []
    for _ in range(count):
        photos = sources[int(generator.integers(len(sources)))]
        photo = photos[int(generator.integers(len(photos)))]
        side = min(photo.size) * generator.uniform(_SMALLEST_CROP, 1)
        left, top = (generator.uniform(0, length - side) for length in photo.size)
        box = (left, top, left + side, top + side)
        square = photo.resize((SIDE_PX, SIDE_PX), Image.Resampling.BILINEAR, box=box)
        if generator.random() < 0.5:
            square = square.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        # Without JPEG's artefacts the network could tell them apart by their absence.
        file = io.BytesIO()
        square.save(file, "JPEG", quality=_CIFAR10_JPEG_QUALITY)
        squares.append(np.asarray(Image.open(file)))
    return np.stack(squares)


@cache
def _outlier_sources() -> list[list[Image.Image]]:
    """Reads the outliers for training, class by class; ImageNet's samples are kept for tests."""
    photos = []
    for folder, classes in _OUTLIER_FOLDERS.items():
        for name in classes:
            paths = sorted((data_folder() / "photos" / folder).glob(f"**/{name}/*.jpg"))
            if not paths:
                raise BadData(
                    f"Photos of other things are needed in {data_folder() / 'photos' / folder}, in a folder "
                    f"for each class. Received: none for {name}"
                )
            photos.append([_reduced(path) for path in paths])
    return photos


def _reduced(path: Path) -> Image.Image:
    with Image.open(path) as image:
        image.thumbnail((_WORKING_SIDE_PX, _WORKING_SIDE_PX))
        return image.convert("RGB")


def _cut_out(images: np.ndarray, generator: np.random.Generator) -> None:
    """Greys out a square of each picture, in place, so that no single part decides.

    Source: DeVries and Taylor 2017, "Improved regularization of convolutional neural networks with Cutout".
    """
    top, left = generator.integers(-_CUTOUT_PX // 2, SIDE_PX - _CUTOUT_PX // 2, size=(2, len(images)))
    rows, columns = np.arange(SIDE_PX) - top[:, None], np.arange(SIDE_PX) - left[:, None]
    inside = ((rows >= 0) & (rows < _CUTOUT_PX))[:, :, None] & ((columns >= 0) & (columns < _CUTOUT_PX))[
        :, None, :
    ]
    images[inside] = _GREY


def everyday_validation() -> tuple[np.ndarray, np.ndarray]:
    """Returns the validation pictures and labels."""
    pictures = cifar10("validation")
    return pictures.images, pictures.labels


def ood_photos() -> np.ndarray:
    """Returns ImageNet's samples that belong to none of the ten classes: `(n, 32, 32, 3)` uint8."""
    names = dict(zip(imagenet_numbers(), imagenet_names(), strict=True))
    frames = []
    for path in sorted((data_folder() / "photos" / "imagenet_samples").glob("*.jpg")):
        name = names[path.name.split("_")[0]]
        if not _KNOWN_KINDS.intersection((name, *kinds_of(name))):
            frames.append(photo_frame(decode_image(path.read_bytes()), SIDE_PX))
    return np.stack(frames)
