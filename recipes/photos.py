"""CIFAR-10: its pictures, and what a network sees of them in an epoch."""

import hashlib
import io
import zipfile
from functools import cache

import numpy as np
from PIL import Image

from core.applications import imagenet_names, imagenet_numbers
from core.label_groups import kinds_of
from core.photo import photo_frame
from core.photo_networks import WHITENING_LAYER
from core.pictures import read_picture
from recipes.data import Pictures, data_folder
from recipes.work import work_folder

EVERYDAY = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
# What ImageNet's classes are called or are kinds of, where they are one of the ten.
_TEN = {
    *("aircraft", "car", "van", "truck", "ship", "boat", "bird", "cat", "dog", "frog"),
    *("sorrel", "gazelle", "impala", "hartebeest"),
}
_VALIDATION_SHARE = 0.05
_REACH_PX = 4
_CUT_PX, _GREY = 8, 121  # the mean of all colours
_WHITENING_PICTURES = 5_000
_WHITENING_FLOOR = 5e-4


@cache
def cifar10(part: str) -> Pictures:
    """Reads CIFAR-10, from JPEG class folders in a zip.

    Args:
        part: "train", "validation" (a twentieth of the training pictures, by a hash of their name) or "test".

    Returns:
        Pictures `(n, 32, 32, 3)` uint8 with labels in the order of `EVERYDAY`.

    Source: Krizhevsky 2009, "Learning multiple layers of features from tiny images".
    """
    kept = work_folder("cifar10") / f"{part}.npz"
    if not kept.exists():
        _unpack()
    with np.load(kept) as arrays:
        return Pictures(arrays["images"], arrays["labels"])


def everyday_epoch(seed: int, epoch: int) -> tuple[np.ndarray, np.ndarray]:
    """Makes the pictures of one epoch: mirrored every other time, shifted, with a hole, in new order.

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
            images[here] = padded[here, y : y + 32, x : x + 32]
    _cut_out(images, generator)
    order = generator.permutation(count)
    return images[order], pictures.labels[order]


def _cut_out(images: np.ndarray, generator: np.random.Generator) -> None:
    """Greys a square of each picture, so that no single part decides.

    Source: DeVries and Taylor 2017, "Improved regularization of convolutional neural networks with Cutout".
    """
    top, left = generator.integers(-_CUT_PX // 2, 32 - _CUT_PX // 2, size=(2, len(images)))
    rows, columns = np.arange(32) - top[:, None], np.arange(32) - left[:, None]
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
            frames.append(photo_frame(read_picture(path.read_bytes()), 32))
    return np.stack(frames)


def whiten(model: object) -> None:
    """Sets the first layer's filters to the patches' principal directions and their opposites.

    Source: Jordan 2024, section 3.2.
    """
    images = cifar10("train").images[:_WHITENING_PICTURES].astype(np.float64) / 255
    patches = np.lib.stride_tricks.sliding_window_view(images, (2, 2), axis=(1, 2))
    # (pictures, rows, columns, colours, y, x) -> one row for each patch, as a kernel is laid out.
    flat = patches.transpose(0, 1, 2, 4, 5, 3).reshape(-1, 12)
    values, directions = np.linalg.eigh(np.cov(flat, rowvar=False))
    scaled = (directions / np.sqrt(values + _WHITENING_FLOOR)).reshape(2, 2, 3, 12)
    kernel = np.concatenate([scaled, -scaled], axis=-1)
    bias = -np.einsum("yxcf,yxc->f", kernel, flat.mean(axis=0).reshape(2, 2, 3))
    model.get_layer(WHITENING_LAYER).set_weights([kernel, bias])  # type: ignore[attr-defined]


def _unpack() -> None:
    parts: dict[str, tuple[list[np.ndarray], list[int]]] = {
        part: ([], []) for part in ("train", "validation", "test")
    }
    with zipfile.ZipFile(data_folder() / "cifar10_jpg.zip") as archive:
        for name in sorted(name for name in archive.namelist() if name.endswith(".jpg")):
            part, label = name.split("/")[-3:-1]
            first = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") / 2**64
            if part == "train" and first < _VALIDATION_SHARE:
                part = "validation"
            with Image.open(io.BytesIO(archive.read(name))) as image:
                parts[part][0].append(np.asarray(image.convert("RGB")))
            parts[part][1].append(EVERYDAY.index(label))
    folder = work_folder("cifar10")
    folder.mkdir(parents=True, exist_ok=True)
    for part, (images, labels) in parts.items():
        temporary = folder / f"{part}.part.npz"
        np.savez(temporary, images=np.stack(images), labels=np.array(labels))
        temporary.replace(folder / f"{part}.npz")
