"""Packs all drawings into one file, to train on another machine: `python -m recipes.pack_drawings FILE`."""

import sys
from pathlib import Path

import numpy as np

from core.preprocessing.ink_frames import quickdraw_frame
from core.preprocessing.strokes import Strokes
from core.storage.files import write_whole
from recipes import data
from recipes.drawing_arrays import DrawingArrays, fixed_length, pack
from recipes.exiting import exit_in_a_sentence
from recipes.ink_bytes import as_bytes
from recipes.letters import letter_pictures, letter_strokes
from recipes.outlier_exposure import specks
from recipes.scribbles import jumble, scribble

# More bitmaps of a category would add little to the network for all categories, but would enlarge the file.
_MOST_BITMAPS = 1_300
_OUTLIERS = {"scribbles": 7_000, "specks": 2_500, "jumbles": 1_500}
_REPEATED_CHARACTERS = 6


def drawing_arrays(part: str) -> DrawingArrays:
    """Reads all drawings of a part and, for "train", makes outliers.

    Args:
        part: "train" or "validation".
    """
    generator = np.random.default_rng(7)
    categories = data.sketch_categories()
    drawings = [data.sketch_strokes(category, part) for category in categories]
    bitmaps = []
    for category in categories:
        of_class = data.sketch_bitmaps(category, part)
        if category not in data.ANIMALS and len(of_class) > _MOST_BITMAPS:
            of_class = of_class[generator.permutation(len(of_class))[:_MOST_BITMAPS]]
        bitmaps.append(of_class)
    if part == "train":
        drawings.append(_outlier_strokes([d for of_class in drawings for d in of_class], generator))
        frames = [quickdraw_frame(ink) for _, ink in letter_pictures("train")]
        bitmaps.append(as_bytes(np.stack(frames)))
    packed = [fixed_length(drawing) for of_class in drawings for drawing in of_class]
    return DrawingArrays(
        np.stack([points for points, _ in packed]),
        np.stack([starts for _, starts in packed]),
        np.repeat(np.arange(len(drawings)), [len(d) for d in drawings]).astype(np.uint16),
        np.concatenate(bitmaps),
        np.repeat(np.arange(len(bitmaps)), [len(b) for b in bitmaps]).astype(np.uint16),
    )


def _outlier_strokes(drawings: list[Strokes], generator: np.random.Generator) -> list[Strokes]:
    jumbles = [
        jumble([drawings[index] for index in chosen], generator)
        for chosen in (
            generator.integers(len(drawings), size=generator.integers(3, 7))
            for _ in range(_OUTLIERS["jumbles"])
        )
    ]
    return [
        *(scribble(generator) for _ in range(_OUTLIERS["scribbles"])),
        *(specks(generator) for _ in range(_OUTLIERS["specks"])),
        *jumbles,
        *[strokes for _, strokes in letter_strokes("train")] * _REPEATED_CHARACTERS,
        *(strokes for _, strokes in data.pen_digits("train")),
    ]


def main() -> None:
    """Packs the training part and the validation part."""
    packed = pack({part: drawing_arrays(part) for part in ("train", "validation")})
    write_whole(Path(sys.argv[1]), packed)
    print(f"{sys.argv[1]}: {len(packed) / 1e6:.1f} MB")


if __name__ == "__main__":
    with exit_in_a_sentence():
        main()
