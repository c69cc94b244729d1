"""Removing ink that is not part of a drawing, judging by size or place: specks, folds, ink at an edge."""

import numpy as np

from core.preprocessing.paper_clutter import STRONG_LEVEL

# Specks smaller than this share of the largest stroke are removed.
_SPECK_SHARE = 0.02
# Ink within this distance of a sheet's edge touches it.
_EDGE_PX = 3
# A fold is narrower than this share of a picture of at least this size; a closely cropped 1 is wider.
_MAX_FOLD_SHARE, _MIN_FOLDED_PX = 0.25, 160


def without_specks(ink: np.ndarray, is_ruled: bool, sheet: np.ndarray | None = None) -> np.ndarray:
    """Removes specks, and ink that touches the picture's or the sheet's edge: shadows, the desk, lines.

    Args:
        ink: `(height, width)` uint8, 255 for full ink.
        is_ruled: Whether ruled lines were removed from it.
        sheet: `(height, width)` bool, the result of `sheet_mask`; None if paper fills the picture.

    Returns:
        The remaining ink, in the same shape.
    """
    from scipy import ndimage

    components, count = ndimage.label(ink >= STRONG_LEVEL, structure=np.ones((3, 3)))
    if not count:
        return ink
    boxes = ndimage.find_objects(components)
    sizes = np.bincount(components.ravel(), minlength=count + 1)[1:]
    height, width = ink.shape
    at_edge = np.array(
        [
            box[0].start == 0 or box[1].start == 0 or box[0].stop == height or box[1].stop == width
            for box in boxes
        ]
    )
    if sheet is not None:
        beyond = ndimage.binary_dilation(~sheet, iterations=_EDGE_PX)
        at_edge[components[beyond & (components > 0)] - 1] = True
    inner = sizes * ~at_edge
    keep = sizes >= sizes.max() * _SPECK_SHARE
    if is_ruled or inner.max() >= 0.1 * sizes.max() or inner.max() >= 0.001 * ink.size:
        keep = (inner >= inner.max() * _SPECK_SHARE) & ~at_edge
    if keep.sum() == 1 and _is_fold(boxes[int(keep.argmax())], ink):
        keep[:] = False
    elif count == 1 and not is_ruled:
        return ink
    kept = np.concatenate([[False], keep])[components]
    # Dilated, to keep the soft edges of the strokes.
    return np.where(ndimage.binary_dilation(kept, iterations=2), ink, 0).astype(np.uint8)


def _is_fold(box: tuple[slice, slice], ink: np.ndarray) -> bool:
    """Returns whether a piece is a line across a large picture, like a fold or the edge of a shadow."""
    if max(ink.shape) < _MIN_FOLDED_PX:
        return False
    sides_px, picture_px = [place.stop - place.start for place in box], ink.shape
    return any(
        sides_px[along] == picture_px[along] and sides_px[across] < _MAX_FOLD_SHARE * picture_px[across]
        for along, across in ((0, 1), (1, 0))
    )
