"""Ink frames: how a drawing or extracted ink is placed on the small picture that a network reads.

A network trained on MNIST expects digits placed as in MNIST, and one trained on Quick, Draw! expects that
data set's placement. Accuracy on real drawings depends on it.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter

from core.errors import NoInk
from core.preprocessing.rasterize import rasterize_exact
from core.preprocessing.strokes import Strokes, bounds

FRAME_SIZE_PX = 28
# A mark smaller than this, on a canvas of 280 pixels, counts as a dot.
SMALLEST_DRAWING_PX = 12

# LeCun et al. 1998, "Gradient-based learning applied to document recognition", section III-A:
# the digit is fitted into 20x20 and its centre of mass is placed at the centre of 28x28.
MNIST_BOX_PX = 20
# The centre of mass in the MNIST files, measured over the training set, counting pixels from 0.
_MNIST_CENTER_PX = 14.0
MNIST_LINE_WIDTH_PX = 2.8

# The renderer of the Quick, Draw! bitmaps: strokes scaled to 256, line width 16, padding 16 and half a line
# width on every side, then all of it reduced to 28.
# https://github.com/googlecreativelab/quickdraw-dataset/issues/19#issuecomment-402247262
_QUICKDRAW_UNIT_PX = FRAME_SIZE_PX / (256 + 2 * 16 + 16)
QUICKDRAW_BOX_PX = 256 * _QUICKDRAW_UNIT_PX
QUICKDRAW_LINE_WIDTH_PX = 16 * _QUICKDRAW_UNIT_PX

# Lines of a scan that would be thinner than this in the frame are thickened, or they would fade when reduced.
_MIN_LINE_WIDTH_PX = {"mnist": 2.0, "quickdraw": 1.3}
# Fainter ink is the blurred edge of a line and does not count for the bounding box. Chosen for the smallest
# difference when pictures of the data sets are enlarged and placed again.
_FAINT = 80
# Pictures up to this size are not blurred, so every ink pixel counts.
_SMALL_PX = 64
# A scan is first reduced to about this many pixels per pixel of the frame.
_WORKING_SCALE = 4


@dataclass(frozen=True)
class InkFrame:
    """How ink is placed on the small picture.

    Attributes:
        name: Its name in a bundle's card.
        of_strokes: Places strokes, in any unit; returns `(28, 28)` float32, 0.0 for paper to 1.0 for ink.
        of_ink: Places ink, `(height, width)` uint8, 255 for full ink; returns the same.
        line_width_px: Width in which strokes are drawn, whatever the width of the pen.
    """

    name: str
    of_strokes: Callable[[Strokes], np.ndarray]
    of_ink: Callable[[np.ndarray], np.ndarray]
    line_width_px: float


def refuse_dot(strokes: Strokes, smallest: float = SMALLEST_DRAWING_PX) -> None:
    """Refuses a drawing that is only a dot, because enlarged, a slip of the pen would look like a drawing.

    Args:
        strokes: The drawing; an empty one is not refused.
        smallest: The least width or height of a drawing, in the strokes' unit.

    Raises:
        NoInk: If the drawing is smaller.
    """
    if strokes:
        low, high = bounds(strokes)
        side = float((high - low).max())
        if side < smallest:
            raise NoInk(f"That is only a dot. Draw something larger. Received: a mark of {side:.0f} pixels")


def mnist_frame_of_strokes(strokes: Strokes, line_width_px: float = MNIST_LINE_WIDTH_PX) -> np.ndarray:
    """Draws strokes as in MNIST: size, position and pen of the drawing do not matter.

    Args:
        strokes: In any unit, y down.
        line_width_px: Width of the line on the small picture.

    Returns:
        `(28, 28)`, float32, 0.0 to 1.0.

    Raises:
        NoInk: If there is no stroke, or nothing but one dot.

    Source: LeCun et al. 1998, section III-A.
    """
    return _center_mass(_fitted(strokes, MNIST_BOX_PX - line_width_px, line_width_px))


def quickdraw_frame_of_strokes(
    strokes: Strokes, line_width_px: float = QUICKDRAW_LINE_WIDTH_PX
) -> np.ndarray:
    """Draws strokes as in the Quick, Draw! bitmaps.

    Args:
        strokes: In any unit, y down.
        line_width_px: Width of the line on the small picture.

    Returns:
        `(28, 28)`, float32, 0.0 to 1.0.

    Raises:
        NoInk: If there is no stroke, or nothing but one dot.

    Source: https://github.com/googlecreativelab/quickdraw-dataset/issues/19
    """
    return _fitted(strokes, QUICKDRAW_BOX_PX, line_width_px)


def mnist_frame(ink: np.ndarray) -> np.ndarray:
    """Places ink as in MNIST: fitted into 20x20, with the centre of mass at the centre of 28x28.

    Args:
        ink: `(height, width)`, uint8, 0 for paper to 255 for full ink, any size.

    Returns:
        `(28, 28)`, float32, 0.0 to 1.0. A picture that is already placed so is returned unchanged.

    Raises:
        NoInk: If there is no ink on the picture.

    Source: LeCun et al. 1998, "Gradient-based learning applied to document recognition", section III-A.
    """
    top, bottom, left, right = _box(ink, _FAINT if max(ink.shape) > _SMALL_PX else 1)
    side = max(bottom - top, right - left)
    if ink.shape == (FRAME_SIZE_PX, FRAME_SIZE_PX) and side == MNIST_BOX_PX:
        picture = ink.astype(np.float32) / 255
        if max(abs(offset) for offset in _mass_offset(picture)) <= 0.5:
            return picture
    crop = _reduced(ink[top:bottom, left:right], MNIST_BOX_PX * _WORKING_SCALE)
    crop = _thickened(crop, MNIST_BOX_PX, _MIN_LINE_WIDTH_PX["mnist"])
    height, width = crop.shape
    scale = MNIST_BOX_PX / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    smooth = Image.Resampling.BOX if scale <= 1 else Image.Resampling.BILINEAR
    small = np.asarray(Image.fromarray(crop).resize(size, smooth), dtype=np.float32) / 255
    picture = np.zeros((FRAME_SIZE_PX, FRAME_SIZE_PX), dtype=np.float32)
    row, column = (FRAME_SIZE_PX - size[1]) // 2, (FRAME_SIZE_PX - size[0]) // 2
    picture[row : row + size[1], column : column + size[0]] = small
    return _center_mass(picture)


def quickdraw_frame(ink: np.ndarray) -> np.ndarray:
    """Places ink as in the Quick, Draw! bitmaps: as large as fits, with its bounding box in the middle.

    Args:
        ink: `(height, width)`, uint8, 0 for paper to 255 for full ink, any size.

    Returns:
        `(28, 28)`, float32, 0.0 to 1.0. A picture that is already placed so is returned unchanged.

    Raises:
        NoInk: If there is no ink on the picture.

    Source: https://github.com/googlecreativelab/quickdraw-dataset/issues/19
    """
    top, bottom, left, right = _box(ink, _FAINT)
    side = max(bottom - top, right - left)
    box_px = QUICKDRAW_BOX_PX + QUICKDRAW_LINE_WIDTH_PX
    middle_y, middle_x = (top + bottom) / 2, (left + right) / 2
    if ink.shape == (FRAME_SIZE_PX, FRAME_SIZE_PX):
        middle = FRAME_SIZE_PX / 2
        if abs(side - box_px) <= 1.5 and max(abs(middle_y - middle), abs(middle_x - middle)) <= 1:
            return ink.astype(np.float32) / 255
    # The square of the scan that becomes the frame; it may extend beyond the scan's edges.
    half = side * FRAME_SIZE_PX / box_px / 2
    reach = int(np.ceil(half)) + 1
    padded = np.zeros((2 * reach, 2 * reach), dtype=np.uint8)
    row, column = int(middle_y) - reach, int(middle_x) - reach
    rows = slice(max(row, 0), min(row + 2 * reach, ink.shape[0]))
    columns = slice(max(column, 0), min(column + 2 * reach, ink.shape[1]))
    padded[rows.start - row : rows.stop - row, columns.start - column : columns.stop - column] = ink[
        rows, columns
    ]
    box = np.array([middle_x - half - column, middle_y - half - row] * 2)
    box[2:] += 2 * half
    reduced = _reduced(padded, FRAME_SIZE_PX * _WORKING_SCALE)
    box *= reduced.shape[0] / padded.shape[0]
    thick = _thickened(
        reduced, FRAME_SIZE_PX * reduced.shape[0] / (box[2] - box[0]), _MIN_LINE_WIDTH_PX["quickdraw"]
    )
    smooth = Image.Resampling.BOX if box[2] - box[0] >= FRAME_SIZE_PX else Image.Resampling.BILINEAR
    picture = Image.fromarray(thick).resize((FRAME_SIZE_PX,) * 2, smooth, box=tuple(box.tolist()))
    return np.asarray(picture, dtype=np.float32) / 255


INK_FRAMES = {
    "mnist": InkFrame("mnist", mnist_frame_of_strokes, mnist_frame, MNIST_LINE_WIDTH_PX),
    "quickdraw": InkFrame("quickdraw", quickdraw_frame_of_strokes, quickdraw_frame, QUICKDRAW_LINE_WIDTH_PX),
}


def _fitted(strokes: Strokes, box_px: float, line_width_px: float) -> np.ndarray:
    """Draws strokes centred in the frame, with the longer side of their path `box_px` long."""
    if not strokes:
        raise NoInk("Nothing is drawn yet. Draw something first. Received: no strokes")
    low, high = bounds(strokes)
    side = float((high - low).max())
    if side <= 0:
        raise NoInk("That is only a dot. Draw something larger. Received: 1 dot")
    scale = np.float32(box_px / side)
    offset = np.float32(FRAME_SIZE_PX / 2) - (low + high) / 2 * scale
    placed = [stroke * scale + offset for stroke in strokes]
    return rasterize_exact(placed, FRAME_SIZE_PX, line_width_px)


def _mass_offset(picture: np.ndarray) -> tuple[float, float]:
    """Returns how far the centre of mass lies below and right of the frame's centre, in pixels."""
    positions = np.arange(FRAME_SIZE_PX, dtype=np.float32)
    total = picture.sum()
    down = float((picture.sum(axis=1) * positions).sum() / total)
    right = float((picture.sum(axis=0) * positions).sum() / total)
    return down - _MNIST_CENTER_PX, right - _MNIST_CENTER_PX


def _center_mass(picture: np.ndarray) -> np.ndarray:
    """Moves the picture by whole pixels so that its centre of mass is at the frame's centre."""
    down, right = (round(offset) for offset in _mass_offset(picture))
    moved = np.zeros_like(picture)
    rows, columns = _overlap(down), _overlap(right)
    moved[rows[0], columns[0]] = picture[rows[1], columns[1]]
    return moved


def _overlap(shift: int) -> tuple[slice, slice]:
    """Returns which rows or columns to write and which to read when moving back by `shift` pixels."""
    size = FRAME_SIZE_PX - abs(shift)
    target, source = max(-shift, 0), max(shift, 0)
    return slice(target, target + size), slice(source, source + size)


def _box(ink: np.ndarray, level: int) -> tuple[int, int, int, int]:
    """Returns top, bottom, left and right of the bounding box of all ink of at least `level`."""
    level = min(level, max(int(ink.max()), 1))
    rows = np.flatnonzero(ink.max(axis=1) >= level)
    columns = np.flatnonzero(ink.max(axis=0) >= level)
    if len(rows) == 0:
        raise NoInk(
            "This picture has no drawing on it. Draw something, or choose a picture with dark lines on light "
            f"paper. Received: {ink.shape[1]} x {ink.shape[0]} pixels without ink"
        )
    return int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1


def _reduced(ink: np.ndarray, longest_px: int) -> np.ndarray:
    """Reduces a large crop by a whole factor, so that what follows is fast."""
    factor = max(ink.shape) // longest_px
    return np.asarray(Image.fromarray(ink).reduce(factor)) if factor > 1 else ink


def _thickened(ink: np.ndarray, frame_px: float, min_width_px: float) -> np.ndarray:
    """Thickens lines that would be thinner than `min_width_px` when `ink` is reduced to `frame_px` pixels.

    The mean line width is estimated as twice the area divided by the length of the outline, which is exact
    for a long straight line.
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
