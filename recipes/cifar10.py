"""CIFAR-10, from JPEG class folders or the official file, with a fixed validation part."""

import hashlib
import io
import tarfile
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image

from core.storage.download import download
from recipes.data import EVERYDAY, PARTS, Pictures, data_folder
from recipes.download import print_progress
from recipes.storage import work_folder

_OFFICIAL = "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"
_OFFICIAL_MD5 = "c32a1d4ab5d03f1284b67883e8d87530"
SIDE_PX = 32
_VALIDATION_SHARE = 0.05


@cache
def cifar10(part: str) -> Pictures:
    """Reads CIFAR-10 from `cifar10_jpg.zip`, or else from the official file, which is downloaded.

    Args:
        part: "train", "validation" (a twentieth of the training pictures, by a hash of their name) or "test".

    Returns:
        Pictures `(n, 32, 32, 3)` uint8, with labels in the order of `EVERYDAY`.

    Source: Krizhevsky 2009, "Learning multiple layers of features from tiny images";
        https://www.cs.toronto.edu/~kriz/cifar.html
    """
    cached = work_folder("cifar10") / f"{part}.npz"
    if not cached.exists():
        folders = data_folder() / "cifar10_jpg.zip"
        official = data_folder() / "cifar-10-binary.tar.gz"
        if folders.exists():
            _store_parts(from_class_folders(folders))
        else:
            _store_parts(from_official(download(_OFFICIAL, official, _OFFICIAL_MD5, "md5", print_progress)))
    with np.load(cached) as arrays:
        return Pictures(arrays["images"], arrays["labels"])


def from_class_folders(path: Path) -> Iterator[tuple[str, str, np.ndarray]]:
    """Reads a zip file with `train/<class>/*.jpg` and `test/<class>/*.jpg`.

    Args:
        path: The file.

    Yields:
        "train" or "test", the picture's name with its class as the last folder, and `(32, 32, 3)` uint8.
    """
    with zipfile.ZipFile(path) as archive:
        for name in sorted(name for name in archive.namelist() if name.endswith(".jpg")):
            with Image.open(io.BytesIO(archive.read(name))) as image:
                yield name.split("/")[-3], name, np.asarray(image.convert("RGB"))


def from_official(path: Path) -> Iterator[tuple[str, str, np.ndarray]]:
    """Reads the official binary version: one byte for the class, then all of red, green and blue.

    Args:
        path: The file, `cifar-10-binary.tar.gz`.

    Yields:
        The same as `from_class_folders`.
    """
    with tarfile.open(path) as archive:
        for member in sorted(archive.getnames()):
            if not member.endswith(".bin"):
                continue
            file = archive.extractfile(member)
            assert file is not None, member
            rows = np.frombuffer(file.read(), np.uint8).reshape(-1, 1 + 3 * SIDE_PX**2)
            part = "test" if "test" in member else "train"
            for number, row in enumerate(rows):
                colors = row[1:].reshape(3, SIDE_PX, SIDE_PX).transpose(1, 2, 0)
                yield part, f"{member}/{EVERYDAY[row[0]]}/{number}", colors


def _store_parts(pictures: Iterator[tuple[str, str, np.ndarray]]) -> None:
    parts: dict[str, tuple[list[np.ndarray], list[int]]] = {part: ([], []) for part in PARTS}
    for part, name, colors in pictures:
        fraction = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") / 2**64
        images, labels = parts["validation" if part == "train" and fraction < _VALIDATION_SHARE else part]
        images.append(colors)
        labels.append(EVERYDAY.index(name.split("/")[-2]))
    folder = work_folder("cifar10")
    folder.mkdir(parents=True, exist_ok=True)
    for part, (images, labels) in parts.items():
        temporary = folder / f"{part}.part.npz"
        np.savez(temporary, images=np.stack(images), labels=np.array(labels))
        temporary.replace(folder / f"{part}.npz")
