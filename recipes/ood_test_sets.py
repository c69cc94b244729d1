"""What a network must not be sure about: scribbles, near-empty canvases, letters, other drawings."""

from collections.abc import Callable, Iterator

import numpy as np

from core.errors import NoInk
from core.preprocessing.augmentation import augment_strokes
from core.preprocessing.ink_frames import INK_FRAMES, InkFrame, refuse_dot
from core.preprocessing.strokes import Strokes
from recipes import data, photos
from recipes.letters import LIKE_DIGITS, letter_pictures, letter_strokes

_COUNT = 1_000
_CANVAS_PX = 280
_HANDS = 4  # how often each letter of a stroke font is drawn, each time by another hand


def scribbles(generator: np.random.Generator) -> Strokes:
    """Draws an aimless scribble: one to three long random walks whose direction drifts."""
    strokes = []
    for _ in range(int(generator.integers(1, 4))):
        steps = int(generator.integers(40, 160))
        heading = np.cumsum(generator.normal(0, 0.7, steps)) + generator.uniform(0, 2 * np.pi)
        walk = np.cumsum(np.stack([np.cos(heading), np.sin(heading)], axis=1) * 12, axis=0)
        # Reflected at the canvas's edges.
        place = (walk + generator.uniform(0, _CANVAS_PX, 2)) % (2 * _CANVAS_PX)
        strokes.append((_CANVAS_PX - np.abs(_CANVAS_PX - place)).astype(np.float32))
    return strokes


def near_empty(generator: np.random.Generator) -> Strokes:
    """Draws next to nothing: one to four short dabs, far apart."""
    strokes = []
    for _ in range(int(generator.integers(1, 5))):
        start = generator.uniform(0, _CANVAS_PX, 2)
        strokes.append(np.stack([start, start + generator.uniform(-8, 8, 2)]).astype(np.float32))
    return strokes


def unfamiliar_frames(known: str, part: str = "test") -> dict[str, np.ndarray]:
    """Makes what a network was not taught, in its frame.

    Args:
        known: What the network knows: "digits", "animals", "fifty", "sketches" (all 345) or "everyday".
        part: "test", or "validation" for choosing.

    Returns:
        By kind, `(n, 28, 28)` float32: scribbles, near-empty canvases, drawings of other things (sketches
        outside of what is known; digits for the network that knows them all) and, for digits, letters. For
        everyday things `(n, 32, 32, 3)` uint8: photos of other things.
    """
    if known == "everyday":
        return {"photos of other things": photos.other_things()}
    frame = INK_FRAMES["mnist" if known == "digits" else "quickdraw"]
    generator = np.random.default_rng(2026 if part == "test" else 2025)
    kinds: dict[str, list[Strokes]] = {
        "scribbles": [scribbles(generator) for _ in range(_COUNT)],
        "near-empty canvases": [near_empty(generator) for _ in range(_COUNT)],
    }
    if known == "sketches":
        kinds["digits"] = [strokes for _, strokes in data.pen_digits(part)]
    else:
        taught = {"digits": (), "animals": data.ANIMALS, "fifty": data.fifty_categories()}[known]
        names = [name for name in data.sketch_categories() if name not in taught]
        kinds[f"drawings of {len(names)} other things"] = [
            strokes for name in names for strokes in data.sketch_strokes(name, part)
        ]
    frames = {kind: np.stack(list(_drawn(drawings, frame.of_strokes))) for kind, drawings in kinds.items()}
    if known == "digits":
        frames |= _letters(frame, generator)
    return frames


def _letters(frame: InkFrame, generator: np.random.Generator) -> dict[str, np.ndarray]:
    """Draws letters of fonts that no network was trained with: some by a hand, some printed."""
    drawn = [
        (letter, frame.of_strokes(augment_strokes(strokes, generator)))
        for letter, strokes in letter_strokes("test")
        for _ in range(_HANDS)
    ]
    printed = [(letter, frame.of_ink(ink)) for letter, ink in letter_pictures("test")]
    both = drawn + printed
    return {
        "letters": np.stack([picture for letter, picture in both if letter not in LIKE_DIGITS]),
        "letters shaped like a digit": np.stack(
            [picture for letter, picture in both if letter in LIKE_DIGITS]
        ),
    }


def _drawn(drawings: list[Strokes], of_strokes: Callable[[Strokes], np.ndarray]) -> Iterator[np.ndarray]:
    for strokes in drawings:
        try:
            refuse_dot(strokes)
            yield of_strokes(strokes)
        except NoInk:
            continue  # the app refuses those before any network sees them
