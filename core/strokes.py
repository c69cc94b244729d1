"""Drawings as strokes: read them, write them, measure them and cut them short.

A stroke is what the pen leaves between touching the canvas and lifting off: a float32 array
`(points, 2)` of x and y, y pointing down, in whatever unit the source uses. A drawing is a
list of strokes in the order in which they were drawn.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from core.errors import BadDrawing

Strokes = list[np.ndarray]

# A drawing beyond these bounds is not from a hand. They keep one request from costing seconds.
MAX_STROKES = 2_000
MAX_POINTS = 50_000
# Points of a curve in the canvas's own path format are sampled at these places along it.
_CURVE_STEPS = np.linspace(0.0, 1.0, 4, dtype=np.float32)[1:]
# A stroke of the canvas no larger than this is a dot.
_DOT_PX = 1.0
# A stroke's middle that is off by less than this was not moved.
_UNTOUCHED_PX = 3.0


def from_quickdraw(drawing: Any) -> Strokes:
    """Reads a drawing in the Quick, Draw! format: one `[[x, ...], [y, ...]]` for each stroke.

    Args:
        drawing: The `drawing` value of one line of a Quick, Draw! file. A third list (times, in
            the raw files) is ignored.

    Returns:
        The strokes, in the file's unit.

    Raises:
        BadDrawing: If the value has another form, is not finite, or is beyond all bounds.

    Source: https://github.com/googlecreativelab/quickdraw-dataset, "Simplified drawing files".
    """
    if not isinstance(drawing, Sequence) or isinstance(drawing, str) or not drawing:
        raise BadDrawing(f"A drawing must be a list of strokes. Received: {_brief(drawing)}")
    strokes = []
    for stroke in drawing:
        try:
            with np.errstate(over="ignore"):  # what overflows is refused below
                points = np.asarray([stroke[0], stroke[1]], dtype=np.float32).T
        except (TypeError, ValueError, IndexError, KeyError, OverflowError) as error:
            raise BadDrawing(
                "A stroke must be a list of x values and a list of y values of the same length. "
                f"Received: {_brief(stroke)}"
            ) from error
        strokes.append(points)
    return _checked(strokes)


def from_canvas(canvas: Mapping[str, Any] | None) -> Strokes:
    """Reads the strokes from the JSON of the drawing canvas (Fabric.js).

    Args:
        canvas: What the canvas component reports as `json_data`; None before it has loaded.

    Returns:
        The strokes in canvas pixels; an empty list if nothing is drawn.

    Raises:
        BadDrawing: If a path has another form or is beyond all bounds.

    Source: http://fabricjs.com, class Path: commands `M x y`, `L x y` and `Q cx cy x y`.
    """
    if not canvas:
        return []
    strokes = []
    for item in canvas.get("objects", []):
        commands = item.get("path") if isinstance(item, Mapping) else None
        if not commands:
            continue
        try:
            strokes.append(_placed(_flatten(commands), item))
        except (TypeError, ValueError, IndexError, OverflowError) as error:
            raise BadDrawing(
                f"The canvas sent a path that cannot be read. Received: {_brief(commands)}"
            ) from error
    return _checked(strokes) if strokes else []


def to_canvas(strokes: Strokes, line_width: float, color: str) -> dict[str, Any]:
    """Writes strokes as the JSON that the drawing canvas can be opened with.

    Args:
        strokes: The strokes, in canvas pixels.
        line_width: Width of the pen in pixels.
        color: Colour of the pen, as `#rrggbb`.

    Returns:
        A value for the canvas's `initial_drawing`; `from_canvas` reads it back.
    """
    objects = []
    for stroke in strokes:
        low, high = stroke.min(axis=0), stroke.max(axis=0)
        commands: list[list[Any]] = [["M", *stroke[0].tolist()]]
        commands += [["L", *point.tolist()] for point in stroke[1:]]
        if len(stroke) == 1:
            commands.append(["L", float(stroke[0, 0]) + 0.01, float(stroke[0, 1])])
        objects.append(
            {
                "type": "Path",
                "version": "7.0.0",
                "originX": "center",
                "originY": "center",
                "left": float(low[0] + high[0]) / 2,
                "top": float(low[1] + high[1]) / 2,
                "width": float(high[0] - low[0]),
                "height": float(high[1] - low[1]),
                "fill": None,
                "stroke": color,
                "strokeWidth": line_width,
                "strokeLineCap": "round",
                "strokeLineJoin": "round",
                "path": commands,
            }
        )
    return {"version": "7.0.0", "objects": objects}


def to_quickdraw(strokes: Strokes) -> list[list[list[float]]]:
    """Writes strokes in the Quick, Draw! form, with coordinates to a tenth of a unit."""
    return [[[round(float(value), 1) for value in stroke[:, axis]] for axis in (0, 1)] for stroke in strokes]


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


def _flatten(commands: Sequence[Sequence[Any]]) -> np.ndarray:
    """Turns a path of straight and quadratic pieces into points."""
    if len(commands) > MAX_POINTS:
        raise BadDrawing(_too_much(1, len(commands)))
    points: list[np.ndarray] = []
    for command in commands:
        values = np.asarray(command[1:], dtype=np.float32)
        if command[0] in ("M", "L") and len(values) == 2:
            points.append(values)
        elif command[0] == "Q" and len(values) == 4 and points:
            start, control, end = points[-1], values[:2], values[2:]
            for t in _CURVE_STEPS:
                points.append((1 - t) ** 2 * start + 2 * t * (1 - t) * control + t * t * end)
        else:
            raise ValueError(f"unknown path command {command!r}")
    return np.asarray(points, dtype=np.float32)


def _placed(points: np.ndarray, item: Mapping[str, Any]) -> np.ndarray:
    """Applies what a person did to a stroke in the canvas's edit mode: moved, turned, stretched it.

    Fabric.js keeps the path as drawn, and beside it where its middle is now, its scale and its angle.
    """
    if float(np.ptp(points, axis=0).max()) < _DOT_PX:
        points = points[:1]
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    place = np.array([item.get("left", middle[0]), item.get("top", middle[1])], dtype=np.float32)
    scale = np.array([item.get("scaleX", 1), item.get("scaleY", 1)], dtype=np.float32)
    scale *= [-1 if item.get("flipX") else 1, -1 if item.get("flipY") else 1]
    angle = np.deg2rad(float(item.get("angle", 0)))
    # A curve's own middle is known to a pixel or two only: an untouched stroke stays as it is.
    if np.abs(place - middle).max() < _UNTOUCHED_PX and angle == 0 and (scale == 1).all():
        return points
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]], dtype=np.float32)
    return ((points - middle) * scale) @ turn + place


def _checked(strokes: Strokes) -> Strokes:
    total = sum(len(stroke) for stroke in strokes)
    if len(strokes) > MAX_STROKES or total > MAX_POINTS:
        raise BadDrawing(_too_much(len(strokes), total))
    for stroke in strokes:
        if stroke.ndim != 2 or stroke.shape[1] != 2 or len(stroke) == 0:
            raise BadDrawing(f"A stroke must hold at least one point. Received: {_brief(stroke.tolist())}")
        if not np.isfinite(stroke).all() or np.abs(stroke).max() > 1e6:
            raise BadDrawing(
                "The points of a stroke must be ordinary numbers, at most a million. "
                f"Received: {_brief(stroke.tolist())}"
            )
    return strokes


def _too_much(strokes: int, points: int) -> str:
    return (
        f"A drawing may have at most {MAX_STROKES:,} strokes and {MAX_POINTS:,} points. "
        f"Received: {strokes:,} strokes, {points:,} points"
    )


def _brief(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."
