"""Removing the shades of what is neither paper nor ink, such as fingers that hold the paper."""

import numpy as np

from core.preprocessing.paper_clutter import MIN_PAPER_PX, STRONG_LEVEL, steep_shares

# A pen's line begins abruptly along at least the first share of its outline, a shade along less than the
# second share. There are no shades to be told from ink that is a pen's by less than the third share.
_PEN_STEEP_SHARE, _MAX_STEEP_SHARE, _MIN_PEN_SHARE = 0.85, 0.55, 0.3
# A shade is lighter than this share of the pen's ink.
_MAX_LEVEL_SHARE = 0.8
# At least this share of what is around a shade, at these distances, has another colour than the paper: its
# channels, as shares of the paper's, differ by at least the last share of the largest one.
_MIN_COLORED_SHARE, _NEAR_PX, _FAR_PX, _MIN_COLOR = 0.25, 3, 8, 0.16


def without_shades(
    ink: np.ndarray, difference: np.ndarray, pixels: np.ndarray, sheet: np.ndarray | None = None
) -> np.ndarray:
    """Removes ink that begins gradually and is lighter than the pen's, beside something coloured.

    Ink that is merely out of focus, or of a pen that runs dry, has paper around it and stays.

    Args:
        ink: `(height, width)` uint8, 255 for full ink.
        difference: `(height, width)`, 0 to 255: how much each pixel differs from the paper.
        pixels: `(height, width, 3)` uint8: the photo.
        sheet: `(height, width)` bool, the result of `sheet_mask`; None if paper fills the photo.

    Returns:
        The remaining ink, in the same shape.
    """
    from scipy import ndimage

    if max(ink.shape) < MIN_PAPER_PX:
        return ink
    pieces, count = ndimage.label(ink >= STRONG_LEVEL, structure=np.ones((3, 3)))
    if not count:
        return ink
    sizes = np.bincount(pieces.ravel())[1:]
    levels = np.bincount(pieces.ravel(), difference.ravel())[1:] / sizes
    if levels.min() >= _MAX_LEVEL_SHARE * levels.max():
        return ink
    shares = steep_shares(pieces, difference)
    is_pen = shares >= _PEN_STEEP_SHARE
    if sizes[is_pen].sum() < _MIN_PEN_SHARE * sizes.sum():
        return ink
    pen_level = np.average(levels[is_pen], weights=sizes[is_pen])
    shades = np.flatnonzero((shares < _MAX_STEEP_SHARE) & (levels < _MAX_LEVEL_SHARE * pen_level))
    if not len(shades):
        return ink
    paper = np.median(pixels.reshape(-1, 3) if sheet is None else pixels[sheet], axis=0)
    boxes = ndimage.find_objects(pieces)
    remaining = ink.copy()
    for index in shades:
        # Only what is near, since there may be many shades.
        box = tuple(slice(max(0, each.start - _FAR_PX), each.stop + _FAR_PX) for each in boxes[index])
        shade = pieces[box] == index + 1
        if _is_beside_color(shade, pixels[box] / np.maximum(paper, 1)):
            edges = ndimage.binary_dilation(shade, iterations=_NEAR_PX - 1)
            remaining[box][edges & (shade | (pieces[box] == 0))] = 0
    return remaining


def _is_beside_color(shade: np.ndarray, channels: np.ndarray) -> bool:
    """Returns whether much of what is around a shade is coloured unlike the paper.

    Args:
        shade: `(height, width)` bool: true on the shade.
        channels: `(height, width, 3)`: the photo as shares of the paper's colour.
    """
    from scipy import ndimage

    near = ndimage.binary_dilation(shade, iterations=_NEAR_PX)
    around = channels[ndimage.binary_dilation(near, iterations=_FAR_PX - _NEAR_PX) & ~near]
    is_colored = np.ptp(around, axis=1) > _MIN_COLOR * around.max(axis=1)
    return bool(is_colored.sum() >= _MIN_COLORED_SHARE * max(len(is_colored), 1))
