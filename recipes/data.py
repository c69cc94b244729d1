"""The data sets behind the shipped bundles, read from `INKLING_DATA`, with fixed splits.

Pen digits are split by writer, and sketches by a hash of the drawing's key or, for bitmaps, of its pixels. No
drawing is in two parts, whether it is read as strokes or as a bitmap.
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
from scipy.spatial.distance import cdist

from core.errors import BadData
from core.preprocessing.ink_frames import mnist_frame, quickdraw_frame_of_strokes
from core.preprocessing.quickdraw_format import from_quickdraw
from core.preprocessing.strokes import Strokes
from core.storage.download import download
from core.storage.paths import home
from recipes.download import MNIST_ADDRESS, MNIST_SHA256, download_sketches, print_progress
from recipes.ink_bytes import as_bytes

ANIMALS = ("camel", "cat", "dog", "fish", "giraffe", "octopus")

# The pen strokes are split by writer, so that no test writer is in the training part.
PEN_TEST_WRITERS = frozenset({5, 10, 15, 20, 25, 30})
PEN_VALIDATION_WRITERS = frozenset({7, 17, 27})
_MNIST_VALIDATION = 5_000  # the last pictures of the training file
# Test and validation shares of the sketches. The six animals are also a separate task, which needs more
# drawings for reliable figures.
_ANIMALS_HELD_BACK, _OTHERS_HELD_BACK = (0.20, 0.08), (0.10, 0.04)
# Bitmaps whose mean absolute difference (0 to 255) is at most this count as the same drawing.
_SAME_DRAWING = 5.0

PARTS = ("train", "validation", "test")


@dataclass(frozen=True)
class Pictures:
    """Labelled small pictures: `images` `(n, 28, 28)` uint8, white on black; `labels` `(n,)` int."""

    images: np.ndarray
    labels: np.ndarray


def data_folder() -> Path:
    """Returns the data folder: `INKLING_DATA`, or `../shared/data`, or `data` in Inkling's own folder.

    MNIST and the strokes of the sketches are downloaded into it if they are missing.
    """
    if configured := os.environ.get("INKLING_DATA"):
        return Path(configured)
    shared = Path(__file__).resolve().parents[2] / "shared" / "data"
    return shared if shared.is_dir() else home() / "data"


@cache
def mnist(part: str) -> Pictures:
    """Reads one part of MNIST: 55,000, 5,000 and 10,000 pictures of digits.

    Args:
        part: "train", "validation" (the last 5,000 of the training file) or "test".

    Source: LeCun, Cortes, Burges, "The MNIST database of handwritten digits"; CC BY-SA 3.0.
    """
    path = data_folder() / "mnist.npz"
    if not path.exists():
        download(MNIST_ADDRESS, path, MNIST_SHA256, progress=print_progress)
    with np.load(path) as file:
        if part == "test":
            return Pictures(file["x_test"], file["y_test"].astype(np.int64))
        images, labels = file["x_train"], file["y_train"].astype(np.int64)
    rows = slice(0, -_MNIST_VALIDATION) if part == "train" else slice(-_MNIST_VALIDATION, None)
    return Pictures(images[rows], labels[rows])


@cache
def pen_digits(part: str) -> list[tuple[int, Strokes]]:
    """Reads one part of the digits drawn with a pen, as `(label, strokes)`, split by writer.

    Source: Alpaydin and Alimoglu 1998, UCI pen-based recognition of handwritten digits; CC BY 4.0.
    """
    drawings = []
    path = data_folder() / "pendigits_train.ndjson.gz"
    if not path.exists():
        raise BadData(
            "The pen digits are distributed in a format of 1998 that must be converted by hand: download "
            "pendigits-orig.tra from https://archive.ics.uci.edu/dataset/81 and write one JSON object "
            f"per line with label, writer and drawing. Received: no file {path}"
        )
    for line in _lines(path):
        if _part_of_writer(line["writer"]) == part:
            drawings.append((int(line["label"]), from_quickdraw(line["drawing"])))
    return drawings


@cache
def optical_digits() -> Pictures:
    """Reads the optical digits: 1,797 scans of 8 x 8 pixels that no network here is trained on.

    Returns:
        The scans, enlarged and placed in MNIST's frame: pictures from a source that no training uses.

    Source: Alpaydin and Kaynak 1998, UCI optical recognition of handwritten digits, the test half by 13
        writers; CC BY 4.0; as included in scikit-learn.
    """
    from sklearn.datasets import load_digits

    scans = load_digits()
    frames = []
    for scan in scans.images:
        small = np.pad((scan * 255 / 16).astype(np.uint8), 1)
        large = Image.fromarray(small).resize((100, 100), Image.Resampling.BICUBIC)
        frames.append(as_bytes(mnist_frame(np.asarray(large))))
    return Pictures(np.stack(frames), scans.target.astype(np.int64))


@cache
def sketch_categories() -> tuple[str, ...]:
    """Returns the 345 Quick, Draw! categories, as their files are named, in alphabetical order."""
    return tuple((Path(__file__).resolve().parent / "categories.txt").read_text().split())


@cache
def fifty_categories() -> tuple[str, ...]:
    """Returns fifty popular categories that have many drawings and are not easily confused."""
    return tuple((Path(__file__).resolve().parent / "fifty.txt").read_text().split())


@cache
def sketch_strokes(category: str, part: str) -> list[Strokes]:
    """Reads one part of a category's drawings that are available as strokes.

    Source: https://github.com/googlecreativelab/quickdraw-dataset; Google, CC BY 4.0.
    """
    return [strokes for key, strokes in _stroke_drawings(category) if _part_of(key, category) == part]


@cache
def sketch_bitmaps(category: str, part: str) -> np.ndarray:
    """Reads one part of a category's drawings that are available as bitmaps only.

    Bitmaps that look like a drawing in the stroke files are left out, because that drawing may be in
    another part.

    Returns:
        `(n, 28, 28)` uint8, white on black.

    Source: https://github.com/googlecreativelab/quickdraw-dataset; Google, CC BY 4.0.
    """
    path = data_folder() / "quickdraw" / f"{category}.npz"
    if not path.exists():  # the bitmaps are optional
        return np.zeros((0, 28, 28), dtype=np.uint8)
    with np.load(path) as file:
        images = file["images"][file["google_bitmap"]]
    if len(images) == 0:
        return images
    rendered = np.stack([quickdraw_frame_of_strokes(s) for _, s in _stroke_drawings(category)]) * 255
    indices = [
        index
        for index in np.flatnonzero(_differs_from_all(images, rendered))
        if _part_of(hashlib.sha256(images[index].tobytes()).hexdigest(), category) == part
    ]
    return images[indices]


@cache
def _stroke_drawings(category: str) -> list[tuple[str, Strokes]]:
    lines = _lines(download_sketches(category, data_folder() / "quickdraw_strokes" / f"{category}.ndjson.gz"))
    return [(str(line["key_id"]), from_quickdraw(line["drawing"])) for line in lines]


def _differs_from_all(images: np.ndarray, rendered: np.ndarray) -> np.ndarray:
    """Returns which images differ from all rendered drawings by more than the renderer's inaccuracy."""
    images, rendered = images.astype(np.float32), rendered.astype(np.float32)
    # The sums over squares cannot differ by more than the pixels themselves. Where the sums already differ
    # enough, the pixels need not be compared.
    sums = cdist(_sums_over_squares(images), _sums_over_squares(rendered), "cityblock")
    differs = np.ones(len(images), bool)
    for index, other in np.argwhere(sums <= _SAME_DRAWING * rendered[0].size + 1):
        differs[index] &= np.abs(images[index] - rendered[other]).mean() > _SAME_DRAWING
    return differs


def _sums_over_squares(images: np.ndarray) -> np.ndarray:
    """Sums each 4 x 4 block of pixels of images `(n, 28, 28)`; returns `(n, 49)`."""
    return images.reshape(-1, 7, 4, 7, 4).sum(axis=(2, 4)).reshape(-1, 49)


def _part_of_writer(writer: int) -> str:
    if writer in PEN_TEST_WRITERS:
        return "test"
    return "validation" if writer in PEN_VALIDATION_WRITERS else "train"


def _part_of(key: str, category: str) -> str:
    test, validation = _ANIMALS_HELD_BACK if category in ANIMALS else _OTHERS_HELD_BACK
    fraction = int(hashlib.sha256(f"inkling:{key}".encode()).hexdigest()[:8], 16) / 0xFFFFFFFF
    return "test" if fraction < test else "validation" if fraction < test + validation else "train"


def _lines(path: Path) -> Iterator[dict]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def held_back_strokes(label_set: str) -> list[tuple[str, Strokes]]:
    """Returns the test drawings that are available as strokes.

    Args:
        label_set: "digits" or a key of `CATEGORIES`.

    Returns:
        Pairs of a label, as bundles spell it, and strokes.
    """
    if label_set == "digits":
        return [(str(label), strokes) for label, strokes in pen_digits("test")]
    return [
        (name.replace("_", " "), strokes)
        for name in CATEGORIES[label_set]()
        for strokes in sketch_strokes(name, "test")
    ]


# The classes of each label set except "digits", as the data sets spell them.
CATEGORIES: dict[str, Callable[[], tuple[str, ...]]] = {
    "animals": lambda: ANIMALS,
    "fifty": fifty_categories,
    "sketches": sketch_categories,
}
