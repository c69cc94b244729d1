"""Removing ink that is no drawing, by its size, place or shape: specks, folds, holes, edges."""

import numpy as np

from core.preprocessing.paper_clutter import MIN_PAPER_PX, STRONG_LEVEL

# Specks smaller than this share of the largest stroke are removed.
_SPECK_SHARE = 0.02
# Ink within this distance of a sheet's edge touches it.
_EDGE_PX = 3
# At least this share of the ink of what belongs to the surroundings, like the edge of a finger, is there.
_MIN_BESIDE_SHARE = 0.3
# A fold is narrower than the first share of a picture; a 1 that is cropped closely is wider. A slanted fold
# strays from a straight line by at most the second share of the picture's longer side.
_MAX_FOLD_SHARE, _MAX_STRAY_SHARE = 0.25, 0.015
# A punched hole is a disk: it fills this share of its box, whose sides differ by at most this factor. Its
# width and the distance of its middle from the page's edge are these shares of the page's longer side. Two
# holes in line are at least the last share apart.
_MIN_FILLED_SHARE, _MAX_HOLE_FACTOR = 0.68, 1.4
_MIN_HOLE_SHARE, _MAX_HOLE_SHARE, _MAX_INSET_SHARE, _MIN_APART_SHARE = 0.012, 0.07, 0.14, 0.15


def without_specks(
    ink: np.ndarray,
    is_ruled: bool,
    sheet: np.ndarray | None = None,
    surroundings: np.ndarray | None = None,
) -> np.ndarray:
    """Removes specks, and ink at an edge or in the surroundings (shadows, the desk, fingers).

    Args:
        ink: `(height, width)` uint8, 255 for full ink.
        is_ruled: Whether ruled lines were removed from it.
        sheet: `(height, width)` bool, the result of `sheet_mask`; None if paper fills the picture.
        surroundings: `(height, width)` bool, the result of `surroundings_mask`; None if nothing is around.

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
    if surroundings is not None:
        beside = np.bincount(components.ravel(), surroundings.ravel(), count + 1)[1:]
        at_edge |= beside >= _MIN_BESIDE_SHARE * sizes
    sizes = sizes * ~_are_holes(boxes, sizes, np.ones(ink.shape, dtype=bool) if sheet is None else sheet)
    if not sizes.any():
        return np.zeros_like(ink)
    inner = sizes * ~at_edge
    keep = sizes >= sizes.max() * _SPECK_SHARE
    if is_ruled or inner.max() >= 0.1 * sizes.max() or inner.max() >= 0.001 * ink.size:
        keep = (inner >= inner.max() * _SPECK_SHARE) & ~at_edge
    if keep.sum() == 1 and _is_fold(components == keep.argmax() + 1):
        keep[:] = False
    elif count == 1 and not is_ruled:
        return ink
    kept = np.concatenate([[False], keep])[components]
    # Dilated, to keep the soft edges of the strokes.
    return np.where(ndimage.binary_dilation(kept, iterations=2), ink, 0).astype(np.uint8)


def _are_holes(boxes: list[tuple[slice, slice]], sizes: np.ndarray, page: np.ndarray) -> np.ndarray:
    """Returns whether each piece of ink is one of several punched holes along an edge of the page.

    Args:
        boxes: Where each piece is: its rows and columns.
        sizes: `(pieces,)` int: the pieces' numbers of pixels.
        page: `(height, width)` bool: true on the page.

    Returns:
        `(pieces,)` bool.
    """
    rows, columns = np.flatnonzero(page.any(axis=1)), np.flatnonzero(page.any(axis=0))
    first, last = np.array([rows[0], columns[0]]), np.array([rows[-1], columns[-1]]) + 1
    longest = int((last - first).max())
    starts = np.array([[place.start for place in box] for box in boxes])
    stops = np.array([[place.stop for place in box] for box in boxes])
    sides, middles = stops - starts, (starts + stops) / 2
    narrow, wide = sides.min(axis=1), sides.max(axis=1)
    is_disk = (sizes >= _MIN_FILLED_SHARE * narrow * wide) & (wide <= _MAX_HOLE_FACTOR * narrow)
    is_disk &= (narrow >= max(3, _MIN_HOLE_SHARE * longest)) & (wide <= _MAX_HOLE_SHARE * longest)
    holes = np.zeros(len(boxes), dtype=bool)
    for insets in (*(middles - first).T, *(last - middles).T):
        disks = np.flatnonzero(is_disk & (insets <= _MAX_INSET_SHARE * longest))
        widths, places, at = wide[disks], insets[disks], middles[disks]
        alike = np.maximum(widths, widths[:, None]) <= _MAX_HOLE_FACTOR * np.minimum(widths, widths[:, None])
        in_line = np.abs(places - places[:, None]) <= widths
        apart = np.abs(at - at[:, None]).max(axis=2) >= _MIN_APART_SHARE * longest
        holes[disks[(alike & in_line & apart).any(axis=1)]] = True
    return holes


def _is_fold(piece: np.ndarray) -> bool:
    """Returns whether a piece is a line across a large picture, like a fold or the edge of a shadow.

    Args:
        piece: `(height, width)` bool: true on the piece.
    """
    if max(piece.shape) < MIN_PAPER_PX:
        return False
    above, below, left, right = piece[0].any(), piece[-1].any(), piece[:, 0].any(), piece[:, -1].any()
    points = np.argwhere(piece)
    down_px, across_px = np.ptp(points, axis=0) + 1
    if above and below and across_px < _MAX_FOLD_SHARE * piece.shape[1]:
        return True
    if left and right and down_px < _MAX_FOLD_SHARE * piece.shape[0]:
        return True
    # A slanted 1 that is cropped closely reaches all edges.
    if np.count_nonzero([above, below, left, right]) not in (2, 3):
        return False
    away = points - points.mean(axis=0)
    _, directions = np.linalg.eigh(away.T @ away)
    return bool(np.abs(away @ directions[:, 0]).max() <= _MAX_STRAY_SHARE * max(piece.shape))
