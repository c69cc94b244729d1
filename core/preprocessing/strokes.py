"""Drawings as strokes: read them, write them, measure them and cut them short.

A stroke is what the pen leaves between touching the canvas and lifting off: a float32 array
`(points, 2)` of x and y, y pointing down, in whatever unit the source uses. A drawing is a
list of strokes in the order in which they were drawn.
"""

from typing import Any

import numpy as np

from core.errors import BadDrawing

Strokes = list[np.ndarray]

# A drawing beyond these bounds is not from a hand. They keep one request from costing seconds.
MAX_STROKES = 2_000
MAX_POINTS = 50_000


def bounds(strokes: Strokes) -> tuple[np.ndarray, np.ndarray]:
    """Returns the lowest and the highest `(x, y)` of the pen's path, line width left out."""
    points = np.concatenate(strokes)
    return points.min(axis=0), points.max(axis=0)


def ink_length(strokes: Strokes) -> float:
    """Returns the length of all strokes together, in their own unit."""
    return float(sum(np.linalg.norm(np.diff(stroke, axis=0), axis=1).sum() for stroke in strokes))


def prefixes(strokes: Strokes, steps: int) -> list[tuple[float, Strokes]]:
    """Cuts a drawing short at even fractions of its ink, to replay how it grew.

    Args:
        strokes: The whole drawing.
        steps: How many cuts, at least 1; the last one is the whole drawing.

    Returns:
        `steps` pairs `(fraction, strokes)`, fraction in 0.0 to 1.0 of the ink's length.
    """
    return [(step / steps, beginning(strokes, step / steps)) for step in range(1, steps + 1)]


def beginning(strokes: Strokes, fraction: float) -> Strokes:
    """Cuts a drawing short.

    Args:
        strokes: The whole drawing.
        fraction: How much of the ink's length to keep, above 0.0 and up to 1.0 for all of it.

    Returns:
        The first strokes; the last of them may be cut.
    """
    if fraction >= 1:
        return list(strokes)
    left = ink_length(strokes) * fraction
    part: Strokes = []
    for stroke in strokes:
        pieces = np.linalg.norm(np.diff(stroke, axis=0), axis=1)
        length = float(pieces.sum())
        if length > left:
            part.append(_shortened(stroke, pieces, left))
            break
        part.append(stroke)
        left -= length
    return part


def _shortened(stroke: np.ndarray, lengths: np.ndarray, keep_length: float) -> np.ndarray:
    """Returns the first part of a stroke, `keep_length` long."""
    travelled = np.concatenate([[0.0], np.cumsum(lengths)])
    last = int(np.searchsorted(travelled, keep_length, side="right")) - 1
    rest = (keep_length - travelled[last]) / max(float(lengths[last]), 1e-9)
    end = stroke[last] + (stroke[last + 1] - stroke[last]) * rest
    return np.concatenate([stroke[: last + 1], end[None]]).astype(np.float32)


def checked(strokes: Strokes) -> Strokes:
    """Returns strokes that are within all bounds; raises `BadDrawing` for others."""
    total = sum(len(stroke) for stroke in strokes)
    if len(strokes) > MAX_STROKES or total > MAX_POINTS:
        raise BadDrawing(too_much(len(strokes), total))
    for stroke in strokes:
        if stroke.ndim != 2 or stroke.shape[1] != 2 or len(stroke) == 0:
            raise BadDrawing(
                f"A stroke must hold at least one point. Received: {shortened_repr(stroke.tolist())}"
            )
        if not np.isfinite(stroke).all() or np.abs(stroke).max() > 1e6:
            raise BadDrawing(
                "The points of a stroke must be ordinary numbers, at most a million. "
                f"Received: {shortened_repr(stroke.tolist())}"
            )
    return strokes


def too_much(strokes: int, points: int) -> str:
    """Says that a drawing is larger than one may be."""
    return (
        f"A drawing may have at most {MAX_STROKES:,} strokes and {MAX_POINTS:,} points. "
        f"Received: {strokes:,} strokes, {points:,} points"
    )


def shortened_repr(value: Any) -> str:
    """Returns a value as an error shows it: at most 80 letters."""
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."
