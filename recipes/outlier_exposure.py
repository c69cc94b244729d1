"""What a network learns to call "something else": outlier exposure (Hendrycks et al. 2019).

Source: "Deep anomaly detection with outlier exposure", ICLR 2019. What a network is tested against is
made elsewhere, in `unfamiliar`, from other drawings, other fonts and another kind of scribble.
"""

from collections.abc import Callable

import numpy as np

from core.preprocessing.augmentation import augment_picture, augment_strokes
from core.preprocessing.ink_frames import INK_FRAMES, InkFrame
from core.preprocessing.strokes import Strokes
from recipes import data
from recipes.letters import LIKE_DIGITS, letter_pictures, letter_strokes

# These are digits to anybody who looks: 0 and 1.
_CATEGORIES_LIKE_DIGITS = ("circle", "line")
# Shares of each kind, by what the network knows.
_SHARES = {
    "digits": {"sketch": 0.5, "letter": 0.3, "scrawl": 0.12, "specks": 0.08},
    "animals": {"sketch": 0.84, "letter": 0.04, "scrawl": 0.06, "specks": 0.06},
    "fifty": {"sketch": 0.7, "letter": 0.08, "scrawl": 0.1, "specks": 0.07, "digit": 0.05},
    "sketches": {"letter": 0.3, "scrawl": 0.25, "specks": 0.25, "digit": 0.2},
}


def outliers(known: str, count: int, generator: np.random.Generator) -> list[np.ndarray]:
    """Makes pictures that belong to none of a network's classes.

    Args:
        known: What the network knows: "digits", "animals", "fifty" or "sketches" (all 345).
        count: How many.
        generator: Source of chance.

    Returns:
        `count` pictures `(28, 28)`, uint8, in the network's frame.
    """
    frame = INK_FRAMES["mnist" if known == "digits" else "quickdraw"]
    shares = _SHARES[known]
    kinds = generator.choice(list(shares), size=count, p=list(shares.values()))
    return [_MAKERS[kind](known, frame, generator) for kind in kinds]


def scrawl(generator: np.random.Generator) -> Strokes:
    """Scrawls: loops, hatching or a zigzag of a few waves, none of them a walk as `unfamiliar` draws."""
    along = np.linspace(0, 1, int(generator.integers(40, 200)))
    waves = generator.integers(1, 5)
    cycles = generator.uniform(0.5, 12, size=(waves, 2))
    phases = generator.uniform(0, 2 * np.pi, size=(waves, 2))
    heights = generator.exponential(1, size=(waves, 2))
    path = (heights * np.sin(2 * np.pi * along[:, None, None] * cycles + phases)).sum(axis=1)
    path += along[:, None] * generator.normal(0, 3, 2)
    cuts = np.sort(generator.integers(2, len(path) - 2, size=int(generator.integers(0, 4))))
    return [stroke.astype(np.float32) for stroke in np.split(path, cuts) if len(stroke) > 1]


def specks(generator: np.random.Generator) -> Strokes:
    """Puts two to seven specks or short dashes on the paper, as a slipping pen does."""
    strokes = []
    for _ in range(int(generator.integers(2, 8))):
        start = generator.uniform(0, 1, 2)
        length = generator.choice([0.0, 0.02, 0.06])
        strokes.append(np.stack([start, start + generator.normal(0, 1, 2) * length]).astype(np.float32))
    return strokes


def _sketch(known: str, frame: InkFrame, generator: np.random.Generator) -> np.ndarray:
    taught = {"digits": _CATEGORIES_LIKE_DIGITS, "animals": data.ANIMALS, "fifty": data.fifty_categories()}
    names = [name for name in data.sketch_categories() if name not in taught[known]]
    return _varied(_any(data.sketch_strokes(_any(names, generator), "train"), generator), frame, generator)


def _letter(known: str, frame: InkFrame, generator: np.random.Generator) -> np.ndarray:
    left_out = LIKE_DIGITS if known == "digits" else ""
    if generator.random() < 0.6:
        letters = [strokes for letter, strokes in letter_strokes("train") if letter not in left_out]
        return _varied(_any(letters, generator), frame, generator)
    pictures = [ink for letter, ink in letter_pictures("train") if letter not in left_out]
    ink = augment_picture(_any(pictures, generator), generator, strength=1.5, shift_px=0)
    return _bytes(frame.of_ink(ink))


def _digit(known: str, frame: InkFrame, generator: np.random.Generator) -> np.ndarray:
    return _varied(_any(data.pen_digits("train"), generator)[1], frame, generator)


def _varied(strokes: Strokes, frame: InkFrame, generator: np.random.Generator) -> np.ndarray:
    width = frame.line_width_px * np.exp(np.clip(generator.normal(0, 0.3), -0.5, 0.5))
    return _bytes(frame.of_strokes(augment_strokes(strokes, generator), float(width)))


def _of_strokes(draw: Callable[[np.random.Generator], Strokes]) -> Callable[..., np.ndarray]:
    def make(known: str, frame: InkFrame, generator: np.random.Generator) -> np.ndarray:
        width = frame.line_width_px * np.exp(np.clip(generator.normal(0, 0.3), -0.5, 0.5))
        return _bytes(frame.of_strokes(draw(generator), float(width)))

    return make


def _any(things: list, generator: np.random.Generator):  # noqa: ANN202 - whatever is in the list
    return things[int(generator.integers(len(things)))]


def _bytes(picture: np.ndarray) -> np.ndarray:
    return (picture * 255 + 0.5).astype(np.uint8)


_MAKERS = {
    "sketch": _sketch,
    "letter": _letter,
    "digit": _digit,
    "scrawl": _of_strokes(scrawl),
    "specks": _of_strokes(specks),
}
