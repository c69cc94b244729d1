"""What a network for everyday things sees in an epoch, and what it must not know."""

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

# What ImageNet's classes are called or are kinds of, where they are one of the ten.
_TEN = {
    *("aircraft", "car", "van", "truck", "ship", "boat", "bird", "cat", "dog", "frog"),
    *("sorrel", "gazelle", "impala", "hartebeest"),
}
_REACH_PX = 4
_CUT_PX, _GREY = 8, 121  # the mean of all colours
# What the network learns to call something else: folders below `photos`, and their classes.
_OTHER_THINGS = {
    "ants_bees": ("ants", "bees"),
    "rock_paper_scissors": ("paper", "rock", "scissors"),
    "pacs_photo": ("elephant", "giraffe", "guitar", "house", "person"),
}
_OTHERS_PER_EPOCH = 4_000
_SMALLEST_SQUARE = 0.3  # share of the shorter side
_KEPT_PX = 160
_CIFAR10_JPEG_QUALITY = 75


def everyday_epoch(seed: int, epoch: int) -> tuple[np.ndarray, np.ndarray]:
    """Makes the pictures of one epoch: mirrored every other time, shifted, with a hole, in new order.

    Among them are photos of other things, labelled `len(EVERYDAY)`.

    Source: Jordan 2024, "94% on CIFAR-10 in 3.29 seconds on a single GPU", section 3.6: whether a picture
        is mirrored in the first epoch is chance; from then on it alternates.
    """
    pictures = cifar10("train")
    count = len(pictures.labels)
    mirrored = (np.random.default_rng(seed).integers(2, size=count) + epoch) % 2 == 1
    images = pictures.images.copy()
    images[mirrored] = images[mirrored, :, ::-1]
    generator = np.random.default_rng([seed, epoch])
    room = ((0, 0), (_REACH_PX,) * 2, (_REACH_PX,) * 2, (0, 0))
    padded = np.pad(images, room, mode="reflect")
    down, right = generator.integers(2 * _REACH_PX + 1, size=(2, count))
    for y in range(2 * _REACH_PX + 1):
        for x in range(2 * _REACH_PX + 1):
            here = (down == y) & (right == x)
            images[here] = padded[here, y : y + SIDE_PX, x : x + SIDE_PX]
    images = np.concatenate([images, something_else_in_photos(_OTHERS_PER_EPOCH, generator)])
    labels = np.concatenate([pictures.labels, np.full(_OTHERS_PER_EPOCH, len(EVERYDAY))])
    _cut_out(images, generator)
    order = generator.permutation(len(labels))
    return images[order], labels[order]


def something_else_in_photos(count: int, generator: np.random.Generator) -> np.ndarray:
    """Cuts squares out of photos of other things, and makes them as small and coarse as CIFAR-10's.

    Returns:
        `(count, 32, 32, 3)` uint8; as many of each class of things.
    """
    photos = _photos_of_other_things()
    squares = []
    for _ in range(count):
        of_a_class = photos[int(generator.integers(len(photos)))]
        photo = of_a_class[int(generator.integers(len(of_a_class)))]
        side = min(photo.size) * generator.uniform(_SMALLEST_SQUARE, 1)
        left, top = (generator.uniform(0, whole - side) for whole in photo.size)
        box = (left, top, left + side, top + side)
        square = photo.resize((SIDE_PX, SIDE_PX), Image.Resampling.BILINEAR, box=box)
        if generator.random() < 0.5:
            square = square.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        # Or the network would tell them by their want of JPEG's traces.
        file = io.BytesIO()
        square.save(file, "JPEG", quality=_CIFAR10_JPEG_QUALITY)
        squares.append(np.asarray(Image.open(file)))
    return np.stack(squares)


@cache
def _photos_of_other_things() -> list[list[Image.Image]]:
    """Reads them, class by class; none is of ImageNet's samples, which the network is judged by."""
    photos = []
    for folder, classes in _OTHER_THINGS.items():
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
        image.thumbnail((_KEPT_PX, _KEPT_PX))
        return image.convert("RGB")


def _cut_out(images: np.ndarray, generator: np.random.Generator) -> None:
    """Greys a square of each picture, so that no single part decides.

    Source: DeVries and Taylor 2017, "Improved regularization of convolutional neural networks with Cutout".
    """
    top, left = generator.integers(-_CUT_PX // 2, SIDE_PX - _CUT_PX // 2, size=(2, len(images)))
    rows, columns = np.arange(SIDE_PX) - top[:, None], np.arange(SIDE_PX) - left[:, None]
    inside = ((rows >= 0) & (rows < _CUT_PX))[:, :, None] & ((columns >= 0) & (columns < _CUT_PX))[:, None, :]
    images[inside] = _GREY


def everyday_validation() -> tuple[np.ndarray, np.ndarray]:
    """Returns the validation pictures and labels."""
    pictures = cifar10("validation")
    return pictures.images, pictures.labels


def other_things() -> np.ndarray:
    """Returns ImageNet's samples of what is none of the ten things: `(n, 32, 32, 3)` uint8."""
    names = dict(zip(imagenet_numbers(), imagenet_names(), strict=True))
    frames = []
    for path in sorted((data_folder() / "photos" / "imagenet_samples").glob("*.jpg")):
        name = names[path.name.split("_")[0]]
        if not _TEN.intersection((name, *kinds_of(name))):
            frames.append(photo_frame(decode_image(path.read_bytes()), SIDE_PX))
    return np.stack(frames)
