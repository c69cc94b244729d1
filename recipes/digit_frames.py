"""Places batches of drawings in MNIST's frame, as `core.preprocessing.ink_frames.mnist_frame` places one.

Uses Keras operations, so that a training step can frame the drawings that it has degraded.
"""

import numpy as np
from keras import ops

FRAME_PX, BOX_PX = 28, 20
WORKING_PX = 56  # width and height of the pictures that are degraded and framed
_MIDDLE = 14.0  # position of the centre of mass, counting pixels from 0
_MIN_LINE_PX = 2.0
_EDGE = 1e-4  # a pixel exactly on an edge of the box filter counts towards the preceding output pixel
_MOST_THICKENING = 3  # rounds; a working picture needs no more


def framed_ink(ink, level):  # noqa: ANN001, ANN201 - tensors of any backend
    """Places ink as in MNIST: fitted into 20 x 20, with the centre of mass at the centre of 28 x 28.

    Args:
        ink: `(n, WORKING_PX, WORKING_PX)`, 0.0 for paper to 1.0 for full ink.
        level: `(n,)`: ink fainter than this does not count towards the bounding box.

    Returns:
        `(n, 28, 28)`, 0.0 to 1.0; blank where there is no ink.
    """
    level = ops.minimum(level, ops.maximum(ops.max(ink, axis=(1, 2)), 1 / 255))[:, None]
    top, bottom = _extent(ops.max(ink, axis=2) >= level - 1e-4)
    left, right = _extent(ops.max(ink, axis=1) >= level - 1e-4)
    ink, rounds = _thick_enough(ink, top, bottom, left, right)
    top, bottom, left, right = top - rounds, bottom + rounds, left - rounds, right + rounds
    longest = ops.maximum(bottom - top, right - left)
    rows = _fitting(top, bottom, longest)
    columns = _fitting(left, right, longest)
    # Thickened ink may extend beyond the picture. The matrices do not read there, so its lines are cut off.
    picture = ops.matmul(ops.matmul(rows, ink), ops.transpose(columns, (0, 2, 1)))
    return centered(ops.where(longest[:, None, None] > 0, picture, 0.0))


def centered(pictures):  # noqa: ANN001, ANN201
    """Moves pictures `(n, 28, 28)` by whole pixels so that their centre of mass is at the frame's centre."""
    pixels = ops.arange(FRAME_PX, dtype="float32")
    mass = ops.maximum(ops.sum(pictures, axis=(1, 2)), 1e-6)
    down = ops.round(ops.sum(ops.sum(pictures, axis=2) * pixels, axis=1) / mass - _MIDDLE)
    right = ops.round(ops.sum(ops.sum(pictures, axis=1) * pixels, axis=1) / mass - _MIDDLE)
    return ops.matmul(ops.matmul(_shift(down), pictures), ops.transpose(_shift(right), (0, 2, 1)))


def _shift(by):  # noqa: ANN001, ANN202
    """Returns matrices `(n, 28, 28)` that move rows up by a number of pixels each."""
    pixels = ops.arange(FRAME_PX, dtype="float32")
    return ops.cast(pixels[None, None, :] == pixels[None, :, None] + by[:, None, None], "float32")


def _extent(marked):  # noqa: ANN001, ANN202
    """Returns the first marked index and one past the last, `(n,)` float; both are 0 if none is marked."""
    pixels = ops.arange(WORKING_PX, dtype="float32")
    first = ops.min(ops.where(marked, pixels, float(WORKING_PX)), axis=1)
    last = ops.max(ops.where(marked, pixels + 1, 0.0), axis=1)
    return ops.minimum(first, last), last


def _thick_enough(ink, top, bottom, left, right):  # noqa: ANN001, ANN202
    """Thickens lines that would fade when reduced; also returns by how many pixels on each side, `(n,)`."""
    pixels = ops.arange(WORKING_PX, dtype="float32")
    inside_rows = (pixels >= top[:, None]) & (pixels < bottom[:, None])
    inside_columns = (pixels >= left[:, None]) & (pixels < right[:, None])
    inside = ops.cast(inside_rows[:, :, None] & inside_columns[:, None, :], "float32")
    ink = ink * inside
    mask = ops.cast(ink > 127.5 / 255, "float32")
    area = ops.sum(mask, axis=(1, 2))
    # The edges of the bounding box do not count as outline, as in the crop that the app measures.
    down, across = ops.abs(mask[:, 1:] - mask[:, :-1]), ops.abs(mask[:, :, 1:] - mask[:, :, :-1])
    outline = ops.sum(down * inside[:, 1:] * inside[:, :-1], axis=(1, 2))
    outline += ops.sum(across * inside[:, :, 1:] * inside[:, :, :-1], axis=(1, 2))
    width = 2 * area / ops.maximum(outline * np.pi / 4, 1.0)
    scale = ops.maximum(bottom - top, right - left) / BOX_PX
    rounds = ops.round((_MIN_LINE_PX * scale - width) / 2)
    rounds = ops.clip(ops.where(scale <= 1, 0.0, rounds), 0, _MOST_THICKENING)
    chosen = ink
    for number in range(1, _MOST_THICKENING + 1):
        ink = neighbourhood(ink, ops.maximum)
        chosen = ops.where(rounds[:, None, None] >= number, ink, chosen)
    return chosen, rounds


def neighbourhood(ink, largest_or_smallest):  # noqa: ANN001, ANN201
    """Replaces each pixel by the largest or smallest value among it and its eight neighbours.

    Args:
        ink: `(n, height, width)`.
        largest_or_smallest: `ops.maximum` or `ops.minimum`.
    """
    tall = ops.pad(ink, [(0, 0), (1, 1), (0, 0)])
    ink = largest_or_smallest(ink, largest_or_smallest(tall[:, :-2], tall[:, 2:]))
    wide = ops.pad(ink, [(0, 0), (0, 0), (1, 1)])
    return largest_or_smallest(ink, largest_or_smallest(wide[:, :, :-2], wide[:, :, 2:]))


def _fitting(first, after, longest):  # noqa: ANN001, ANN202
    """Returns matrices `(n, 28, WORKING_PX)` that resize one axis of the crop into the middle of the frame.

    The weights are those of Pillow's `resize`: a box filter to reduce, a triangle filter to enlarge.
    """
    side = ops.maximum(after - first, 1.0)[:, None, None]
    factor = BOX_PX / ops.maximum(longest, 1.0)[:, None, None]
    size = ops.maximum(ops.round(side * factor), 1.0)
    begin = ops.floor((FRAME_PX - size) / 2)
    number = ops.arange(FRAME_PX, dtype="float32")[None, :, None] - begin
    scale = side / size
    center = (number + 0.5) * scale
    pixel = ops.arange(WORKING_PX, dtype="float32")[None, None, :] - first[:, None, None]
    distance = (pixel + 0.5 - center) / ops.maximum(scale, 1.0)
    box = ops.cast((distance > _EDGE - 0.5) & (distance <= _EDGE + 0.5), "float32")
    triangle = ops.maximum(1.0 - ops.abs(distance), 0.0)
    weights = ops.where(factor <= 1.0, box, triangle)
    weights = weights * ops.cast((pixel >= 0) & (pixel < side) & (number >= 0) & (number < size), "float32")
    return weights / ops.maximum(ops.sum(weights, axis=2, keepdims=True), 1e-6)
