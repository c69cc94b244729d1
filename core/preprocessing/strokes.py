"""Strokes: checking, measuring and shortening drawings.

A stroke is the path of the pen from touching the canvas to lifting off: a float32 array `(points, 2)` of x
and y coordinates, with y pointing down, in the unit of its source. A drawing is a list of strokes in drawing
order.
"""

from collections.abc import Callable

import numpy as np

from core.errors import BadDrawing
from core.plurals import counted
from core.storage.received import in_json

Strokes = list[np.ndarray]

# No hand-made drawing exceeds these limits, which keep a single request from taking seconds.
MAX_STROKES = 2_000
MAX_POINTS = 50_000


def bounds(strokes: Strokes) -> tuple[np.ndarray, np.ndarray]:
    """Returns the minimum and maximum `(x, y)` of the pen's path, ignoring the line width."""
    points = np.concatenate(strokes)
    return points.min(axis=0), points.max(axis=0)


def ink_length(strokes: Strokes) -> float:
    """Returns the total length of all strokes, in the unit of the strokes."""
    return float(sum(np.linalg.norm(np.diff(stroke, axis=0), axis=1).sum() for stroke in strokes))


def prefixes(strokes: Strokes, steps: int) -> list[tuple[float, Strokes]]:
    """Cuts a drawing off at evenly spaced fractions of its ink, to replay how it was drawn.

    Args:
        strokes: The whole drawing.
        steps: Number of prefixes, at least 1; the last one is the whole drawing.

    Returns:
        `steps` pairs `(fraction, strokes)`; `fraction` is a share of the ink's length, above 0.0 and at most
        1.0.
    """
    return [(step / steps, beginning(strokes, step / steps)) for step in range(1, steps + 1)]


def beginning(strokes: Strokes, fraction: float) -> Strokes:
    """Returns the beginning of a drawing.

    Args:
        strokes: The whole drawing.
        fraction: Fraction of the ink's length to keep, above 0.0 and at most 1.0.

    Returns:
        The first strokes, of which the last may be shortened.
    """
    if fraction >= 1:
        return list(strokes)
    remaining = ink_length(strokes) * fraction
    kept: Strokes = []
    for stroke in strokes:
        segment_lengths = np.linalg.norm(np.diff(stroke, axis=0), axis=1)
        length = float(segment_lengths.sum())
        if length > remaining:
            kept.append(_shortened(stroke, segment_lengths, remaining))
            break
        kept.append(stroke)
        remaining -= length
    return kept


def _shortened(stroke: np.ndarray, segment_lengths: np.ndarray, length: float) -> np.ndarray:
    """Returns the first `length` units of a stroke."""
    travelled = np.concatenate([[0.0], np.cumsum(segment_lengths)])
    # The length was summed in a different order, so it may exceed this sum by a rounding error.
    last = min(int(np.searchsorted(travelled, length, side="right")), len(segment_lengths)) - 1
    rest = (length - travelled[last]) / max(float(segment_lengths[last]), 1e-9)
    end = stroke[last] + (stroke[last + 1] - stroke[last]) * rest
    return np.concatenate([stroke[: last + 1], end[None]]).astype(np.float32)


def checked(strokes: Strokes, quoted: Callable[[int], str] | None = None) -> Strokes:
    """Returns the strokes if they are valid.

    Args:
        strokes: The drawing, from an untrusted source.
        quoted: Quotes the stroke of this index as it was received; by default as a list of points.

    Raises:
        BadDrawing: If there are too many strokes or points, or a stroke is malformed or not finite.
    """
    total = sum(len(stroke) for stroke in strokes)
    if len(strokes) > MAX_STROKES or total > MAX_POINTS:
        raise BadDrawing(too_much(len(strokes), total))
    quoted = quoted or (lambda index: in_json(strokes[index].tolist()))
    for index, stroke in enumerate(strokes):
        if stroke.ndim != 2 or stroke.shape[1] != 2 or len(stroke) == 0:
            raise BadDrawing(f"A stroke must hold at least one point. Received: {quoted(index)}")
    if strokes and not _are_ordinary(np.concatenate(strokes)):
        odd = next(index for index, stroke in enumerate(strokes) if not _are_ordinary(stroke))
        raise BadDrawing(no_ordinary_numbers(quoted(odd)))
    return strokes


def _are_ordinary(points: np.ndarray) -> bool:
    return bool(np.isfinite(points).all() and np.abs(points).max() <= 1e6)


def too_much(strokes: int, points: int | None = None) -> str:
    """Returns the message for a drawing with too many strokes or points.

    Args:
        strokes: Number of strokes.
        points: Number of points; None if they have not been counted.
    """
    points_too = f", {points:,} points" if points is not None else ""
    return (
        f"A drawing may have at most {MAX_STROKES:,} strokes and {MAX_POINTS:,} points. "
        f"Received: {counted(strokes, 'stroke')}{points_too}"
    )


def no_ordinary_numbers(stroke: str) -> str:
    """Returns the message for a stroke, as it is quoted, with coordinates not finite or too large."""
    return f"The points of a stroke must be numbers between -1,000,000 and 1,000,000. Received: {stroke}"
