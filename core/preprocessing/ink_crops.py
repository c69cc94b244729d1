"""Crops of scanned ink: where the ink lies, and how a crop is reduced without losing thin lines."""

import numpy as np
from PIL import Image, ImageFilter

from core.errors import NoInk

# Lines that would be thinner than this once a crop is reduced would fade.
_MIN_REDUCED_WIDTH_PX = 2.0
# A tiny picture is enlarged to this many times the size, its edges made this many times steeper, and reduced.
_OVERSAMPLING, _STEEPER = 4, 3
_SHARPER = [min(max((level - 128) * _STEEPER + 128, 0), 255) for level in range(256)]


def box(ink: np.ndarray, level: int) -> tuple[int, int, int, int]:
    """Finds the bounding box of all ink of at least a given level.

    Args:
        ink: `(height, width)`, uint8, 0 for paper to 255 for full ink.
        level: The lowest level that counts as ink; lowered to the strongest ink of a faint picture.

    Returns:
        The top, bottom, left and right of the box, in pixels.

    Raises:
        NoInk: If there is no ink on the picture.
    """
    level = min(level, max(int(ink.max()), 1))
    rows = np.flatnonzero(ink.max(axis=1) >= level)
    columns = np.flatnonzero(ink.max(axis=0) >= level)
    if len(rows) == 0:
        raise NoInk(
            "This picture has no drawing on it. Draw something, or choose a picture with dark lines on light "
            f"paper. Received: {ink.shape[1]} x {ink.shape[0]} pixels without ink"
        )
    return int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1


def reduced(ink: np.ndarray, longest_px: int) -> np.ndarray:
    """Reduces a large crop by a whole factor, so that later steps are fast; thin lines do not fade.

    Args:
        ink: `(height, width)`, uint8.
        longest_px: The approximate length to which the longer side is reduced.

    Returns:
        A smaller crop, or the same one.
    """
    factor = max(ink.shape) // longest_px
    if factor <= 1:
        return ink
    if _line_width_px(ink) >= _MIN_REDUCED_WIDTH_PX * factor:
        return np.asarray(Image.fromarray(ink).reduce(factor))
    rows, columns = (np.arange(0, length, factor) for length in ink.shape)
    return np.asarray(np.maximum.reduceat(np.maximum.reduceat(ink, rows, axis=0), columns, axis=1))


def enlarged(picture: Image.Image, size_px: int, square: tuple[float, float, float, float]) -> Image.Image:
    """Enlarges a square of a tiny picture; its lines are then as sharp as if they were drawn in that size.

    Args:
        picture: Ink, 0 for paper to 255 for full ink.
        size_px: Width and height of the result.
        square: Its left, top, right and bottom, in pixels of the picture.
    """
    large_px = size_px * _OVERSAMPLING
    large = picture.resize((large_px, large_px), Image.Resampling.BICUBIC, box=square)
    return large.point(_SHARPER).reduce(_OVERSAMPLING)


def thickened(ink: np.ndarray, frame_px: float, min_width_px: float) -> np.ndarray:
    """Thickens lines that would be thinner than `min_width_px` when `ink` is reduced to `frame_px` pixels.

    Args:
        ink: `(height, width)`, uint8.
        frame_px: Length of the longer side after the reduction.
        min_width_px: The least width of lines after the reduction.

    Returns:
        The picture, padded on each side by as many pixels as its lines grew on each side.
    """
    scale = max(ink.shape) / frame_px
    if scale <= 1:
        return ink
    rounds = round((min_width_px * scale - _line_width_px(ink)) / 2)
    if rounds <= 0:
        return ink
    picture = Image.fromarray(np.pad(ink, rounds))
    for _ in range(rounds):
        picture = picture.filter(ImageFilter.MaxFilter(3))
    return np.asarray(picture)


def _line_width_px(ink: np.ndarray) -> float:
    """Estimates the mean line width: twice the area divided by the length of the outline.

    This is exact for a long straight line.
    """
    mask = ink >= 128
    area = int(mask.sum())
    outline = int((mask[1:] != mask[:-1]).sum() + (mask[:, 1:] != mask[:, :-1]).sum())
    # Counted along both axes, the outline of a slanted line is too long by a factor of 4 / pi on average.
    return 2 * area / max(outline * np.pi / 4, 1)
