"""Turning a picture and cutting a part out of it, as a person asks for, and a file of what came of it."""

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image

from core.preprocessing.decode import Picture

# Less than this share of a side is no part of a picture.
_MIN_SHARE = 0.05


@dataclass(frozen=True)
class Adjustment:
    """How a picture is turned and cut.

    Attributes:
        turn_degrees: By how much it is turned to the right, 0, 90, 180 or 270, before it is cut.
        across: Where the part begins and ends from left to right, 0.0 to 1.0.
        down: Where it begins and ends from top to bottom.
    """

    turn_degrees: int = 0
    across: tuple[float, float] = (0.0, 1.0)
    down: tuple[float, float] = (0.0, 1.0)


def adjusted(picture: Picture, adjustment: Adjustment) -> Picture:
    """Turns and cuts a picture; one that needs neither is returned as it is.

    Args:
        picture: The picture.
        adjustment: How; of each side at least a twentieth stays.
    """
    if adjustment == Adjustment():
        return picture
    turned = np.rot90(picture.pixels, -adjustment.turn_degrees // 90)
    rows = _part(adjustment.down, turned.shape[0])
    columns = _part(adjustment.across, turned.shape[1])
    pixels = np.ascontiguousarray(turned[rows, columns])
    scale = max(picture.width_px, picture.height_px) / max(picture.pixels.shape[:2])
    return Picture(pixels, round(pixels.shape[1] * scale), round(pixels.shape[0] * scale), picture.notes)


def as_png(pixels: np.ndarray) -> bytes:
    """Writes `(height, width)` or `(height, width, channels)` uint8 as a PNG file."""
    file = io.BytesIO()
    # Soon read again, and never kept: quick rather than small.
    Image.fromarray(pixels).save(file, "PNG", compress_level=1)
    return file.getvalue()


def _part(ends: tuple[float, float], size_px: int) -> slice:
    start, end = min(ends), max(ends)
    missing = max(0.0, _MIN_SHARE - (end - start))
    start = min(max(start - missing / 2, 0.0), 1 - _MIN_SHARE)
    end = max(end + missing / 2, start + _MIN_SHARE)
    first = int(start * size_px)
    return slice(first, max(first + 1, min(round(end * size_px), size_px)))
