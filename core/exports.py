"""A drawing to take away: as a picture and as strokes."""

import io
import json

import numpy as np
from PIL import Image

from core.drawing import draw_large
from core.strokes import Strokes, to_quickdraw

_ENLARGEMENT = 3


def drawing_as_png(strokes: Strokes, canvas_px: int, line_width_px: float) -> bytes:
    """Draws the strokes black on white, three times as large as the canvas.

    Args:
        strokes: In canvas pixels.
        canvas_px: Width and height of the canvas.
        line_width_px: Width of the pen on the canvas.

    Returns:
        A PNG file.
    """
    large = [stroke * np.float32(_ENLARGEMENT) for stroke in strokes]
    side = canvas_px * _ENLARGEMENT
    ink = draw_large(large, side, side, line_width_px * _ENLARGEMENT)
    file = io.BytesIO()
    Image.fromarray(255 - ink).save(file, "PNG", optimize=True)
    return file.getvalue()


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
