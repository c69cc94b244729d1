"""The arrays that digits are augmented from: pen strokes, printed digits, and drawings of other things.

`python -m recipes.digit_bases FILE` packs everything that a training of digits reads into one file.
"""

import importlib
import sys
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from core.preprocessing.strokes import Strokes, bounds
from recipes import data
from recipes.digit_frames import WORKING_PX
from recipes.drawing_arrays import simplified
from recipes.exiting import exit_in_a_sentence
from recipes.fonts import digit_pictures
from recipes.letters import LETTERS, LIKE_DIGITS, letter_pictures, letter_strokes
from recipes.outlier_exposure import specks
from recipes.scribbles import scrawl

POINTS = 65
NO_DIGIT = 10
_LIKE_DIGITS = ("circle", "line")
_PER_CATEGORY, _SCRAWLS, _SPECKS = 70, 6_000, 1_500
_HEIGHT_PX = 42
# Fonts included in Matplotlib: Bitstream Vera and DejaVu, STIX, and Computer Modern, all of them free.
_MATPLOTLIB_FONTS = (
    "DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSans-Oblique.ttf", "DejaVuSansMono.ttf",
    "DejaVuSansMono-Bold.ttf", "DejaVuSerif.ttf", "DejaVuSerif-Bold.ttf", "DejaVuSerif-Italic.ttf",
    "DejaVuSansDisplay.ttf", "DejaVuSerifDisplay.ttf", "STIXGeneral.ttf", "STIXGeneralBol.ttf",
    "STIXGeneralItalic.ttf", "STIXGeneralBolIta.ttf", "cmb10.ttf", "cmr10.ttf", "cmss10.ttf", "cmtt10.ttf",
)  # fmt: skip


def packed(strokes: Strokes) -> tuple[np.ndarray, np.ndarray] | None:
    """Packs a drawing into a fixed number of points.

    Returns:
        Points `(POINTS, 2)` uint8, centred, 0 to 255 along the longer side; and `(POINTS - 1,)` uint8, 1
        where the pen draws from one point to the next. None if the drawing has too many points, or no extent.
    """
    strokes = [np.repeat(stroke, 2, axis=0) if len(stroke) == 1 else stroke for stroke in strokes]
    if not strokes:
        return None
    low, high = bounds(strokes)
    side = float((high - low).max())
    if side <= 0:
        return None
    scaled = [(stroke - (low + high) / 2) / side * 255 + 127.5 for stroke in strokes]
    for tolerance in (0.8, 1.2, 1.8, 2.6, 3.6):
        kept = [simplified(stroke, tolerance) for stroke in scaled]
        if sum(len(stroke) for stroke in kept) <= POINTS:
            break
    else:
        return None
    points = np.concatenate(kept)
    pen = np.concatenate([np.r_[np.ones(len(stroke) - 1), 0] for stroke in kept])[:-1]
    missing = POINTS - len(points)
    points = np.concatenate([points, np.repeat(points[-1:], missing, axis=0)])
    return np.clip(points + 0.5, 0, 255).astype(np.uint8), np.pad(pen, (0, missing)).astype(np.uint8)


def _all_packed(drawings: list[Strokes]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Packs drawings; returns points, pen, and the indices of the drawings that could be packed."""
    pairs = [(number, pair) for number, drawing in enumerate(drawings) if (pair := packed(drawing))]
    points, pen = np.stack([pair[0] for _, pair in pairs]), np.stack([pair[1] for _, pair in pairs])
    return points, pen, np.asarray([number for number, _ in pairs])


def fitted(ink: np.ndarray) -> np.ndarray:
    """Fits ink `(height, width)` uint8 into the middle of a working picture."""
    rows, columns = np.flatnonzero(ink.max(axis=1) > 60), np.flatnonzero(ink.max(axis=0) > 60)
    crop = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = _HEIGHT_PX / max(crop.shape)
    size = (max(1, round(crop.shape[1] * scale)), max(1, round(crop.shape[0] * scale)))
    small = np.asarray(Image.fromarray(np.ascontiguousarray(crop)).resize(size, Image.Resampling.BOX))
    picture = np.zeros((WORKING_PX, WORKING_PX), dtype=np.uint8)
    row, column = (WORKING_PX - size[1]) // 2, (WORKING_PX - size[0]) // 2
    picture[row : row + size[1], column : column + size[0]] = small
    return picture


@cache
def _matplotlib_pictures(characters: str) -> list[tuple[str, np.ndarray]]:
    folder = Path(next(iter(importlib.import_module("matplotlib").__path__))) / "mpl-data" / "fonts" / "ttf"
    drawn = []
    for name in _MATPLOTLIB_FONTS:
        font = ImageFont.truetype(str(folder / name), 100)
        for character in characters:
            picture = Image.new("L", (180, 180))
            ImageDraw.Draw(picture).text((90, 90), character, fill=255, font=font, anchor="mm")
            if np.asarray(picture).max() > 60:
                drawn.append((character, np.asarray(picture)))
    return drawn


def bases() -> dict[str, np.ndarray]:
    """Returns all arrays that digits are augmented from, by name; all of them are from training parts."""
    generator = np.random.default_rng(31)
    pen = data.pen_digits("train")
    points, drawn, which = _all_packed([strokes for _, strokes in pen])
    found: dict[str, np.ndarray] = {
        "pen_points": points,
        "pen_drawn": drawn,
        "pen_labels": np.asarray([pen[number][0] for number in which]),
    }
    names = [name for name in data.sketch_categories() if name not in _LIKE_DIGITS]
    others = {
        "sketch": [
            drawing for name in names for drawing in data.sketch_strokes(name, "train")[:_PER_CATEGORY]
        ],
        "letter": [strokes for letter, strokes in letter_strokes("train") if letter not in LIKE_DIGITS],
        "scrawl": [scrawl(generator) for _ in range(_SCRAWLS)],
        "specks": [specks(generator) for _ in range(_SPECKS)],
    }
    for kind, drawings in others.items():
        found[f"{kind}_points"], found[f"{kind}_drawn"], _ = _all_packed(drawings)
    digits = [(str(label), ink) for _, label, ink in digit_pictures("train")]
    digits += _matplotlib_pictures("0123456789")
    letters = [(letter, ink) for letter, ink in letter_pictures("train") if letter not in LIKE_DIGITS]
    letters += _matplotlib_pictures("".join(letter for letter in LETTERS if letter not in LIKE_DIGITS))
    found["printed"] = np.stack([fitted(ink) for _, ink in digits])
    found["printed_labels"] = np.asarray([int(label) for label, _ in digits])
    found["printed_letters"] = np.stack([fitted(ink) for _, ink in letters])
    mnist = data.mnist("train")
    return found | {"mnist": mnist.images, "mnist_labels": mnist.labels}


if __name__ == "__main__":
    with exit_in_a_sentence():
        np.savez_compressed(sys.argv[1], **bases())
