"""What a network must not be sure about: scribbles, near-empty canvases, drawings of other things."""

from collections.abc import Callable, Iterator

import numpy as np

from core.errors import NoInk
from core.ink import FRAMES
from core.strokes import Strokes
from recipes import data

_COUNT = 1_000
_CANVAS_PX = 280


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


def unfamiliar_frames(task: str, frame: str) -> dict[str, np.ndarray]:
    """Makes what a network for `task` was not taught, in its frame.

    Args:
        task: "digits", "animals" or "sketches".
        frame: The network's ink frame.

    Returns:
        By kind, `(n, 28, 28)` float32: "scribbles", "near-empty canvases" and "drawings of other things"
        (test drawings of sketch categories outside the task; digits for the network that knows them all).
    """
    of_strokes = FRAMES[frame].of_strokes
    generator = np.random.default_rng(2026)
    others: list[Strokes]
    if task == "sketches":
        others = [strokes for _, strokes in data.pen_digits("test")]
    else:
        names = [name for name in data.sketch_categories() if name not in data.ANIMALS or task == "digits"]
        others = [strokes for name in names for strokes in data.sketch_strokes(name, "test")]
    kinds = {
        "scribbles": [scribbles(generator) for _ in range(_COUNT)],
        "near-empty canvases": [near_empty(generator) for _ in range(_COUNT)],
        "drawings of other things": others,
    }
    return {kind: np.stack(list(_drawn(drawings, of_strokes))) for kind, drawings in kinds.items()}


def _drawn(drawings: list[Strokes], of_strokes: Callable[[Strokes], np.ndarray]) -> Iterator[np.ndarray]:
    for strokes in drawings:
        try:
            yield of_strokes(strokes)
        except NoInk:
            continue  # the app refuses those before any network sees them
