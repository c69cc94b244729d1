"""Scribbles of several kinds, from which a network for drawings learns to say that it is not sure.

None of them is a random walk, because random walks are the test set in `recipes.ood_test_sets`.
"""

from collections.abc import Callable

import numpy as np

from core.preprocessing.strokes import Strokes, bounds

_POINTS = 120  # at most, in a whole scribble


def scribble(generator: np.random.Generator) -> Strokes:
    """Draws a tangle, a hatching, a coil, a jagged line, a meander or a sum of waves.

    Args:
        generator: Source of randomness.

    Returns:
        One to four strokes, in any unit.
    """
    kind = _KINDS[int(generator.integers(len(_KINDS)))]
    return kind(generator)


def jumble(drawings: list[Strokes], generator: np.random.Generator) -> Strokes:
    """Combines single strokes of several drawings, each of them placed, rotated and scaled at random.

    Args:
        drawings: Drawings of different things.
        generator: Source of randomness.

    Returns:
        One stroke of each drawing, in a square of about 256 units.
    """
    strokes = []
    for drawing in drawings:
        stroke = drawing[int(generator.integers(len(drawing)))]
        low, high = bounds([stroke])
        size = max(float((high - low).max()), 1e-6)
        angle, scale = generator.uniform(0, 2 * np.pi), generator.uniform(40, 180) / size
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) * scale
        placed = (stroke - (low + high) / 2) @ turn.T + generator.uniform(40, 216, 2)
        strokes.append(placed.astype(np.float32))
    return strokes


def scrawl(generator: np.random.Generator) -> Strokes:
    """Draws loops, hatching or a zigzag as a sum of waves, unlike the random walks of the test sets.

    Args:
        generator: Source of randomness.

    Returns:
        Strokes in any unit.
    """
    along = np.linspace(0, 1, int(generator.integers(40, 200)))
    waves = generator.integers(1, 5)
    cycles = generator.uniform(0.5, 12, size=(waves, 2))
    phases = generator.uniform(0, 2 * np.pi, size=(waves, 2))
    heights = generator.exponential(1, size=(waves, 2))
    path = (heights * np.sin(2 * np.pi * along[:, None, None] * cycles + phases)).sum(axis=1)
    path += along[:, None] * generator.normal(0, 3, 2)
    cuts = np.sort(generator.integers(2, len(path) - 2, size=int(generator.integers(0, 4))))
    return [stroke.astype(np.float32) for stroke in np.split(path, cuts) if len(stroke) > 1]


def _tangle(generator: np.random.Generator) -> Strokes:
    """Draws smooth curves through random points in a square."""
    return [
        _smooth(generator.uniform(0, 1, (int(generator.integers(4, 28)), 2)), points)
        for points in _shares(generator)
    ]


def _jagged(generator: np.random.Generator) -> Strokes:
    """Draws straight lines between random points in a square."""
    return [
        generator.uniform(0, 1, (int(generator.integers(4, min(points, 40) + 1)), 2)).astype(np.float32)
        for points in _shares(generator)
    ]


def _hatching(generator: np.random.Generator) -> Strokes:
    """Draws lines back and forth, as people do to fill an area."""
    strokes = []
    for points in _shares(generator):
        turns = int(generator.integers(5, min(points, 40) + 1))
        across = np.where(np.arange(turns) % 2 == 0, 0.0, 1.0) + generator.normal(0, 0.12, turns)
        along = np.linspace(0, generator.uniform(0.4, 2.0), turns) + generator.normal(0, 0.02, turns)
        angle = generator.uniform(0, 2 * np.pi)
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        corners = np.stack([along, across], axis=1) @ turn.T + generator.uniform(-0.5, 0.5, 2)
        strokes.append(_smooth(corners, points) if generator.random() < 0.6 else corners.astype(np.float32))
    return strokes


def _coil(generator: np.random.Generator) -> Strokes:
    """Draws loops of changing radius around a centre that drifts."""
    strokes = []
    for points in _shares(generator):
        along = np.linspace(0, 1, points)
        angle = generator.choice([-1, 1]) * along * 2 * np.pi * generator.uniform(2, 12)
        knots = int(generator.integers(3, 9))
        radius = np.interp(along, np.linspace(0, 1, knots), generator.uniform(0.02, 0.4, knots))
        drift = _smooth(generator.uniform(0, 1, (knots, 2)) * generator.uniform(0.2, 1.5), points)
        loops = np.stack([np.cos(angle), np.sin(angle) * generator.uniform(0.4, 1)], axis=1)
        strokes.append((drift + radius[:, None] * loops).astype(np.float32))
    return strokes


def _meander(generator: np.random.Generator) -> Strokes:
    """Draws lines that wind like a river: their direction is a sum of waves.

    Source: Langbein and Leopold 1966, "River meanders - theory of minimum variance".
    """
    strokes = []
    for points in _shares(generator):
        along = np.linspace(0, 1, points)
        cycles = np.exp(generator.uniform(np.log(0.4), np.log(points / 8), 8))
        heights = generator.exponential(2.5, 8) / np.sqrt(cycles) * generator.uniform(0.5, 1.5)
        phases = generator.uniform(0, 2 * np.pi, 8)
        direction = (
            generator.uniform(0, 2 * np.pi) + np.sin(2 * np.pi * along[:, None] * cycles + phases) @ heights
        )
        path = np.cumsum(np.stack([np.cos(direction), np.sin(direction)], axis=1), axis=0)
        path *= generator.uniform(0.5, 1) / np.ptp(path, axis=0).max()
        strokes.append((path - path.min(axis=0) + generator.uniform(0, 0.4, 2)).astype(np.float32))
    return strokes


def _shares(generator: np.random.Generator) -> list[int]:
    """Returns how many points each of one to four strokes may have."""
    strokes = int(generator.integers(1, 5))
    return [_POINTS // strokes] * strokes


def _smooth(corners: np.ndarray, points: int) -> np.ndarray:
    """Returns a smooth curve `(points, 2)` through corners `(n, 2)`, as Catmull and Rom 1974."""
    before, after = 2 * corners[0] - corners[1], 2 * corners[-1] - corners[-2]
    padded = np.concatenate([before[None], corners, after[None]])
    position = np.linspace(0, len(corners) - 1, points)
    index = np.minimum(position.astype(int), len(corners) - 2)
    t = (position - index)[:, None]
    a, b, c, d = (padded[index + offset] for offset in range(4))
    curve = 2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
    return (curve / 2).astype(np.float32)


# Meanders are twice as frequent: they are what people doodle absent-mindedly, and look most like real things.
_KINDS: tuple[Callable[[np.random.Generator], Strokes], ...] = (
    _tangle,
    _hatching,
    _coil,
    _jagged,
    _meander,
    _meander,
    scrawl,
)
