"""Digits of many kinds that no network is trained on, read in the same way as a user's drawing or picture.

Every source has a validation part, which may be used to choose between networks, and a test part, which
measures the networks that ship. The parts are split by writer, by font, or by a hash of the picture.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

import numpy as np

from core.preprocessing.augmentation import augment_picture, slant
from core.preprocessing.ink_frames import mnist_frame_of_strokes
from core.preprocessing.rasterize import rasterize
from core.preprocessing.strokes import Strokes, beginning, bounds
from recipes import data
from recipes.degradations import on_paper, picture_of, resized, seen
from recipes.fonts import digit_pictures
from recipes.ink_bytes import as_bytes
from recipes.paper_photos import KINDS, paper_photo
from recipes.resampling import RESAMPLINGS

PARTS = ("validation", "test")
PAPER = "paper: "  # prefix of the names of drawn photos of paper
STRAIGHT_ONES = "ones of one straight stroke"
_CANVAS_PX = 280
_PENS_PX = (5, 12, 20)  # those of the Draw page
_ENLARGED_PX = (60, 280)
_SMALL_SCAN_PX = (8, 20)
_PAPER_PHOTOS = 300  # of each kind
_FONT_VARIATIONS = 8
_UNFINISHED = 0.75  # share of the ink that is drawn
_STRAIGHT_ONES = 600
_SLANT_DEGREES = (-12, 25)  # slant of a 1: a little to the left, or to the right as in cursive writing


@dataclass(frozen=True)
class Source:
    """Labelled digits of one source, as a network receives them.

    Attributes:
        images: `(n, 28, 28)`, uint8, in MNIST's frame; blank where no drawing was found.
        labels: `(n,)`, int64.
        found: `(n,)`, bool: False where the app says that there is no drawing.
    """

    images: np.ndarray
    labels: np.ndarray
    found: np.ndarray


def read_source(name: str, part: str) -> Source:
    """Makes one part of a source; the pictures are the same every time.

    Args:
        name: A key of `SOURCES`.
        part: "validation" or "test".
    """
    seed = int(hashlib.sha256(f"{name}:{part}".encode()).hexdigest()[:8], 16)
    frames, labels = [], []
    for label, frame in SOURCES[name](part, np.random.default_rng(seed)):
        frames.append(frame)
        labels.append(label)
    blank = np.zeros((28, 28), dtype=np.uint8)
    return Source(
        np.stack([blank if frame is None else frame for frame in frames]),
        np.asarray(labels, dtype=np.int64),
        np.asarray([frame is not None for frame in frames]),
    )


Frames = list[tuple[int, np.ndarray | None]]


def _mnist(part: str, generator: np.random.Generator) -> Frames:
    pictures = data.mnist(part)
    return list(zip(pictures.labels.tolist(), pictures.images, strict=True))


def _pen(part: str, generator: np.random.Generator) -> Frames:
    return [(label, _frame(slant(strokes, generator))) for label, strokes in data.pen_digits(part)]


def _unfinished(part: str, generator: np.random.Generator) -> Frames:
    return [(label, _frame(beginning(strokes, _UNFINISHED))) for label, strokes in data.pen_digits(part)]


def _frame(strokes: Strokes) -> np.ndarray:
    return as_bytes(mnist_frame_of_strokes(strokes))


def _canvas(part: str, generator: np.random.Generator) -> Frames:
    """Draws digits on 12 to 95 % of a canvas, anywhere, with one of the page's pens, as a picture."""
    frames: Frames = []
    for label, strokes in data.pen_digits(part):
        pen = float(generator.choice(_PENS_PX))
        size = max(generator.uniform(0.12, 0.95) * _CANVAS_PX, 4 * pen)
        frames.append((label, seen(picture_of(255 - _drawn(strokes, size, pen, generator)))))
    return frames


def _thick(part: str, generator: np.random.Generator) -> Frames:
    """Draws digits with a marker whose line is 18 to 28 % as wide as the digit is large."""
    frames: Frames = []
    for label, strokes in data.pen_digits(part):
        size = generator.uniform(0.4, 0.9) * _CANVAS_PX
        ink = _drawn(strokes, size, generator.uniform(0.18, 0.28) * size, generator)
        frames.append((label, seen(picture_of(on_paper(ink, 255, int(generator.integers(0, 120)))))))
    return frames


def _drawn(
    strokes: Strokes,
    size_px: float,
    line_px: float,
    generator: np.random.Generator,
    side_px: int = _CANVAS_PX,
) -> np.ndarray:
    """Draws strokes at a random place on a canvas, `size_px` large including their line; returns the ink."""
    low, high = bounds(strokes)
    scale = (size_px - line_px) / max(float((high - low).max()), 1e-6)
    room = side_px - (high - low) * scale - line_px
    corner = generator.uniform(0, 1, size=2) * room + line_px / 2
    placed = [((stroke - low) * scale + corner).astype(np.float32) for stroke in strokes]
    return rasterize(placed, side_px, side_px, line_px)


def _small_scans(part: str, generator: np.random.Generator) -> Frames:
    """Scans digits at 8 to 20 pixels with a little paper around them, and does not enlarge the scans."""
    frames: Frames = []
    for label, strokes in data.pen_digits(part):
        large = 160
        ink = _drawn(strokes, large - 2, generator.uniform(0.07, 0.16) * large, generator, large)
        scan = np.pad(resized(ink, int(generator.integers(*_SMALL_SCAN_PX, endpoint=True))), 3)
        gray = on_paper(scan, int(generator.integers(225, 256)), int(generator.integers(0, 90)))
        frames.append((label, seen(picture_of(gray))))
    return frames


def _optical(part: str, generator: np.random.Generator, way: str) -> Frames:
    """Enlarges scans of 8 x 8 pixels to 60 to 280 pixels.

    Source: Alpaydin and Kaynak 1998, as included in scikit-learn; CC BY 4.0.
    """
    frames: Frames = []
    for label, scan in _optical_scans(part):
        longest = int(generator.integers(*_ENLARGED_PX, endpoint=True))
        large = resized(np.pad(scan, 1), longest, "bicubic" if way == "thresholded" else way)
        if way == "thresholded":
            large = np.where(large > 110, 255, 0).astype(np.uint8)
        frames.append((label, seen(picture_of(255 - large))))
    return frames


@cache
def _optical_scans(part: str) -> list[tuple[int, np.ndarray]]:
    from sklearn.datasets import load_digits

    scans = load_digits()
    halves: dict[str, list[tuple[int, np.ndarray]]] = {name: [] for name in PARTS}
    for label, scan in zip(scans.target, (scans.images * 255 / 16).astype(np.uint8), strict=True):
        halves[PARTS[hashlib.sha256(scan.tobytes()).digest()[0] % 2]].append((int(label), scan))
    return halves[part]


def _fonts(part: str, generator: np.random.Generator) -> Frames:
    """Prints digits in ten fonts per part, upright and also slightly rotated and slanted."""
    frames: Frames = []
    for _, label, ink in digit_pictures(part):
        for number in range(_FONT_VARIATIONS):
            varied = augment_picture(ink, generator, strength=0.7, shift_px=0) if number else ink
            frames.append((label, seen(picture_of(on_paper(varied, 255, int(generator.integers(0, 100)))))))
    return frames


def _paper(part: str, generator: np.random.Generator, kind: str) -> Frames:
    drawings = data.pen_digits(part)
    step = max(1, len(drawings) // _PAPER_PHOTOS)
    photos = [(label, paper_photo(kind, strokes, generator)) for label, strokes in drawings[::step]]
    return [(label, seen(photo)) for label, photo in photos[:_PAPER_PHOTOS]]


def _straight_ones(part: str, generator: np.random.Generator) -> Frames:
    """Draws ones without serif or foot: half are read from the stroke, half from the canvas's picture."""
    frames: Frames = []
    for number in range(_STRAIGHT_ONES):
        height = generator.uniform(0.25, 0.9) * _CANVAS_PX
        angle = np.radians(generator.uniform(*_SLANT_DEGREES))
        down = np.linspace(0, 1, 30)
        # A quick flick of a finger draws a perfectly straight line.
        wobble = generator.uniform(0, 0.004) if number % 4 < 2 else 0.0
        bend = np.cumsum(generator.normal(0, wobble, len(down)))
        across = np.tan(angle) * (0.5 - down) + bend - bend.mean()
        stroke = (np.stack([across, down], axis=1) * height).astype(np.float32)
        if number % 2:
            frames.append((1, _frame([stroke])))
            continue
        pen = float(generator.choice(_PENS_PX))
        frames.append((1, seen(picture_of(255 - _drawn([stroke], height, pen, generator)))))
    return frames


SOURCES: dict[str, Callable[[str, np.random.Generator], Frames]] = {
    "MNIST": _mnist,
    "pen, unseen writers": _pen,
    "pen, three quarters drawn": _unfinished,
    "canvas, any size, place and pen": _canvas,
    "thick markers": _thick,
    "small scans of 8 to 20 px": _small_scans,
    **{f"optical digits, {way}": partial(_optical, way=way) for way in (*RESAMPLINGS, "thresholded")},
    "fonts": _fonts,
    **{f"{PAPER}{kind}": partial(_paper, kind=kind) for kind in KINDS},
    STRAIGHT_ONES: _straight_ones,
}
