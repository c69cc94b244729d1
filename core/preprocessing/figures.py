"""Separating the figures of a number: which ink belongs together, and in which order it is read.

A figure is one digit, even if its strokes do not touch, like a 5 with a detached bar or a 4 of two strokes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from core.preprocessing.paper_clutter import STRONG_LEVEL

# At most this many pieces are considered, the largest ones.
_MAX_PIECES = 300
# Shares of the usual height, which is that of most of the ink. A piece smaller than the first in both
# directions is a speck; one lower than the second is not a figure but a dash, a comma or a part of a figure.
_SPECK_SHARE, _LOW_SHARE = 0.12, 0.35
# Two pieces, one above the other, are one figure if they overlap by at least this share of the narrower one's
# width, with a gap of at most this share of the usual height, and are together at most this share of it tall.
_MIN_ABOVE_SHARE, _MAX_GAP_SHARE, _MAX_HEIGHT_SHARE = 0.5, 0.35, 1.4
# If the gap is at most this share of the usual height, they are one figure however tall they are.
_TOUCHING_SHARE = 0.12
# Two pieces this tall in one figure, like the strokes of a 4, overlap in width and are at most the second
# share apart; a low piece beside or above a figure, like the bar of a 5, need not overlap.
_TALL_SHARE, _BESIDE_SHARE = 0.55, 0.16
# A figure is in the line of the preceding one if they overlap by this share of the less tall one's height.
_SAME_LINE_SHARE = 0.35
# Two tall pieces, one above the other, need not touch if together they are at most this share of the usual
# height tall, like the circles of an 8.
_MAX_STACK_SHARE = 1.15
# If a picture has only two figures, a gap of at most this share of the height is too small for two lines.
_HALVES_SHARE = 0.2
_MAX_OUTLINE_POINTS = 150
# The heights of the figures of one number, and the widths of their lines, differ from the median by at most
# these factors, either way.
_MAX_HEIGHT_FACTOR, _MAX_LINE_FACTOR = 1.6, 1.5
# The least distance between two cuts, as a share of the height, and the maximum number of cuts.
_CUT_SHARE, _MAX_CUTS = 0.09, 20
# Where two touching digits are cut, a column crosses at most this many lines.
_MAX_CROSSING = 4


@dataclass(frozen=True)
class Figure:
    """A part of a picture that holds one figure.

    Attributes:
        left: The first column that belongs to it.
        top: The first row.
        ink: `(height, width)` uint8, 255 for full ink; the ink of other figures is left out.
    """

    left: int
    top: int
    ink: np.ndarray

    @property
    def right(self) -> int:
        """The first column to the right of the figure."""
        return self.left + self.ink.shape[1]

    @property
    def bottom(self) -> int:
        """The first row below the figure."""
        return self.top + self.ink.shape[0]

    @property
    def height_px(self) -> int:
        """The figure's height."""
        return self.ink.shape[0]

    @property
    def width_px(self) -> int:
        """The figure's width."""
        return self.ink.shape[1]

    @property
    def line_width_px(self) -> float:
        """The mean width of the figure's lines: twice the area divided by the length of the outline."""
        strong = np.pad(self.ink >= STRONG_LEVEL, 1)
        outline_px = (strong[1:] != strong[:-1]).sum() + (strong[:, 1:] != strong[:, :-1]).sum()
        return float(2 * strong.sum() / max(outline_px, 1))


def separate_figures(ink: np.ndarray) -> list[Figure]:
    """Finds the figures on a picture.

    Args:
        ink: `(height, width)` uint8, 255 for full ink.

    Returns:
        The figures in reading order: line by line, each from left to right. Specks, dashes and commas are
        left out.
    """
    pieces = _pieces(ink)
    if not pieces:
        return []
    tall_px = _usual_height(pieces)
    pieces = [piece for piece in pieces if max(piece.ink.shape) >= _SPECK_SHARE * tall_px]
    figures = [join_figures(group) for group in _groups(pieces, tall_px)]
    tall_px = _usual_height(figures)
    if len(figures) == 2 and _are_halves(*figures):
        return [join_figures(figures)]
    return reading_order([figure for figure in figures if figure.height_px >= _LOW_SHARE * tall_px])


def scan_of(figure: Figure) -> np.ndarray:
    """Returns a single figure as a scan: `(height, width)` uint8, dark ink in the middle of white paper."""
    margin = max(8, max(figure.ink.shape) // 4)
    return 255 - np.pad(figure.ink, margin)


def join_figures(parts: Sequence[Figure]) -> Figure:
    """Joins several parts into one figure."""
    left, top = min(part.left for part in parts), min(part.top for part in parts)
    right, bottom = max(part.right for part in parts), max(part.bottom for part in parts)
    ink = np.zeros((bottom - top, right - left), dtype=np.uint8)
    for part in parts:
        rows = slice(part.top - top, part.bottom - top)
        columns = slice(part.left - left, part.right - left)
        ink[rows, columns] = np.maximum(ink[rows, columns], part.ink)
    return Figure(left, top, ink)


def reading_order(figures: Sequence[Figure]) -> list[Figure]:
    """Sorts figures by line, and each line from left to right; lines may slope up or down."""
    lines: list[list[Figure]] = []
    for figure in sorted(figures, key=lambda figure: figure.left + figure.width_px / 2):
        shares = [_share_in_height(line[-1], figure) for line in lines]
        if shares and max(shares) >= _SAME_LINE_SHARE:
            lines[int(np.argmax(shares))].append(figure)
        else:
            lines.append([figure])
    lines.sort(key=lambda line: float(np.mean([figure.top + figure.height_px / 2 for figure in line])))
    return [figure for line in lines for figure in line]


def are_neighbours(figure: Figure, other: Figure) -> bool:
    """Returns whether two figures are so close together in one line that they may be parts of one figure."""
    gap = max(figure.left, other.left) - min(figure.right, other.right)
    height_px = max(figure.height_px, other.height_px)
    return gap <= _BESIDE_SHARE * height_px and _share_in_height(figure, other) >= _SAME_LINE_SHARE


def are_close(figure: Figure, other: Figure) -> bool:
    """Returns whether two figures are so close, in any direction, that they may be parts of one figure."""
    return _box_gap(figure, other) <= _MAX_GAP_SHARE * max(figure.height_px, other.height_px)


def are_alike(figures: Sequence[Figure]) -> list[bool]:
    """Returns whether each figure's height and line width are near the median, as from one hand and pen."""
    alike = np.ones(len(figures), dtype=bool)
    for sizes, factor in (
        ([figure.height_px for figure in figures], _MAX_HEIGHT_FACTOR),
        ([figure.line_width_px for figure in figures], _MAX_LINE_FACTOR),
    ):
        ratio = np.maximum(sizes, 1e-6) / max(float(np.median(sizes)), 1e-6)
        alike &= (ratio <= factor) & (ratio >= 1 / factor)
    return alike.tolist()


def cuts(figure: Figure) -> list[int]:
    """Returns evenly spaced columns at which touching figures could be cut apart.

    Round digits touch where both have most ink, so the amount of ink does not show where to cut. But a cut
    must cross only a few lines: otherwise, every narrow strip of a grid or pattern could be a figure.

    Args:
        figure: A figure that is wider than a single digit should be.

    Returns:
        Columns within the figure, in order: at most 20, and none that crosses more than a few lines.
    """
    step = max(1, round(figure.height_px * _CUT_SHARE), -(-figure.width_px // (_MAX_CUTS + 1)))
    strong = figure.ink >= STRONG_LEVEL
    lines = np.count_nonzero(strong[1:] > strong[:-1], axis=0) + strong[0]
    # In a grid, a column may run along a line, but the columns around it do not, hence the median.
    return [
        column
        for column in range(step, figure.width_px, step)
        if np.median(lines[column - step // 2 : column + step // 2 + 1]) <= _MAX_CROSSING
    ]


def part_of(figure: Figure, start: int, end: int) -> Figure | None:
    """Cuts out the columns from `start` up to, but not including, `end`; None if they hold no ink."""
    ink = figure.ink[:, start:end]
    strong = ink >= STRONG_LEVEL
    rows, columns = np.flatnonzero(strong.any(axis=1)), np.flatnonzero(strong.any(axis=0))
    if not len(rows):
        return None
    top, left = int(rows[0]), int(columns[0])
    cut = ink[top : int(rows[-1]) + 1, left : int(columns[-1]) + 1]
    return Figure(figure.left + start + left, figure.top + top, cut)


def _pieces(ink: np.ndarray) -> list[Figure]:
    """Returns the connected pieces of ink, each with the soft edge around it."""
    from scipy import ndimage

    components, count = ndimage.label(ink >= STRONG_LEVEL, structure=np.ones((3, 3)))
    if not count:
        return []
    sizes = np.bincount(components.ravel(), minlength=count + 1)[1:]
    largest = np.argsort(-sizes, kind="stable")[:_MAX_PIECES]
    boxes = ndimage.find_objects(components)
    pieces = []
    for index in sorted(largest.tolist()):
        rows, columns = boxes[index]
        others = components[rows, columns]
        own = np.where((others == index + 1) | (others == 0), ink[rows, columns], 0).astype(np.uint8)
        pieces.append(Figure(columns.start, rows.start, own))
    return pieces


def _usual_height(pieces: Sequence[Figure]) -> float:
    """Returns the height of most of the ink: the median height of the pieces, weighted by their ink."""
    heights = np.array([piece.height_px for piece in pieces])
    order = np.argsort(heights)
    weights = np.cumsum([np.count_nonzero(pieces[index].ink >= STRONG_LEVEL) for index in order])
    return float(heights[order][np.searchsorted(weights, weights[-1] / 2)])


def _groups(pieces: Sequence[Figure], tall_px: float) -> Iterator[list[Figure]]:
    """Yields the groups of pieces that belong to one figure, directly or through other pieces."""
    group_of = list(range(len(pieces)))
    outlines: list[np.ndarray | None] = [None] * len(pieces)

    def outline(index: int) -> np.ndarray:
        found = outlines[index]
        if found is None:
            found = outlines[index] = _outline(pieces[index])
        return found

    for first in range(len(pieces)):
        for second in range(first + 1, len(pieces)):
            if _box_gap(pieces[first], pieces[second]) > _MAX_GAP_SHARE * tall_px:
                continue
            gap_px = _distance(outline(first), outline(second))
            if _belong(pieces[first], pieces[second], tall_px, gap_px):
                old, new = group_of[second], group_of[first]
                group_of = [new if group == old else group for group in group_of]
    for group in dict.fromkeys(group_of):
        yield [piece for piece, own in zip(pieces, group_of, strict=True) if own == group]


def _box_gap(piece: Figure, other: Figure) -> int:
    """Returns the gap between two boxes in columns or rows, whichever is larger; negative if they overlap."""
    across = max(piece.left, other.left) - min(piece.right, other.right)
    down = max(piece.top, other.top) - min(piece.bottom, other.bottom)
    return max(across, down)


def _belong(piece: Figure, other: Figure, tall_px: float, gap_px: float) -> bool:
    """Returns whether two pieces are parts of one figure."""
    together = max(piece.bottom, other.bottom) - min(piece.top, other.top)
    overlap = min(piece.right, other.right) - max(piece.left, other.left)
    is_above = overlap >= _MIN_ABOVE_SHARE * min(piece.width_px, other.width_px)
    low, tall = sorted((piece.height_px, other.height_px))
    if low >= _TALL_SHARE * tall_px:
        # Each of them could be a figure by itself.
        if _share_in_height(piece, other) <= 0 and together > _MAX_STACK_SHARE * tall_px:
            return is_above and gap_px <= _TOUCHING_SHARE * tall_px
        return is_above and gap_px <= _BESIDE_SHARE * tall_px
    if is_above and gap_px <= _TOUCHING_SHARE * tall_px:
        return True
    if is_above:
        return gap_px <= _MAX_GAP_SHARE * tall_px and together <= _MAX_HEIGHT_SHARE * tall_px
    # A low piece right beside the other one; below the middle of a tall one, it would be a comma.
    low_piece, tall_piece = sorted((piece, other), key=lambda each: each.height_px)
    is_high = low_piece.top + low_piece.height_px / 2 < tall_piece.top + tall_piece.height_px / 2
    return gap_px <= _BESIDE_SHARE * tall_px and (is_high or tall < _TALL_SHARE * tall_px)


def _are_halves(figure: Figure, other: Figure) -> bool:
    """Returns whether one of two lone figures lies right above the other, like the circles of an 8."""
    overlap = min(figure.right, other.right) - max(figure.left, other.left)
    is_above = overlap >= _MIN_ABOVE_SHARE * min(figure.width_px, other.width_px)
    gap = max(figure.top, other.top) - min(figure.bottom, other.bottom)
    return is_above and gap <= _HALVES_SHARE * max(figure.height_px, other.height_px)


def _share_in_height(piece: Figure, other: Figure) -> float:
    """Returns the vertical overlap of two pieces, as a share of the less tall one's height."""
    overlap = min(piece.bottom, other.bottom) - max(piece.top, other.top)
    return overlap / min(piece.height_px, other.height_px)


def _outline(piece: Figure) -> np.ndarray:
    """Returns points on a piece's edge, `(points, 2)`: rows and columns of the picture."""
    strong = np.pad(piece.ink >= STRONG_LEVEL, 1)
    inner = strong[:-2, 1:-1] & strong[2:, 1:-1] & strong[1:-1, :-2] & strong[1:-1, 2:]
    points = np.argwhere(strong[1:-1, 1:-1] & ~inner)
    return points[:: -(-len(points) // _MAX_OUTLINE_POINTS)] + (piece.top, piece.left)


def _distance(points: np.ndarray, others: np.ndarray) -> float:
    """Returns the shortest distance between points of two outlines, in pixels."""
    differences = points[:, None].astype(np.float32) - others[None]
    return float(np.sqrt((differences**2).sum(axis=2).min()))
