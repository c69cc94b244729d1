"""The Quick, Draw! format, one JSON object per line: reading and writing."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np

from core.errors import BadDrawing
from core.preprocessing.strokes import (
    MAX_POINTS,
    MAX_STROKES,
    Strokes,
    checked,
    no_ordinary_numbers,
    too_much,
)
from core.storage.json_values import MAX_JSON_VALUES, count_json_values
from core.storage.received import in_json

_NO_NUMBERS = frozenset((bool, np.bool_, str, bytes, type(None)))


@dataclass(frozen=True)
class StrokeLine:
    """One line of a stroke file.

    Attributes:
        strokes: The drawing, in the file's unit.
        label: What it shows, from the line's `word` or `label`; None if it has neither.
    """

    strokes: Strokes
    label: str | None = None


def read_stroke_line(line: bytes | str) -> StrokeLine:
    """Reads one line of a stroke file.

    Args:
        line: A JSON object with `drawing`, and optionally `word` or `label`; other keys are ignored.

    Returns:
        The drawing and its label.

    Raises:
        BadDrawing: If the line is not such an object, or its drawing cannot be read; see `from_quickdraw`.
    """
    if (values := count_json_values(line)) > MAX_JSON_VALUES:
        raise BadDrawing(
            f"This line has too many values; a drawing may have at most {MAX_JSON_VALUES:,}. "
            f"Received: about {values:,}"
        )
    try:
        content = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadDrawing(f"This line is not a JSON object. Received: {error}") from error
    return stroke_line_of(content)


def stroke_line_of(content: Any) -> StrokeLine:
    """Reads a drawing and its label from parsed JSON; see `read_stroke_line`."""
    if not isinstance(content, dict):
        raise BadDrawing(f"This line is not a JSON object. Received: {in_json(content)}")
    label = content.get("word", content.get("label"))
    drawing = from_quickdraw(content.get("drawing"))
    return StrokeLine(drawing, str(label) if isinstance(label, str | int | float) else None)


def write_stroke_line(strokes: Strokes, label: str | None = None) -> str:
    """Writes a drawing as one line of a stroke file, which `read_stroke_line` can read.

    Args:
        strokes: The drawing, in any unit, with y pointing down.
        label: What it shows, if known.

    Returns:
        A JSON object with `drawing`, and with `word` if there is a label, followed by a line break.
    """
    line = {"drawing": to_quickdraw(strokes)}
    return json.dumps({"word": label, **line} if label else line) + "\n"


def from_quickdraw(drawing: Any, quote: Callable[[object], str] = in_json) -> Strokes:
    """Reads a drawing in the Quick, Draw! format: one `[[x, ...], [y, ...]]` per stroke.

    Args:
        drawing: The `drawing` value of one line of a Quick, Draw! file. A third list (times, in
            the raw files) is ignored.
        quote: Writes what is refused in the language of the drawing: `in_json` or `in_python`.

    Returns:
        The strokes, in the file's unit.

    Raises:
        BadDrawing: If the value has another form, too many strokes or points, or coordinates that are not
            finite or are too large.

    Source: https://github.com/googlecreativelab/quickdraw-dataset, "Simplified drawing files".
    """
    if not isinstance(drawing, Sequence) or isinstance(drawing, str) or not drawing:
        raise BadDrawing(f"A drawing must be a list of one or more strokes. Received: {quote(drawing)}")
    if len(drawing) > MAX_STROKES:
        raise BadDrawing(too_much(len(drawing)))
    with np.errstate(over="ignore"):  # values that overflow are refused below
        points = [_points(stroke, quote) for stroke in drawing]
    return checked(points, lambda index: quote(drawing[index]))


def _points(stroke: Any, quote: Callable[[object], str]) -> np.ndarray:
    """Reads one stroke as points `(n, 2)` float32; raises `BadDrawing` if that is not possible."""
    try:
        if len(stroke[0]) > MAX_POINTS:
            raise BadDrawing(too_much(1, len(stroke[0])))
        # NumPy would convert strings and booleans to numbers, and None to NaN.
        if not _NO_NUMBERS.isdisjoint(map(type, chain(stroke[0], stroke[1]))):
            raise TypeError
        points = np.asarray([stroke[0], stroke[1]], dtype=np.float32).T
        # A drawing in place of a stroke has lists of numbers in place of numbers.
        if points.ndim != 2:
            raise TypeError
        return points
    except OverflowError as error:
        raise BadDrawing(no_ordinary_numbers(quote(stroke))) from error
    except (TypeError, ValueError, LookupError) as error:
        raise BadDrawing(
            "A stroke must be a list of x values and a list of y values of the same length, all of them "
            f"numbers. Received: {quote(stroke)}"
        ) from error


def to_quickdraw(strokes: Strokes) -> list[list[list[float]]]:
    """Converts strokes to the Quick, Draw! format, with coordinates rounded to a tenth of a unit."""
    return [[[round(float(value), 1) for value in stroke[:, axis]] for axis in (0, 1)] for stroke in strokes]
