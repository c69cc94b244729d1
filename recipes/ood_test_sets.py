"""Out-of-distribution test sets: scribbles, near-empty canvases, letters and drawings of other things."""

from collections.abc import Callable, Iterator

import numpy as np

from core.errors import NoInk
from core.preprocessing.augmentation import augment_strokes
from core.preprocessing.ink_frames import FRAME_SIZE_PX, InkFrame, ink_frame, refuse_dot
from core.preprocessing.strokes import Strokes
from recipes import data
from recipes.letters import LIKE_DIGITS, letter_pictures, letter_strokes

_DRAWINGS_PER_KIND = 1_000
_CANVAS_PX = 280
_DRAWINGS_PER_LETTER = 4  # in each stroke font, each augmented differently


def scribbles(generator: np.random.Generator) -> Strokes:
    """Draws an aimless scribble: one to three long random walks whose direction drifts.

    Args:
        generator: Source of randomness.

    Returns:
        Strokes in pixels of a 280 x 280 canvas.
    """
    strokes = []
    for _ in range(int(generator.integers(1, 4))):
        steps = int(generator.integers(40, 160))
        heading = np.cumsum(generator.normal(0, 0.7, steps)) + generator.uniform(0, 2 * np.pi)
        walk = np.cumsum(np.stack([np.cos(heading), np.sin(heading)], axis=1) * 12, axis=0)
        # The walk is reflected at the canvas's edges.
        points = (walk + generator.uniform(0, _CANVAS_PX, 2)) % (2 * _CANVAS_PX)
        strokes.append((_CANVAS_PX - np.abs(_CANVAS_PX - points)).astype(np.float32))
    return strokes


def near_empty(generator: np.random.Generator) -> Strokes:
    """Draws almost nothing: one to four short dabs, far apart.

    Args:
        generator: Source of randomness.

    Returns:
        Strokes in pixels of a 280 x 280 canvas.
    """
    strokes = []
    for _ in range(int(generator.integers(1, 5))):
        start = generator.uniform(0, _CANVAS_PX, 2)
        strokes.append(np.stack([start, start + generator.uniform(-8, 8, 2)]).astype(np.float32))
    return strokes


def ood_test_frames(
    label_set: str, part: str = "test", size_px: int = FRAME_SIZE_PX
) -> dict[str, np.ndarray]:
    """Makes pictures that belong to none of a network's classes, in the network's frame.

    Args:
        label_set: The network's classes: "digits", "animals", "fifty" or "sketches" (all 345).
        part: "test", or "validation" for choosing between methods.
        size_px: Width and height of the pictures.

    Returns:
        For each kind, `(n, size_px, size_px)` float32, 0.0 for paper to 1.0 for ink: scribbles, near-empty
        canvases, drawings of other things (sketches of other categories; digits for "sketches") and, for
        "digits", letters, which are in the test fonts for both parts.
    """
    frame = ink_frame("mnist" if label_set == "digits" else "quickdraw", size_px)
    generator = np.random.default_rng(2026 if part == "test" else 2025)
    kinds: dict[str, list[Strokes]] = {
        "scribbles": [scribbles(generator) for _ in range(_DRAWINGS_PER_KIND)],
        "near-empty canvases": [near_empty(generator) for _ in range(_DRAWINGS_PER_KIND)],
    }
    if label_set == "sketches":
        kinds["digits"] = [strokes for _, strokes in data.pen_digits(part)]
    else:
        trained = {"digits": (), "animals": data.ANIMALS, "fifty": data.fifty_categories()}[label_set]
        names = [name for name in data.sketch_categories() if name not in trained]
        kinds[f"drawings of {len(names)} other things"] = [
            strokes for name in names for strokes in data.sketch_strokes(name, part)
        ]
    frames = {kind: np.stack(list(_drawn(drawings, frame.of_strokes))) for kind, drawings in kinds.items()}
    if label_set == "digits":
        frames |= _letters(frame, generator)
    return frames


def _letters(frame: InkFrame, generator: np.random.Generator) -> dict[str, np.ndarray]:
    """Makes letters of the test fonts, some drawn with strokes and some printed."""
    drawn = [
        (letter, frame.of_strokes(augment_strokes(strokes, generator)))
        for letter, strokes in letter_strokes("test")
        for _ in range(_DRAWINGS_PER_LETTER)
    ]
    printed = [(letter, frame.of_ink(ink)) for letter, ink in letter_pictures("test")]
    letters = drawn + printed
    return {
        "letters": np.stack([picture for letter, picture in letters if letter not in LIKE_DIGITS]),
        "letters shaped like a digit": np.stack(
            [picture for letter, picture in letters if letter in LIKE_DIGITS]
        ),
    }


def _drawn(drawings: list[Strokes], of_strokes: Callable[[Strokes], np.ndarray]) -> Iterator[np.ndarray]:
    for strokes in drawings:
        try:
            refuse_dot(strokes)
            yield of_strokes(strokes)
        except NoInk:
            continue  # the app refuses such drawings before any network sees them
