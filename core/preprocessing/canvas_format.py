"""The JSON format of the drawing canvas (Fabric.js): reading and writing."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from core.errors import BadDrawing
from core.preprocessing.strokes import MAX_POINTS, Strokes, checked, too_much
from core.storage.received import in_json

# Curves are sampled at these values of their parameter.
_CURVE_STEPS = np.linspace(0.0, 1.0, 4, dtype=np.float32)[1:]
# A stroke smaller than this is a dot.
_DOT_PX = 1.0
# A stroke whose centre differs by less than this was not moved.
_UNMOVED_PX = 3.0


def from_canvas(canvas: Mapping[str, Any] | None) -> Strokes:
    """Reads the strokes from the JSON of the drawing canvas (Fabric.js).

    Args:
        canvas: The canvas component's `json_data`; None before it has loaded.

    Returns:
        The strokes in canvas pixels; an empty list if nothing is drawn.

    Raises:
        BadDrawing: If the drawing or a path is malformed, or there are too many strokes or points.

    Source: http://fabricjs.com, class Path: commands `M x y`, `L x y` and `Q cx cy x y`.
    """
    if not canvas:
        return []
    objects = canvas.get("objects", [])
    if not isinstance(objects, list):
        raise BadDrawing(f"The canvas sent a drawing that cannot be read. Received: {in_json(objects)}")
    strokes = []
    for item in objects:
        commands = item.get("path") if isinstance(item, Mapping) else None
        if not commands:
            continue
        try:
            strokes.append(_transformed(_flatten(commands), item))
        except (TypeError, ValueError, LookupError, OverflowError) as error:
            raise BadDrawing(
                f"The canvas sent a path that cannot be read. Received: {in_json(commands)}"
            ) from error
    return checked(strokes) if strokes else []


def to_canvas(strokes: Strokes, line_width: float, color: str) -> dict[str, Any]:
    """Writes strokes as JSON that the drawing canvas can open.

    Args:
        strokes: The strokes, in canvas pixels.
        line_width: Width of the pen in pixels.
        color: Colour of the pen, as `#rrggbb`.

    Returns:
        A value for the canvas's `initial_drawing`, which `from_canvas` can read.
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


def _flatten(commands: Sequence[Sequence[Any]]) -> np.ndarray:
    """Converts a path of straight and quadratic segments to points `(n, 2)` float32."""
    if len(commands) > MAX_POINTS:
        raise BadDrawing(too_much(1, len(commands)))
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


def _transformed(points: np.ndarray, item: Mapping[str, Any]) -> np.ndarray:
    """Applies the transformations of the canvas's edit mode: moving, rotating, scaling and flipping a stroke.

    Fabric.js stores the path as drawn, and separately its current centre, scale and angle.
    """
    if float(np.ptp(points, axis=0).max()) < _DOT_PX:
        points = points[:1]
    drawn_center = (points.min(axis=0) + points.max(axis=0)) / 2
    center = np.array([item.get("left", drawn_center[0]), item.get("top", drawn_center[1])], dtype=np.float32)
    scale = np.array([item.get("scaleX", 1), item.get("scaleY", 1)], dtype=np.float32)
    scale *= [-1 if item.get("flipX") else 1, -1 if item.get("flipY") else 1]
    angle = np.deg2rad(float(item.get("angle", 0)))
    # A curve's centre is only known to a pixel or two, so an unmoved stroke stays as it is.
    if np.abs(center - drawn_center).max() < _UNMOVED_PX and angle == 0 and (scale == 1).all():
        return points
    rotation = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]], dtype=np.float32)
    return ((points - drawn_center) * scale) @ rotation + center
