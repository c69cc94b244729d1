"""Crops of scanned ink: where the ink lies, and how a crop is reduced without losing thin lines."""

import numpy as np
from PIL import Image, ImageFilter

from core.errors import NoInk


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
    """Reduces a large crop by a whole factor, so that later steps are fast.

    Args:
        ink: `(height, width)`, uint8.
        longest_px: The approximate length to which the longer side is reduced.

    Returns:
        A smaller crop, or the same one.
    """
    factor = max(ink.shape) // longest_px
    return np.asarray(Image.fromarray(ink).reduce(factor)) if factor > 1 else ink


def thickened(ink: np.ndarray, frame_px: float, min_width_px: float) -> np.ndarray:
    """Thickens lines that would be thinner than `min_width_px` when `ink` is reduced to `frame_px` pixels.

    The mean line width is estimated as twice the area divided by the length of the outline, which is exact
    for a long straight line.

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
    mask = ink >= 128
    area = int(mask.sum())
    outline = int((mask[1:] != mask[:-1]).sum() + (mask[:, 1:] != mask[:, :-1]).sum())
    # Counted along both axes, the outline of a slanted line is too long by a factor of 4 / pi on average.
    width = 2 * area / max(outline * np.pi / 4, 1)
    rounds = round((min_width_px * scale - width) / 2)
    if rounds <= 0:
        return ink
    picture = Image.fromarray(np.pad(ink, rounds))
    for _ in range(rounds):
        picture = picture.filter(ImageFilter.MaxFilter(3))
    return np.asarray(picture)
