"""Turning and cropping a picture as the user asks, and writing the result as a file."""

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image

from core.preprocessing.decode import Picture

# At least this share of each side is kept.
_MIN_SHARE = 0.05


@dataclass(frozen=True)
class Adjustment:
    """How a picture is turned and cropped.

    Attributes:
        turn_degrees: The clockwise turn before cropping: 0, 90, 180 or 270.
        across: The start and end of the crop from left to right, 0.0 to 1.0.
        down: The start and end of the crop from top to bottom, 0.0 to 1.0.
    """

    turn_degrees: int = 0
    across: tuple[float, float] = (0.0, 1.0)
    down: tuple[float, float] = (0.0, 1.0)


def adjusted(picture: Picture, adjustment: Adjustment) -> Picture:
    """Turns and crops a picture; one that needs neither is returned unchanged.

    Args:
        picture: The picture.
        adjustment: How to turn and crop it; at least a twentieth of each side is kept.
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
    # The file is read again soon and never kept, so speed matters more than size.
    Image.fromarray(pixels).save(file, "PNG", compress_level=1)
    return file.getvalue()


def _part(ends: tuple[float, float], size_px: int) -> slice:
    start, end = min(ends), max(ends)
    missing = max(0.0, _MIN_SHARE - (end - start))
    start = min(max(start - missing / 2, 0.0), 1 - _MIN_SHARE)
    end = max(end + missing / 2, start + _MIN_SHARE)
    first = int(start * size_px)
    return slice(first, max(first + 1, min(round(end * size_px), size_px)))
