"""The Quick, Draw! format: one JSON object a line, read and written in one place."""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from core.errors import BadDrawing
from core.preprocessing.strokes import Strokes, checked, shortened_repr


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
        raise BadDrawing(f"A drawing must be a list of strokes. Received: {shortened_repr(drawing)}")
    strokes = []
    for stroke in drawing:
        try:
            with np.errstate(over="ignore"):  # what overflows is refused below
                points = np.asarray([stroke[0], stroke[1]], dtype=np.float32).T
        except (TypeError, ValueError, IndexError, KeyError, OverflowError) as error:
            raise BadDrawing(
                "A stroke must be a list of x values and a list of y values of the same length. "
                f"Received: {shortened_repr(stroke)}"
            ) from error
        strokes.append(points)
    return checked(strokes)


def to_quickdraw(strokes: Strokes) -> list[list[list[float]]]:
    """Writes strokes in the Quick, Draw! form, with coordinates to a tenth of a unit."""
    return [[[round(float(value), 1) for value in stroke[:, axis]] for axis in (0, 1)] for stroke in strokes]


def drawing_as_json(strokes: Strokes, word: str | None = None) -> str:
    """Writes the strokes as one line of a Quick, Draw! file, which `predict` reads.

    Args:
        strokes: In any unit, y down.
        word: What it shows, if that is known.

    Returns:
        One line of JSON with `drawing`, and `word` if given.
    """
    line = {"drawing": to_quickdraw(strokes)}
    return json.dumps({"word": word, **line} if word else line) + "\n"
