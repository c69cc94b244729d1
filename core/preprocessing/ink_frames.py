"""Ink frames: how a drawing or extracted ink is placed on the small picture that a network reads.

A network trained on MNIST expects digits placed as in MNIST, and one trained on Quick, Draw! expects that
data set's placement. Accuracy on real drawings depends on it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from PIL import Image

from core.errors import BadDrawing, NoInk
from core.plurals import counted
from core.preprocessing.ink_crops import box, enlarged, reduced, thickened
from core.preprocessing.rasterize import rasterize_exact
from core.preprocessing.strokes import Strokes, bounds

FRAME_SIZE_PX = 28
# Networks for drawings may read pictures of these sizes; the larger one shows more detail.
FRAME_SIZES_PX = (FRAME_SIZE_PX, 2 * FRAME_SIZE_PX)
# A mark smaller than this, on a canvas of 280 x 280 pixels, counts as a dot.
SMALLEST_DRAWING_PX = 12

# LeCun et al. 1998, "Gradient-based learning applied to document recognition", section III-A:
# the digit is fitted into 20x20 and its centre of mass is placed at the centre of 28x28.
MNIST_BOX_PX = 20
# The centre of mass in the MNIST files, measured on the training set, counting pixels from 0.
_MNIST_CENTER_PX = 14.0
MNIST_LINE_WIDTH_PX = 2.8

# How the Quick, Draw! bitmaps were rendered: strokes scaled to 256 pixels, line width 16, padding of 16 plus
# half a line width on every side, then everything reduced to 28 pixels.
# https://github.com/googlecreativelab/quickdraw-dataset/issues/19#issuecomment-402247262
_QUICKDRAW_UNIT_PX = FRAME_SIZE_PX / (256 + 2 * 16 + 16)
QUICKDRAW_BOX_PX = 256 * _QUICKDRAW_UNIT_PX
QUICKDRAW_LINE_WIDTH_PX = 16 * _QUICKDRAW_UNIT_PX

# Lines of a scan that would be thinner than this in the frame are thickened, so as not to fade when reduced.
_MIN_LINE_WIDTH_PX = {"mnist": 2.0, "quickdraw": 1.3}
# Fainter ink is the blurred edge of a line and does not count for the bounding box. This value gave the
# smallest difference when pictures of the data sets were enlarged and placed again.
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
        of_strokes: Places strokes, in any unit; returns `(side, side)` float32, 0.0 for paper to 1.0 for ink.
        of_ink: Places ink, `(height, width)` uint8, 255 for full ink; returns the same as `of_strokes`.
        line_width_px: Width at which strokes are drawn, whatever the width of the pen.
    """

    name: str
    of_strokes: Callable[[Strokes], np.ndarray]
    of_ink: Callable[[np.ndarray], np.ndarray]
    line_width_px: float


def refuse_dot(strokes: Strokes, smallest: float = SMALLEST_DRAWING_PX) -> None:
    """Refuses a drawing that is only a dot: once enlarged, a slip of the pen would look like a drawing.

    Args:
        strokes: The drawing; an empty one is not refused.
        smallest: The least length of a drawing's longer side, in the unit of the strokes.

    Raises:
        NoInk: If the drawing is smaller.
    """
    if strokes:
        low, high = bounds(strokes)
        side = float((high - low).max())
        if side < smallest:
            mark = counted(round(side), "pixel")
            raise NoInk(f"That is only a dot. Draw something larger. Received: a mark of {mark}")


def mnist_frame_of_strokes(strokes: Strokes, line_width_px: float = MNIST_LINE_WIDTH_PX) -> np.ndarray:
    """Draws strokes as in MNIST, whatever the size, position and pen of the drawing.

    Args:
        strokes: The drawing, in any unit, with y pointing down.
        line_width_px: Width of the line on the small picture.

    Returns:
        `(28, 28)`, float32, 0.0 to 1.0.

    Raises:
        NoInk: If there are no strokes, or only a dot.

    Source: LeCun et al. 1998, section III-A.
    """
    return _center_mass(_fitted(strokes, MNIST_BOX_PX - line_width_px, line_width_px))


def quickdraw_frame_of_strokes(
    strokes: Strokes, line_width_px: float | None = None, size_px: int = FRAME_SIZE_PX
) -> np.ndarray:
    """Draws strokes as in the Quick, Draw! bitmaps.

    Args:
        strokes: The drawing, in any unit, with y pointing down.
        line_width_px: Width of the line on the small picture; None for the same as in the bitmaps.
        size_px: Width and height of the small picture.

    Returns:
        `(size_px, size_px)`, float32, 0.0 to 1.0.

    Raises:
        NoInk: If there are no strokes, or only a dot.

    Source: https://github.com/googlecreativelab/quickdraw-dataset/issues/19
    """
    enlargement = size_px / FRAME_SIZE_PX
    width_px = QUICKDRAW_LINE_WIDTH_PX * enlargement if line_width_px is None else line_width_px
    return _fitted(strokes, QUICKDRAW_BOX_PX * enlargement, width_px, size_px)


def mnist_frame(ink: np.ndarray) -> np.ndarray:
    """Places ink as in MNIST: fitted into 20x20, with the centre of mass at the centre of 28x28.

    Args:
        ink: `(height, width)`, uint8, 0 for paper to 255 for full ink, any size.

    Returns:
        `(28, 28)`, float32, 0.0 to 1.0. A picture that is already placed this way is returned unchanged.

    Raises:
        NoInk: If there is no ink on the picture.

    Source: LeCun et al. 1998, "Gradient-based learning applied to document recognition", section III-A.
    """
    top, bottom, left, right = box(ink, _FAINT if max(ink.shape) > _SMALL_PX else 1)
    side = max(bottom - top, right - left)
    if ink.shape == (FRAME_SIZE_PX, FRAME_SIZE_PX) and side == MNIST_BOX_PX:
        picture = ink.astype(np.float32) / 255
        if max(abs(offset) for offset in _mass_offset(picture)) <= 0.5:
            return picture
    crop = reduced(ink[top:bottom, left:right], MNIST_BOX_PX * _WORKING_SCALE)
    crop = thickened(crop, MNIST_BOX_PX, _MIN_LINE_WIDTH_PX["mnist"])
    height, width = crop.shape
    scale = MNIST_BOX_PX / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    smooth = Image.Resampling.BOX if scale <= 1 else Image.Resampling.BILINEAR
    small = np.asarray(Image.fromarray(crop).resize(size, smooth), dtype=np.float32) / 255
    picture = np.zeros((FRAME_SIZE_PX, FRAME_SIZE_PX), dtype=np.float32)
    row, column = (FRAME_SIZE_PX - size[1]) // 2, (FRAME_SIZE_PX - size[0]) // 2
    picture[row : row + size[1], column : column + size[0]] = small
    return _center_mass(picture)


def quickdraw_frame(ink: np.ndarray, size_px: int = FRAME_SIZE_PX) -> np.ndarray:
    """Places ink as in the Quick, Draw! bitmaps: as large as their padding allows, bounding box centred.

    Args:
        ink: `(height, width)`, uint8, 0 for paper to 255 for full ink, any size.
        size_px: Width and height of the small picture.

    Returns:
        `(size_px, size_px)`, float32, 0.0 to 1.0. A picture that is already placed this way is returned
        unchanged, or only enlarged if it is 28 x 28.

    Raises:
        NoInk: If there is no ink on the picture.

    Source: https://github.com/googlecreativelab/quickdraw-dataset/issues/19
    """
    top, bottom, left, right = box(ink, _FAINT)
    side = max(bottom - top, right - left)
    box_share = (QUICKDRAW_BOX_PX + QUICKDRAW_LINE_WIDTH_PX) / FRAME_SIZE_PX
    middle_y, middle_x = (top + bottom) / 2, (left + right) / 2
    height, width = ink.shape
    if height == width and height in (FRAME_SIZE_PX, size_px):
        pixel = height / FRAME_SIZE_PX
        off_center = max(abs(middle_y - height / 2), abs(middle_x - width / 2))
        if abs(side - box_share * height) <= 1.5 * pixel and off_center <= pixel:
            placed = Image.fromarray(ink.astype(np.float32) / 255)
            return np.asarray(placed.resize((size_px, size_px), Image.Resampling.BILINEAR))
    # The square of the scan that becomes the frame; it may extend beyond the scan's edges.
    half = side / box_share / 2
    # Lines that are thickened below need a little more room.
    reach = int(np.ceil(1.01 * half)) + 1
    padded = np.zeros((2 * reach, 2 * reach), dtype=np.uint8)
    row, column = int(middle_y) - reach, int(middle_x) - reach
    rows = slice(max(row, 0), min(row + 2 * reach, ink.shape[0]))
    columns = slice(max(column, 0), min(column + 2 * reach, ink.shape[1]))
    padded[rows.start - row : rows.stop - row, columns.start - column : columns.stop - column] = ink[
        rows, columns
    ]
    square = np.array([middle_x - half - column, middle_y - half - row] * 2)
    square[2:] += 2 * half
    small = reduced(padded, size_px * _WORKING_SCALE)
    square *= small.shape[0] / padded.shape[0]
    min_width_px = _MIN_LINE_WIDTH_PX["quickdraw"] * size_px / FRAME_SIZE_PX
    thick = thickened(small, size_px * small.shape[0] / (square[2] - square[0]), min_width_px)
    # Thickening makes the drawing larger on every side.
    grown_px = (thick.shape[0] - small.shape[0]) / 2
    square += grown_px * np.array([1 - 1 / box_share] * 2 + [1 + 1 / box_share] * 2)
    picture = Image.fromarray(thick)
    square_box = tuple(square.tolist())
    if square[2] - square[0] >= size_px:
        picture = picture.resize((size_px, size_px), Image.Resampling.BOX, box=square_box)
    else:
        picture = enlarged(picture, size_px, square_box)
    return np.asarray(picture, dtype=np.float32) / 255


INK_FRAMES = {
    "mnist": InkFrame("mnist", mnist_frame_of_strokes, mnist_frame, MNIST_LINE_WIDTH_PX),
    "quickdraw": InkFrame("quickdraw", quickdraw_frame_of_strokes, quickdraw_frame, QUICKDRAW_LINE_WIDTH_PX),
}


def ink_frame(name: str, size_px: int) -> InkFrame:
    """Returns the ink frame for small pictures of a given size.

    Args:
        name: A key of `INK_FRAMES`.
        size_px: Width and height of the small picture; only the frame "quickdraw" may be larger than 28.

    Returns:
        The frame; its line width grows in proportion to the picture.

    Raises:
        BadDrawing: If that frame does not exist in that size.
    """
    if size_px == FRAME_SIZE_PX:
        return INK_FRAMES[name]
    if name != "quickdraw" or size_px not in FRAME_SIZES_PX:
        raise BadDrawing(
            "This network reads drawings of a size that Inkling does not support. Choose another one. "
            f"Received: {size_px} x {size_px} pixels, placed as {name}"
        )
    return InkFrame(
        name,
        partial(quickdraw_frame_of_strokes, size_px=size_px),
        partial(quickdraw_frame, size_px=size_px),
        QUICKDRAW_LINE_WIDTH_PX * size_px / FRAME_SIZE_PX,
    )


def _fitted(
    strokes: Strokes, box_px: float, line_width_px: float, size_px: int = FRAME_SIZE_PX
) -> np.ndarray:
    """Draws strokes centred in the frame, with the longer side of their path `box_px` long."""
    if not strokes:
        raise NoInk("Nothing is drawn yet. Draw something first. Received: no strokes")
    low, high = bounds(strokes)
    side = float((high - low).max())
    if side <= 0:
        raise NoInk("That is only a dot. Draw something larger. Received: 1 dot")
    scale = np.float32(box_px / side)
    offset = np.float32(size_px / 2) - (low + high) / 2 * scale
    placed = [stroke * scale + offset for stroke in strokes]
    return rasterize_exact(placed, size_px, line_width_px)


def _mass_offset(picture: np.ndarray) -> tuple[float, float]:
    """Returns how far the centre of mass is below and to the right of the frame's centre, in pixels."""
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
    """Returns the rows or columns to write and those to read when moving a picture back by `shift` pixels."""
    size = FRAME_SIZE_PX - abs(shift)
    target, source = max(-shift, 0), max(shift, 0)
    return slice(target, target + size), slice(source, source + size)
