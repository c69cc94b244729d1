"""Removing pens that lie on the paper: they are straight, and another pen drew the rest of the ink."""

from typing import NamedTuple

import numpy as np

from core.preprocessing.paper_clutter import MIN_PAPER_PX, STRONG_LEVEL

# A pen, or its shadow, is at least the first share of a picture's longer side long, and at least this many
# times as long as wide. Its middle or one of its sides strays from a straight line by at most the second
# share of its length, less than a hand's line does. It is judged in parts of a few pixels, without its ends.
_MIN_SHARE, _MAX_BEND_SHARE, _MIN_LENGTHS = 0.12, 0.0045, 5
_PART_PX, _END_SHARE = 3, 0.15
# A straight 1 is drawn with the same pen as the digits beside it: its width is theirs within this factor, it
# is at most this many times as long as the tallest of them, and at least three quarters of its colours
# are this near to theirs, as a share of how much they differ from the paper.
_MAX_WIDTH_FACTOR, _MAX_LENGTH_FACTOR, _MAX_COLOR_SHARE = 1.2, 1.5, 0.11
# Paper is seen around a piece, between these distances. Pieces smaller than this share of the largest are no
# measure of the pen.
_AROUND_PX, _MIN_REST_SHARE = (3, 7), 0.1


class _Piece(NamedTuple):
    """A piece of ink: its length, the width of its line, and its colours `(n, 3)`, 1.0 for paper."""

    length_px: float
    width_px: float
    colors: np.ndarray


def without_pens(ink: np.ndarray, pixels: np.ndarray) -> np.ndarray:
    """Removes pens that lie beside a drawing.

    Args:
        ink: `(height, width)` uint8, 255 for full ink.
        pixels: `(height, width, 3)` uint8: the photo.

    Returns:
        The remaining ink, in the same shape.
    """
    from scipy import ndimage

    labels, count = ndimage.label(ink >= STRONG_LEVEL, structure=np.ones((3, 3)))
    if count < 2 or max(ink.shape) < MIN_PAPER_PX:
        return ink
    boxes = ndimage.find_objects(labels)
    straight = np.array(
        [_is_straight(labels[box] == number, max(ink.shape)) for number, box in enumerate(boxes, 1)]
    )
    sizes = np.bincount(labels.ravel())[1:]
    others = np.flatnonzero(~straight & (sizes >= _MIN_REST_SHARE * sizes.max()))
    # If all lines are straight, like those of an 11, they are the drawing.
    if not straight.any() or not len(others):
        return ink
    rest = [_piece(labels, index + 1, boxes[index], pixels) for index in others.tolist()]
    pens = np.concatenate([[False], straight])
    for index in np.flatnonzero(straight).tolist():
        pens[index + 1] = not _is_of_one_pen(_piece(labels, index + 1, boxes[index], pixels), rest)
    edges = ndimage.binary_dilation(pens[labels], iterations=_AROUND_PX[0])
    return np.where(edges & ((labels == 0) | pens[labels]), 0, ink).astype(np.uint8)


def _is_of_one_pen(line: _Piece, rest: list[_Piece]) -> bool:
    """Returns whether a straight line was drawn with the same pen as the rest of the ink."""
    width_px = float(np.median([piece.width_px for piece in rest]))
    if max(line.width_px, width_px) > _MAX_WIDTH_FACTOR * min(line.width_px, width_px):
        return False
    if line.length_px > _MAX_LENGTH_FACTOR * max(piece.length_px for piece in rest):
        return False
    usual = np.median(np.concatenate([piece.colors for piece in rest]), axis=0)
    distances = np.abs(line.colors - usual).max(axis=1)
    return bool(np.percentile(distances, 75) <= _MAX_COLOR_SHARE * np.abs(1 - usual).max())


def _piece(labels: np.ndarray, number: int, box: tuple[slice, slice], pixels: np.ndarray) -> _Piece:
    """Measures one piece of ink; its colours are shares of those of the paper around it."""
    from scipy import ndimage

    near_px, far_px = _AROUND_PX
    rows, columns = (slice(max(place.start - far_px, 0), place.stop + far_px) for place in box)
    own, colors = labels[rows, columns] == number, pixels[rows, columns].astype(np.float32)
    around = ndimage.binary_dilation(own, iterations=far_px) & ~ndimage.binary_dilation(
        own, iterations=near_px
    )
    around &= labels[rows, columns] == 0
    paper = np.median(colors[around], axis=0) if around.any() else np.full(3, 255.0)
    # The blurred edge of a line is no measure of its colour, unless the line is nothing but edge.
    inner = ndimage.binary_erosion(own)
    core = inner if inner.any() else own
    padded = np.pad(own, 1)
    outline_px = (padded[1:] != padded[:-1]).sum() + (padded[:, 1:] != padded[:, :-1]).sum()
    length_px = max(place.stop - place.start for place in box)
    return _Piece(length_px, 2 * own.sum() / (outline_px * np.pi / 4), colors[core] / np.maximum(paper, 1))


def _is_straight(piece: np.ndarray, side_px: int) -> bool:
    """Returns whether a piece is long, narrow and straight, or at least one of its sides is.

    Args:
        piece: `(height, width)` bool: true on the piece.
        side_px: The picture's longer side.
    """
    if max(piece.shape) < _MIN_SHARE * side_px / np.sqrt(2):
        return False
    points = np.argwhere(piece)
    away = points - points.mean(axis=0)
    _, directions = np.linalg.eigh(away.T @ away)
    across, along = (away @ directions).T
    length_px = np.ptp(along) + 1
    if length_px < max(_MIN_SHARE * side_px, _MIN_LENGTHS * (np.ptp(across) + 1)):
        return False
    parts = ((along - along.min()) / _PART_PX).astype(int)
    lowest, highest = np.full((2, parts.max() + 1), np.nan)
    np.fmin.at(lowest, parts, across)
    np.fmax.at(highest, parts, across)
    middles = np.bincount(parts, across) / np.bincount(parts)
    ends = round(_END_SHARE * len(middles))
    lines = np.stack([middles, lowest, highest], axis=1)[ends : len(middles) - ends]
    places = np.arange(len(lines))
    slopes, starts = np.polyfit(places, lines, 1)
    bends_px = np.abs(lines - np.outer(places, slopes) - starts).max(axis=0)
    return bool(bends_px.min() <= _MAX_BEND_SHARE * length_px)
