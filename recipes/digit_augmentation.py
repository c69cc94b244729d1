"""Augments batches of digits on the device that trains: bends drawings and degrades them.

Every function depends only on its pictures and on random numbers that the caller draws, and uses Keras
operations, so it gives the same results on TensorFlow, PyTorch and JAX and inside a compiled training step. A
drawing is degraded before it is placed in the frame, because the app frames what it finds on a picture.
"""

import numpy as np
from keras import ops

from recipes.digit_frames import BOX_PX, WORKING_PX, centered, neighbourhood
from recipes.resampling import RESAMPLINGS, blur_matrices, cosine_transform, enlargement, knots_matrix

UNIFORMS = 40  # random numbers from 0 to 1 for each picture
KNOTS = 5  # along each axis of the grid for the elastic distortion
NORMALS = 2 * KNOTS * KNOTS + 10  # normally distributed random numbers for each picture
_LINE_PX = (1.2, 6.0)
_SIZE_PX = (34.0, 50.0)  # of a drawing on the working picture
_SEGMENT_FAR_AWAY = 1e4
# Table K.1 of the JPEG standard (ITU-T T.81), for luminance.
_JPEG_STEPS = np.array(
    [
        [16, 11, 10, 16, 24, 40, 51, 61],
        [12, 12, 14, 19, 26, 58, 60, 55],
        [14, 13, 16, 24, 40, 57, 69, 56],
        [14, 17, 22, 29, 51, 87, 80, 62],
        [18, 22, 37, 56, 68, 109, 103, 77],
        [24, 35, 55, 64, 81, 104, 113, 92],
        [49, 64, 78, 87, 103, 121, 120, 101],
        [72, 92, 95, 98, 112, 100, 103, 99],
    ],
    dtype=np.float32,
)


def between(uniform, low: float, high: float):  # noqa: ANN001, ANN201 - tensors of any backend
    """Scales random numbers between 0 and 1 to the range from `low` to `high`."""
    return low + (high - low) * uniform


def bent_strokes(points, pen, uniform, normal, unfinished, slant: float):  # noqa: ANN001, ANN201
    """Slants, rotates, stretches and wobbles drawings, and leaves out the end of some.

    Args:
        points: `(n, points, 2)`, x and y, in a unit in which the larger side of a drawing is about 1.
        pen: `(n, points - 1)`, 1 where the pen draws from one point to the next, else 0.
        uniform: `(n, UNIFORMS)`, random numbers between 0 and 1.
        normal: `(n, NORMALS)`, normally distributed random numbers.
        unfinished: `(n,)`, probability that up to a third of the ink is left out.
        slant: Largest additional shear, which imitates how handwriting differs between people.

    Returns:
        Starts and ends of the segments, `(n, points - 1, 2)` each; those that are not drawn are far away.
    """
    u = [uniform[:, number, None] for number in range(10)]
    angle = ops.clip(normal[:, 0, None] * float(np.deg2rad(7.5)), -0.5, 0.5)
    shear = between(u[0], -0.2, 0.2) + between(u[1], -slant, slant)
    stretch = between(u[2], -0.15, 0.15) + ops.where(u[3] < 0.15, between(u[4], -0.3, 0.3), 0.0)
    x, y = points[..., 0] - 0.5, points[..., 1] - 0.5
    phase = 2 * np.pi
    bend_x = normal[:, 1, None] * ops.sin(phase * (x * between(u[5], 0.5, 2.0) + u[6]))
    bend_x += normal[:, 2, None] * ops.sin(phase * (y * between(u[6], 0.5, 2.0) + u[7]))
    bend_y = normal[:, 3, None] * ops.sin(phase * (y * between(u[7], 0.5, 2.0) + u[8]))
    bend_y += normal[:, 4, None] * ops.sin(phase * (x * between(u[8], 0.5, 2.0) + u[5]))
    x, y = x * (1 + stretch) + shear * y + 0.015 * bend_x, y * (1 - stretch) + 0.015 * bend_y
    moved = ops.stack(
        [x * ops.cos(angle) - y * ops.sin(angle), x * ops.sin(angle) + y * ops.cos(angle)], axis=-1
    )
    starts, ends = moved[:, :-1], moved[:, 1:]
    limit = unfinished[:, None]
    share = ops.where(u[9] < limit, 0.66 + 0.34 * u[9] / ops.maximum(limit, 1e-6), 1.0)
    return _beginning(starts, ends, pen, share)


def _beginning(starts, ends, pen, share):  # noqa: ANN001, ANN202
    """Keeps the first part of the ink; segments that are left out or not drawn are moved far away."""
    length = ops.sqrt(ops.sum((ends - starts) ** 2, axis=-1) + 1e-12) * pen
    before = ops.cumsum(length, axis=1) - length
    rest = ops.sum(length, axis=1, keepdims=True) * share - before
    drawn = (pen > 0) & ((rest > 1e-6) | (share >= 1.0))
    fraction = ops.where(share >= 1.0, 1.0, ops.clip(rest / ops.maximum(length, 1e-9), 0.0, 1.0))
    ends = starts + (ends - starts) * fraction[..., None]
    drawn = drawn[..., None]
    return ops.where(drawn, starts, _SEGMENT_FAR_AWAY), ops.where(drawn, ends, _SEGMENT_FAR_AWAY)


def strokes_in_frame(starts, ends, uniform):  # noqa: ANN001, ANN201
    """Draws strokes as the app draws them for a network: `(n, 28, 28)`, 0.0 to 1.0.

    Args:
        starts: Starts of the segments, `(n, segments, 2)`.
        ends: Ends of the segments, `(n, segments, 2)`.
        uniform: `(n, UNIFORMS)`, random numbers between 0 and 1, which give the width of the line.
    """
    width = 2.8 * ops.exp(between(uniform[:, 10], -0.8, 0.8))
    width = ops.where(uniform[:, 11] < 0.35, 2.8, ops.clip(width, *_LINE_PX))
    return centered(_drawn(starts, ends, BOX_PX - width, width, ops.zeros_like(width), 28))


def strokes_on_paper(starts, ends, uniform):  # noqa: ANN001, ANN201
    """Draws strokes at random widths on working pictures: `(n, WORKING_PX, WORKING_PX)`, 0.0 to 1.0."""
    size = between(uniform[:, 10], *_SIZE_PX)
    width = size * ops.exp(between(uniform[:, 11], float(np.log(0.035)), float(np.log(0.29))))
    width = ops.maximum(width, 1.2)
    return _drawn(starts, ends, size - width, width, between(uniform[:, 12], -2, 2), WORKING_PX)


def _drawn(starts, ends, path_px, width_px, offset_px, size_px: int):  # noqa: ANN001, ANN202
    """Draws segments in the middle of a picture, as `core.preprocessing.rasterize.rasterize_exact` does."""
    drawn = starts[..., :1] < _SEGMENT_FAR_AWAY / 2
    low = ops.min(ops.minimum(starts, ends), axis=1, keepdims=True)
    high = ops.max(ops.where(drawn, ops.maximum(starts, ends), -_SEGMENT_FAR_AWAY), axis=1, keepdims=True)
    scale = path_px[:, None, None] / ops.maximum(ops.max(high - low, axis=2, keepdims=True), 1e-6)
    offset = size_px / 2 - (low + high) / 2 * scale + offset_px[:, None, None]
    start, end = (starts * scale + offset)[:, None, None], (ends * scale + offset)[:, None, None]
    centers = ops.arange(size_px, dtype="float32") + 0.5
    from_x = centers[None, None, :, None] - start[..., 0]
    from_y = centers[None, :, None, None] - start[..., 1]
    along_x, along_y = end[..., 0] - start[..., 0], end[..., 1] - start[..., 1]
    length2 = ops.maximum(along_x * along_x + along_y * along_y, 1e-9)
    position = ops.clip((from_x * along_x + from_y * along_y) / length2, 0.0, 1.0)
    nearest = ops.min((from_x - position * along_x) ** 2 + (from_y - position * along_y) ** 2, axis=3)
    width = width_px[:, None, None]
    return ops.clip(width / 2 + 0.5 - ops.sqrt(nearest), 0.0, ops.minimum(1.0, width))


def bent_pictures(pictures, uniform, normal):  # noqa: ANN001, ANN201
    """Rotates, shears, stretches, resizes and elastically bends pictures.

    Args:
        pictures: `(n, WORKING_PX, WORKING_PX)`, 0.0 to 1.0.
        uniform: `(n, UNIFORMS)`, random numbers between 0 and 1.
        normal: `(n, NORMALS)`, normally distributed random numbers.

    Returns:
        The pictures, in the same shape.

    Source of the elastic distortion: Simard et al. 2003, "Best practices for convolutional neural networks
        applied to visual document analysis", section 2.
    """
    u = [uniform[:, number, None, None] for number in range(10)]
    angle, shear = between(u[0], -0.22, 0.22), between(u[1], -0.18, 0.18)
    stretch = between(u[2], -0.1, 0.1) + ops.where(u[3] < 0.12, between(u[4], -0.25, 0.25), 0.0)
    scale = between(u[5], 0.85, 1.12)
    amount = 1.6 * between(u[6], 0.0, 1.0) * ops.cast(u[7] < 0.7, "float32")
    knots = ops.reshape(normal[:, 10 : 10 + 2 * KNOTS * KNOTS], (-1, 2, KNOTS, KNOTS))
    spread = ops.convert_to_tensor(knots_matrix(KNOTS, WORKING_PX))
    bends = ops.matmul(spread, ops.matmul(knots, ops.transpose(spread))) * amount[:, None]
    centers = ops.arange(WORKING_PX, dtype="float32") + (0.5 - WORKING_PX / 2)
    x, y = centers[None, None, :], centers[None, :, None]
    cosine, sine = ops.cos(angle) * scale, ops.sin(angle) * scale
    across, down = (1 + stretch) * x + shear * y, (1 - stretch) * y
    from_x = cosine * across - sine * down + bends[:, 0] + between(u[8], -1, 1) + WORKING_PX / 2 - 0.5
    from_y = sine * across + cosine * down + bends[:, 1] + between(u[9], -1, 1) + WORKING_PX / 2 - 0.5
    return _sampled(pictures, from_x, from_y)


def _sampled(pictures, from_x, from_y):  # noqa: ANN001, ANN202
    """Samples pictures bilinearly at positions between their pixels; 0 outside of them."""
    size = WORKING_PX
    flat = ops.reshape(pictures, (-1, size * size))
    column, row = ops.floor(from_x), ops.floor(from_y)
    right, below = from_x - column, from_y - row
    total = 0.0
    for add_row, row_weight in ((0, 1 - below), (1, below)):
        for add_column, column_weight in ((0, 1 - right), (1, right)):
            r, c = row + add_row, column + add_column
            inside = ops.cast((r >= 0) & (r < size) & (c >= 0) & (c < size), "float32")
            place = ops.cast(ops.clip(r, 0, size - 1) * size + ops.clip(c, 0, size - 1), "int32")
            values = ops.take_along_axis(flat, ops.reshape(place, (-1, size * size)), axis=1)
            total = total + ops.reshape(values, (-1, size, size)) * row_weight * column_weight * inside
    return total


def worn(ink, uniform, noise, ruled=None):  # noqa: ANN001, ANN201
    """Degrades drawings as pens, scans, screens and cameras do.

    Args:
        ink: `(n, WORKING_PX, WORKING_PX)`, 0.0 to 1.0.
        uniform: `(n, UNIFORMS)`, random numbers between 0 and 1.
        noise: `(n, WORKING_PX, WORKING_PX)`, random numbers between 0 and 1.
        ruled: `(n,)`, bool: pictures that must show remains of ruled lines; a few others show some, too.

    Returns:
        Ink of the same shape, and the lowest level, `(n,)`, at which ink counts towards its bounding box.
    """
    u = [uniform[:, number, None, None] for number in range(UNIFORMS)]
    ink = _thickened_or_thinned(ink, u[13], u[14])
    ink = ops.where(u[15] < 0.12, ops.cast(ink > 0.5, "float32"), ink)
    some = u[16] < 0.05
    ink = _ruled(ink, u[17:23], some if ruled is None else some | ops.reshape(ruled, (-1, 1, 1)))
    ink, small = _resampled(ink, uniform[:, 23], uniform[:, 24])
    ink = ops.where(u[25] < 0.12, ops.round(ink * 16) / 16, ink)
    ink = ops.where((u[26] < 0.14) & ~small, _jpeg(ink, u[27]), ink)
    ink = _toned(ink, u[28:34])
    grain = between(u[35], 0.2, 1.0) * noise * ops.cast(u[34] < 0.12, "float32")
    ink = ops.clip(ink * (1 - grain), 0.0, 1.0)
    ink = ink / ops.maximum(ops.max(ink, axis=(1, 2), keepdims=True), 0.05)
    ink = ops.where(ink < 0.03, 0.0, ink)
    every_pixel = small[:, 0, 0] | (uniform[:, 36] < 0.1)
    return ink, ops.where(every_pixel, 1 / 255, 80 / 255)


def _thickened_or_thinned(ink, kind, amount):  # noqa: ANN001, ANN202
    thick = neighbourhood(ink, ops.maximum)
    thicker = neighbourhood(thick, ops.maximum)
    thin = neighbourhood(ink, ops.minimum)
    # A line that thinning would erase is left unchanged.
    thin = ops.where(ops.sum(thin, axis=(1, 2), keepdims=True) < 45, ink, thin)
    changed = ops.where(
        kind < 0.12, thick, ops.where(kind < 0.18, thicker, ops.where(kind < 0.30, thin, ink))
    )
    return ink + amount * (changed - ink)


def _ruled(ink, u, chosen):  # noqa: ANN001, ANN202
    """Adds remains of ruled lines to the ink, or gaps where the lines were removed."""
    pixels = ops.arange(WORKING_PX, dtype="float32")
    step, width = between(u[0], 7.0, 26.0), between(u[1], 0.7, 3.0)
    across = ops.cast(ops.mod(pixels[None, :, None] + u[2] * step, step) < width, "float32")
    down = ops.cast(ops.mod(pixels[None, None, :] + u[3] * step, step) < width, "float32")
    low = ops.where(u[4] < 0.4, 0.0, u[4] * WORKING_PX * 0.6)
    reach = ops.cast((pixels[None, None, :] >= low) & (pixels[None, :, None] >= 0), "float32")
    lines = ops.maximum(across, down * ops.cast(u[3] < 0.5, "float32")) * reach
    strength = between(u[5], 0.25, 1.0)
    gaps = ink * (1 - lines)
    return ops.where(chosen, ops.where(u[1] < 0.3, gaps, ops.maximum(ink, lines * strength)), ink)


def _resampled(ink, kind, choice):  # noqa: ANN001, ANN202
    """Blurs pictures, or reduces and enlarges them, or only reduces them; returns which stayed small.

    Some pictures stay as they are.

    Returns:
        The pictures, and which of them were reduced without being enlarged again, `(n, 1, 1)` bool.
    """
    pick = ops.cast(choice * 0.99999 * len(_BLURS), "int32")
    blur = ops.take(ops.convert_to_tensor(_BLURS), pick, axis=0)
    pick = ops.cast(choice * 0.99999 * len(_SMALL_AND_ENLARGED), "int32")
    enlarged = ops.take(ops.convert_to_tensor(_SMALL_AND_ENLARGED), pick, axis=0)
    pick = ops.cast(choice * 0.99999 * len(_SMALL), "int32")
    reduced = ops.take(ops.convert_to_tensor(_SMALL), pick, axis=0)
    kind = ops.reshape(kind, (-1, 1, 1))
    matrix = ops.where(kind < 0.36, enlarged, ops.where(kind < 0.48, reduced, blur))
    changed = ops.matmul(ops.matmul(matrix, ink), ops.transpose(matrix, (0, 2, 1)))
    return ops.where(kind < 0.66, ops.clip(changed, 0.0, 1.0), ink), (kind >= 0.36) & (kind < 0.48)


def _jpeg(ink, quality):  # noqa: ANN001, ANN202
    """Rounds the cosine transform of each 8 x 8 block, as JPEG does at quality 10 to 50.

    Source: ITU-T T.81, annex A and table K.1; the quality scale is that of libjpeg.
    """
    transform = ops.convert_to_tensor(cosine_transform(WORKING_PX))
    scale = 50 / between(quality, 10, 50)
    steps = ops.convert_to_tensor(np.tile(_JPEG_STEPS, (WORKING_PX // 8,) * 2)) * scale / 255
    coefficients = ops.matmul(ops.matmul(transform, ink), ops.transpose(transform))
    rounded = ops.round(coefficients / steps) * steps
    return ops.clip(ops.matmul(ops.matmul(ops.transpose(transform), rounded), transform), 0.0, 1.0)


def _toned(ink, u):  # noqa: ANN001, ANN202
    """Changes the contrast, as level adjustments and thresholds do."""
    gamma = ops.where(u[0] < 0.3, ops.exp(between(u[1], -0.6, 0.6)), 1.0)
    ink = ops.clip(ink, 0.0, 1.0) ** gamma
    gain = ops.where(u[2] < 0.35, between(u[3], 1.0, 2.2), 1.0)
    ink = ops.clip(ink * gain, 0.0, 1.0)
    level = between(u[5], 0.3, 0.6) * ops.max(ink, axis=(1, 2), keepdims=True)
    return ops.where(u[4] < 0.13, ops.cast(ink > level, "float32"), ink)


_BLURS = blur_matrices(WORKING_PX, np.geomspace(0.4, 2.4, 24))
_SMALL = np.stack(
    [enlargement(WORKING_PX, side, down, None) for side in range(9, 31) for down in ("box", "bilinear")]
)
_SMALL_AND_ENLARGED = np.stack(
    [
        enlargement(WORKING_PX, side, down, up)
        for side in (*range(9, 16), *range(9, 31))
        for down in ("box", "bilinear")
        for up in RESAMPLINGS
    ]
)
