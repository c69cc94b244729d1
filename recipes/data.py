"""The data sets behind the shipped bundles, read from `INKLING_DATA` and split once and for all.

Splits are made by drawing and by writer, from a hash of the drawing's own key, so that no drawing
is ever in two parts, in whatever form (strokes or bitmap) and order it is read.
"""

import gzip
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image

from core.errors import BadData
from core.preprocessing.ink_frames import mnist_frame, quickdraw_frame_of_strokes
from core.preprocessing.quickdraw_format import from_quickdraw
from core.preprocessing.strokes import Strokes
from core.storage.download import download
from core.storage.paths import home
from recipes.download import MNIST_ADDRESS, MNIST_SHA256, download_sketches

ANIMALS = ("camel", "cat", "dog", "fish", "giraffe", "octopus")

# The pen strokes are split by writer: whoever is tested was never seen.
PEN_TEST_WRITERS = frozenset({5, 10, 15, 20, 25, 30})
PEN_VALIDATION_WRITERS = frozenset({7, 17, 27})
_MNIST_VALIDATION = 5_000  # the last pictures of the training file
# Test and validation parts of the sketches. The six animals are also a task of their own, whose
# figures want more drawings.
_HELD_BACK = {True: (0.20, 0.08), False: (0.10, 0.04)}
# Two bitmaps that differ by less than this, of 255, on average are the same drawing, or nearly.
_SAME_DRAWING = 5.0

PARTS = ("train", "validation", "test")


@dataclass(frozen=True)
class Pictures:
    """Labelled small pictures: `images` `(n, 28, 28)` uint8, white on black; `labels` `(n,)` int."""

    images: np.ndarray
    labels: np.ndarray


def data_folder() -> Path:
    """Returns where the data lie: `INKLING_DATA`, or `../shared/data`, or the user's cache.

    What is missing from the user's cache is downloaded when it is needed.
    """
    if named := os.environ.get("INKLING_DATA"):
        return Path(named)
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    return beside if beside.is_dir() else home() / "data"


@cache
def mnist(part: str) -> Pictures:
    """Reads one part of MNIST: 55,000, 5,000 and 10,000 pictures of digits.

    Args:
        part: "train", "validation" (the last 5,000 of the training file) or "test".

    Source: LeCun, Cortes, Burges, "The MNIST database of handwritten digits"; CC BY-SA 3.0.
    """
    path = data_folder() / "mnist.npz"
    if not path.exists():
        download(MNIST_ADDRESS, path, MNIST_SHA256)
    with np.load(path) as file:
        if part == "test":
            return Pictures(file["x_test"], file["y_test"].astype(np.int64))
        images, labels = file["x_train"], file["y_train"].astype(np.int64)
    here = slice(0, -_MNIST_VALIDATION) if part == "train" else slice(-_MNIST_VALIDATION, None)
    return Pictures(images[here], labels[here])


@cache
def pen_digits(part: str) -> list[tuple[int, Strokes]]:
    """Reads one part of the digits drawn with a pen, as `(label, strokes)`, split by writer.

    Source: Alpaydin and Alimoglu 1998, UCI pen-based recognition of handwritten digits; CC BY 4.0.
    """
    drawings = []
    path = data_folder() / "pendigits_train.ndjson.gz"
    if not path.exists():
        raise BadData(
            "The pen digits come packed in a form of 1998 that must be unpacked by hand: take "
            "pendigits-orig.tra from https://archive.ics.uci.edu/dataset/81 and write one JSON a line with "
            f"label, writer and drawing. Received: no file {path}"
        )
    for line in _lines(path):
        writer = line["writer"]
        found = (
            "test"
            if writer in PEN_TEST_WRITERS
            else "validation"
            if writer in PEN_VALIDATION_WRITERS
            else "train"
        )
        if found == part:
            drawings.append((int(line["label"]), from_quickdraw(line["drawing"])))
    return drawings


@cache
def optical_digits() -> Pictures:
    """Reads the optical digits: 1,797 scans of 8 x 8 pixels that no network here is trained on.

    Returns:
        The scans enlarged and placed as MNIST's: pictures from another source than any used in training.

    Source: Alpaydin and Kaynak 1998, UCI optical recognition of handwritten digits, the test half by 13
        writers; CC BY 4.0; as it comes with scikit-learn.
    """
    from sklearn.datasets import load_digits

    scans = load_digits()
    frames = []
    for scan in scans.images:
        small = np.pad((scan * 255 / 16).astype(np.uint8), 1)
        large = Image.fromarray(small).resize((100, 100), Image.Resampling.BICUBIC)
        frames.append((mnist_frame(np.asarray(large)) * 255 + 0.5).astype(np.uint8))
    return Pictures(np.stack(frames), scans.target.astype(np.int64))


@cache
def sketch_categories() -> tuple[str, ...]:
    """Returns the 345 Quick, Draw! categories, as their files are named, in alphabetical order."""
    return tuple((Path(__file__).resolve().parent / "categories.txt").read_text().split())


@cache
def fifty_categories() -> tuple[str, ...]:
    """Returns fifty categories that people like to draw: many drawings, and hardly to be mixed up."""
    return tuple((Path(__file__).resolve().parent / "fifty.txt").read_text().split())


@cache
def sketch_strokes(category: str, part: str) -> list[Strokes]:
    """Reads one category's drawings that are known as strokes, one part of them.

    Source: https://github.com/googlecreativelab/quickdraw-dataset; Google, CC BY 4.0.
    """
    return [strokes for key, strokes in _stroke_drawings(category) if _part_of(key, category) == part]


@cache
def sketch_bitmaps(category: str, part: str) -> np.ndarray:
    """Reads one category's drawings that are known as bitmaps only, one part of them.

    Bitmaps that were rendered from the stroke files are left out, and so is every bitmap that looks
    like a drawing of the stroke files: those are split where the strokes are.

    Returns:
        `(n, 28, 28)` uint8, white on black.

    Source: https://github.com/googlecreativelab/quickdraw-dataset; Google, CC BY 4.0.
    """
    path = data_folder() / "quickdraw" / f"{category}.npz"
    if not path.exists():  # strokes alone will do
        return np.zeros((0, 28, 28), dtype=np.uint8)
    with np.load(path) as file:
        images = file["images"][file["google_bitmap"]]
    if len(images) == 0:
        return images
    known = np.stack([quickdraw_frame_of_strokes(s) for _, s in _stroke_drawings(category)]) * 255
    fresh = _unlike(images, known)
    chosen = [
        index
        for index in np.flatnonzero(fresh)
        if _part_of(hashlib.sha256(images[index].tobytes()).hexdigest(), category) == part
    ]
    return images[chosen]


@cache
def _stroke_drawings(category: str) -> list[tuple[str, Strokes]]:
    lines = _lines(download_sketches(category, data_folder() / "quickdraw_strokes" / f"{category}.ndjson.gz"))
    return [(str(line["key_id"]), from_quickdraw(line["drawing"])) for line in lines]


def _unlike(images: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Tells which images differ from all known ones by more than the rendering does."""
    nearest = np.full(len(images), np.inf, dtype=np.float32)
    flat = images.reshape(len(images), -1).astype(np.float32)
    for one in known.reshape(len(known), -1).astype(np.float32):
        np.minimum(nearest, np.abs(flat - one).mean(axis=1), out=nearest)
    return nearest > _SAME_DRAWING


def _part_of(key: str, category: str) -> str:
    test, validation = _HELD_BACK[category in ANIMALS]
    place = int(hashlib.sha256(f"inkling:{key}".encode()).hexdigest()[:8], 16) / 0xFFFFFFFF
    return "test" if place < test else "validation" if place < test + validation else "train"


def _lines(path: Path) -> Iterator[dict]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def held_back_strokes(knows: str) -> list[tuple[str, Strokes]]:
    """Returns the held-back drawings that are known as strokes, with their label's words."""
    if knows == "digits":
        return [(str(label), strokes) for label, strokes in pen_digits("test")]
    return [
        (name.replace("_", " "), strokes)
        for name in CATEGORIES[knows]()
        for strokes in sketch_strokes(name, "test")
    ]


EVERYDAY = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
# By what a network knows; digits are not among the sketches.
CATEGORIES: dict[str, Callable[[], tuple[str, ...]]] = {
    "animals": lambda: ANIMALS,
    "fifty": fifty_categories,
    "sketches": sketch_categories,
    "everyday": lambda: EVERYDAY,
}
