"""Outlier exposure: training pictures that belong to none of a network's classes.

The test sets in `recipes.ood_test_sets` are made from other drawings, other fonts and another kind of
scribble.

Source: Hendrycks et al. 2019, "Deep anomaly detection with outlier exposure", ICLR.
"""

from collections.abc import Callable
from typing import TypeVar

import numpy as np

from core.preprocessing.augmentation import augment_picture, augment_strokes
from core.preprocessing.ink_frames import INK_FRAMES, InkFrame
from core.preprocessing.strokes import Strokes
from recipes import data
from recipes.ink_bytes import as_bytes
from recipes.letters import LIKE_DIGITS, letter_pictures, letter_strokes
from recipes.scribbles import jumble, scrawl, scribble

_Item = TypeVar("_Item")

# These look like the digits 0 and 1.
_CATEGORIES_LIKE_DIGITS = ("circle", "line")
# Shares of each kind, by the network's label set.
_SHARES = {
    "digits": {"sketch": 0.5, "letter": 0.3, "scrawl": 0.12, "specks": 0.08},
    "animals": {"sketch": 0.84, "letter": 0.04, "scrawl": 0.06, "specks": 0.06},
    "animals, finishing": {"sketch": 0.7, "scribble": 0.18, "jumble": 0.04, "letter": 0.04, "specks": 0.04},
    "fifty": {"sketch": 0.7, "letter": 0.08, "scrawl": 0.1, "specks": 0.07, "digit": 0.05},
    "sketches": {"letter": 0.3, "scrawl": 0.25, "specks": 0.25, "digit": 0.2},
}


def outliers(label_set: str, count: int, generator: np.random.Generator) -> list[np.ndarray]:
    """Makes pictures that belong to none of a network's classes.

    Args:
        label_set: The network's classes: "digits", "animals", "fifty" or "sketches" (all 345); or "animals,
            finishing", with more kinds of scribbles.
        count: Number of pictures.
        generator: Source of randomness.

    Returns:
        `count` pictures `(28, 28)`, uint8, 0 for paper to 255 for ink, in the network's frame.
    """
    frame = INK_FRAMES["mnist" if label_set == "digits" else "quickdraw"]
    shares = _SHARES[label_set]
    kinds = generator.choice(list(shares), size=count, p=list(shares.values()))
    return [_MAKERS[kind](label_set, frame, generator) for kind in kinds]


def specks(generator: np.random.Generator) -> Strokes:
    """Draws two to seven specks or short dashes, as a pen that slips does.

    Args:
        generator: Source of randomness.

    Returns:
        Strokes, roughly in a unit square.
    """
    strokes = []
    for _ in range(int(generator.integers(2, 8))):
        start = generator.uniform(0, 1, 2)
        length = generator.choice([0.0, 0.02, 0.06])
        strokes.append(np.stack([start, start + generator.normal(0, 1, 2) * length]).astype(np.float32))
    return strokes


def _sketch(label_set: str, frame: InkFrame, generator: np.random.Generator) -> np.ndarray:
    excluded = {
        "digits": _CATEGORIES_LIKE_DIGITS,
        "animals": data.ANIMALS,
        "animals, finishing": data.ANIMALS,
        "fifty": data.fifty_categories(),
    }[label_set]
    names = [name for name in data.sketch_categories() if name not in excluded]
    drawings = data.sketch_strokes(_choice(names, generator), "train")
    return _augmented(_choice(drawings, generator), frame, generator)


def _jumble(label_set: str, frame: InkFrame, generator: np.random.Generator) -> np.ndarray:
    names = [_choice(data.sketch_categories(), generator) for _ in range(int(generator.integers(3, 7)))]
    drawings = [_choice(data.sketch_strokes(name, "train"), generator) for name in names]
    return as_bytes(frame.of_strokes(jumble(drawings, generator), _line_width_px(frame, generator)))


def _letter(label_set: str, frame: InkFrame, generator: np.random.Generator) -> np.ndarray:
    excluded = LIKE_DIGITS if label_set == "digits" else ""
    if generator.random() < 0.6:
        letters = [strokes for letter, strokes in letter_strokes("train") if letter not in excluded]
        return _augmented(_choice(letters, generator), frame, generator)
    pictures = [ink for letter, ink in letter_pictures("train") if letter not in excluded]
    ink = augment_picture(_choice(pictures, generator), generator, strength=1.5, shift_px=0)
    return as_bytes(frame.of_ink(ink))


def _digit(label_set: str, frame: InkFrame, generator: np.random.Generator) -> np.ndarray:
    return _augmented(_choice(data.pen_digits("train"), generator)[1], frame, generator)


def _augmented(strokes: Strokes, frame: InkFrame, generator: np.random.Generator) -> np.ndarray:
    width_px = _line_width_px(frame, generator)
    return as_bytes(frame.of_strokes(augment_strokes(strokes, generator), width_px))


def _drawn(draw: Callable[[np.random.Generator], Strokes]) -> Callable[..., np.ndarray]:
    """Returns a maker of pictures whose strokes come from `draw`."""

    def make(label_set: str, frame: InkFrame, generator: np.random.Generator) -> np.ndarray:
        width_px = _line_width_px(frame, generator)
        return as_bytes(frame.of_strokes(draw(generator), width_px))

    return make


def _line_width_px(frame: InkFrame, generator: np.random.Generator) -> float:
    return float(frame.line_width_px * np.exp(np.clip(generator.normal(0, 0.3), -0.5, 0.5)))


def _choice(items: list[_Item], generator: np.random.Generator) -> _Item:
    return items[int(generator.integers(len(items)))]


_MAKERS = {
    "sketch": _sketch,
    "letter": _letter,
    "digit": _digit,
    "scrawl": _drawn(scrawl),
    "specks": _drawn(specks),
    "scribble": _drawn(scribble),
    "jumble": _jumble,
}
