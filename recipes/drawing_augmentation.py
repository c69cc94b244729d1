"""Renders batches of augmented drawings on any Keras backend, so that no two pictures are alike.

All random numbers are passed in, so the functions are pure and can be compiled.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from keras import ops

# Shares of the frame's side; the geometry is that of `core.preprocessing.ink_frames`.
_BOX = 256 / (256 + 2 * 16 + 16)
_LINE_WIDTH = 16 / (256 + 2 * 16 + 16)
_SEGMENTS_AT_A_TIME = 16
MOST_STROKES = 32  # strokes that are shifted individually; any others move with the last of these

UNIFORM_NUMBERS, NORMAL_NUMBERS = 24, 8


@dataclass(frozen=True)
class Strength:
    """How strongly drawings are augmented.

    Attributes:
        rotation_degrees: Standard deviation of the rotation.
        shear: Largest shear.
        stretch: Largest stretch, as a share.
        wobble: Standard deviation of the waves that bend a drawing, as a share of its size.
        size: Largest change of a bitmap's size, as a share; strokes change by -1.5 to +0.5 times as much.
        shift: Largest shift of strokes along either axis, as a share of the frame; about twice for bitmaps.
        line_width: Standard deviation of the logarithm of the line's width.
        unfinished: Probability that a drawing stops early.
        least_ink: Smallest share of the ink in an unfinished drawing.
        coarse: Probability that a drawing is reduced to half its size and enlarged again.
    """

    rotation_degrees: float = 8.0
    shear: float = 0.2
    stretch: float = 0.15
    wobble: float = 0.015
    size: float = 0.06
    shift: float = 0.025
    line_width: float = 0.25
    unfinished: float = 0.35
    least_ink: float = 0.3
    coarse: float = 0.15


@dataclass(frozen=True)
class Noise:
    """The random numbers behind one batch.

    Attributes:
        uniform: `(batch, UNIFORM_NUMBERS)`, 0 to 1.
        normal: `(batch, NORMAL_NUMBERS)`.
        strokes: `(batch, 32, 2)`, normal.
    """

    uniform: Any
    normal: Any
    strokes: Any


def draw_noise(count: int, generator: np.random.Generator) -> Noise:
    """Draws the random numbers for a batch."""
    return Noise(
        generator.random((count, UNIFORM_NUMBERS), dtype=np.float32),
        generator.standard_normal((count, NORMAL_NUMBERS), dtype=np.float32),
        generator.standard_normal((count, MOST_STROKES, 2), dtype=np.float32),
    )


def rendered(
    points: Any, starts: Any, size_px: int, noise: Noise | None, strength: Strength, ink: Any = 1.0
) -> Any:
    """Renders strokes in the frame of Quick, Draw! and augments them.

    Args:
        points: `(batch, points, 2)` float32, in any unit.
        starts: `(batch, points)` bool: where strokes begin.
        size_px: Width and height of the pictures.
        noise: Random numbers; None for drawings without augmentation.
        strength: How strongly drawings are augmented.
        ink: Share of the ink that is drawn; used only without noise.

    Returns:
        `(batch, size_px, size_px)` float32, 0.0 for paper to 1.0 for ink.
    """
    line_width_px = _LINE_WIDTH * size_px
    share = ink
    moved = points
    if noise is not None:
        u, n = noise.uniform, noise.normal
        cut = strength.least_ink + (1 - strength.least_ink) * u[:, 1]
        share = ops.where(u[:, 0] < strength.unfinished, cut, 1.0)[:, None]
        moved = _bent(points, starts, noise, strength)
        wider = ops.clip(ops.exp(strength.line_width * n[:, 0]), 0.55, 2.0)
        line_width_px = line_width_px * wider[:, None, None]
    from_, to = _visible_segments(points, starts, moved, share)
    ends = ops.concatenate([from_, to], axis=1)
    low, high = ops.min(ends, axis=1, keepdims=True), ops.max(ends, axis=1, keepdims=True)
    side = ops.maximum(ops.max(high - low, axis=2, keepdims=True), 1e-3)
    scale = _BOX * size_px / side
    center = ops.full((1, 1, 2), size_px / 2)
    if noise is not None:
        scale = scale * (1 + strength.size * (2 * u[:, 2] - 1.5))[:, None, None]
        center = center + strength.shift * size_px * (2 * u[:, None, 3:5] - 1)
    middle = (low + high) / 2
    nearest = _nearest((from_ - middle) * scale + center, (to - middle) * scale + center, size_px)
    coverage = line_width_px / 2 + 0.5 - ops.sqrt(nearest)
    pictures = ops.clip(coverage, 0.0, ops.minimum(line_width_px, 1.0))
    if noise is None:
        return pictures
    pictures = ops.where((u[:, 5] < strength.coarse)[:, None, None], _coarse(pictures), pictures)
    return ops.where((u[:, 6] < 0.5)[:, None, None], pictures[:, :, ::-1], pictures)


def resampled(bitmaps: Any, size_px: int, noise: Noise | None, strength: Strength) -> Any:
    """Enlarges bitmaps and augments them.

    Args:
        bitmaps: `(batch, height, width)` float32, 0.0 to 1.0, in the frame of Quick, Draw!.
        size_px: Width and height of the pictures.
        noise: Random numbers; None for bitmaps without augmentation.
        strength: How strongly bitmaps are augmented.

    Returns:
        `(batch, size_px, size_px)` float32, 0.0 to 1.0.
    """
    side = bitmaps.shape[1]
    steps = (np.arange(size_px, dtype=np.float32) + 0.5) / size_px - 0.5
    grid = np.stack(np.meshgrid(steps, steps), axis=2).reshape(1, -1, 2)
    grid = ops.broadcast_to(ops.convert_to_tensor(grid), (bitmaps.shape[0], size_px * size_px, 2))
    if noise is not None:
        u, n = noise.uniform, noise.normal
        grid = grid / (1 + strength.size * (2 * u[:, 2] - 1))[:, None, None]
        grid = grid - 2 * strength.shift * (2 * u[:, None, 3:5] - 1)
        grid = _waves(ops.matmul(grid, _affine(noise, strength)), noise, strength)
    pictures = ops.reshape(_bilinear(bitmaps, (grid + 0.5) * side - 0.5), (-1, size_px, size_px))
    if noise is None:
        return pictures
    exponent = ops.exp(strength.line_width * n[:, 0] - 0.1)
    pictures = ops.power(ops.maximum(pictures, 1e-6), exponent[:, None, None])
    return ops.where((u[:, 6] < 0.5)[:, None, None], pictures[:, :, ::-1], pictures)


def _visible_segments(points: Any, starts: Any, moved: Any, share: Any) -> tuple[Any, Any]:
    """Returns the starts and ends of the segments in the first `share` of the ink."""
    begins_next = starts[:, 1:]
    along = points[:, 1:] - points[:, :-1]
    length = ops.where(begins_next, 0.0, ops.sqrt(ops.sum(along * along, axis=2)))
    after = ops.cumsum(length, axis=1)
    before = after - length
    limit = share * after[:, -1:]
    drawn = ops.clip((limit - before) / ops.maximum(length, 1e-6), 0.0, 1.0)
    drawn = ops.where(begins_next, 0.0, drawn)[:, :, None]
    from_ = moved[:, :-1]
    to = from_ + drawn * (moved[:, 1:] - from_)
    # A dot at the end belongs only to the complete drawing.
    visible = ops.logical_or(before < limit, limit >= after[:, -1:])[:, :, None]
    last = ops.where(
        ops.logical_and(starts[:, -1:], limit >= after[:, -1:])[:, :, None], moved[:, -1:], moved[:, :1]
    )
    first = moved[:, :1]
    from_, to = ops.where(visible, from_, first), ops.where(visible, to, first)
    return ops.concatenate([from_, last], axis=1), ops.concatenate([to, last], axis=1)


def _bent(points: Any, starts: Any, noise: Noise, strength: Strength) -> Any:
    """Rotates, stretches and bends drawings, and shifts each stroke; returns units of the drawing's size."""
    low, high = ops.min(points, axis=1, keepdims=True), ops.max(points, axis=1, keepdims=True)
    size = ops.maximum(ops.max(high - low, axis=2, keepdims=True), 1e-3)
    relative = (points - (low + high) / 2) / size
    stroke = ops.clip(ops.cumsum(ops.cast(starts, "int32"), axis=1) - 1, 0, MOST_STROKES - 1)
    shift = ops.take_along_axis(noise.strokes, ops.repeat(stroke[:, :, None], 2, axis=2), axis=1)
    bent = _waves(relative, noise, strength) + strength.wobble / 2 * shift
    return ops.matmul(bent, ops.transpose(_affine(noise, strength), (0, 2, 1)))


def _waves(relative: Any, noise: Noise, strength: Strength) -> Any:
    """Adds two slow waves along each axis, as a hurried hand would bend a drawing."""
    u = noise.uniform
    amplitude = ops.reshape(noise.normal[:, 1:5], (-1, 1, 2, 2)) * strength.wobble
    cycles = ops.reshape(0.5 + 1.5 * u[:, 10:14], (-1, 1, 2, 2))
    phase = ops.reshape(2 * np.pi * u[:, 14:18], (-1, 1, 2, 2))
    waves = ops.sin(2 * np.pi * relative[:, :, None, :] * cycles + phase)
    return relative + ops.sum(amplitude * waves, axis=3)


def _affine(noise: Noise, strength: Strength) -> Any:
    """Returns the matrices that stretch and shear, then rotate, `(batch, 2, 2)`."""
    angle = ops.clip(noise.normal[:, 5] * strength.rotation_degrees, -30.0, 30.0) * (np.pi / 180)
    shear = strength.shear * (2 * noise.uniform[:, 7] - 1)
    stretch = strength.stretch * (2 * noise.uniform[:, 8] - 1)
    cosine, sine = ops.cos(angle), ops.sin(angle)
    turn = ops.stack([ops.stack([cosine, -sine], axis=1), ops.stack([sine, cosine], axis=1)], axis=1)
    zero = ops.zeros_like(shear)
    rows = (ops.stack([1 + stretch, shear], axis=1), ops.stack([zero, 1 - stretch], axis=1))
    skew = ops.stack(rows, axis=1)
    return ops.matmul(turn, skew)


def _nearest(from_: Any, to: Any, size_px: int) -> Any:
    """Returns the squared distance from each pixel's centre to the nearest segment."""
    batch, segments = from_.shape[0], from_.shape[1]
    chunks = -(-segments // _SEGMENTS_AT_A_TIME)
    missing = chunks * _SEGMENTS_AT_A_TIME - segments
    if missing:
        from_ = ops.concatenate([from_, ops.repeat(from_[:, -1:], missing, axis=1)], axis=1)
        to = ops.concatenate([to, ops.repeat(to[:, -1:], missing, axis=1)], axis=1)
    centers = ops.convert_to_tensor(np.arange(size_px, dtype=np.float32) + 0.5)

    def nearer(chunk: Any, nearest: Any) -> Any:
        begin = chunk * _SEGMENTS_AT_A_TIME
        start = ops.slice(from_, (0, begin, 0), (batch, _SEGMENTS_AT_A_TIME, 2))
        end = ops.slice(to, (0, begin, 0), (batch, _SEGMENTS_AT_A_TIME, 2))
        along = end - start
        along = along / ops.maximum(ops.sum(along * along, axis=2, keepdims=True), 1e-9), along
        x = centers[None, None, None, :] - start[:, :, 0, None, None]
        y = centers[None, None, :, None] - start[:, :, 1, None, None]
        position = x * along[0][:, :, 0, None, None] + y * along[0][:, :, 1, None, None]
        position = ops.clip(position, 0.0, 1.0)
        dx = x - position * along[1][:, :, 0, None, None]
        dy = y - position * along[1][:, :, 1, None, None]
        return ops.minimum(nearest, ops.min(dx * dx + dy * dy, axis=1))

    return ops.fori_loop(0, chunks, nearer, ops.full((batch, size_px, size_px), 1e9))


def _coarse(pictures: Any) -> Any:
    """Reduces pictures to half their size and enlarges them again, so that they look like small bitmaps."""
    side = pictures.shape[1]
    small = ops.mean(ops.reshape(pictures, (-1, side // 2, 2, side // 2, 2)), axis=(2, 4))
    return ops.image.resize(small[..., None], (side, side), interpolation="bilinear")[..., 0]


def _bilinear(bitmaps: Any, at: Any) -> Any:
    """Samples bitmaps `(batch, side, side)` bilinearly at x and y `(batch, n, 2)`; 0 outside of them."""
    side = bitmaps.shape[1]
    flat = ops.reshape(ops.pad(bitmaps, ((0, 0), (1, 1), (1, 1))), (bitmaps.shape[0], -1))
    at = ops.clip(at, -1.0, float(side))
    floor = ops.floor(at)
    share = at - floor
    corner = ops.cast(floor, "int32") + 1
    x, y = ops.clip(corner[..., 0], 0, side + 1), ops.clip(corner[..., 1], 0, side + 1)
    right, below = ops.minimum(x + 1, side + 1), ops.minimum(y + 1, side + 1)

    def read(column: Any, row: Any) -> Any:
        return ops.take_along_axis(flat, row * (side + 2) + column, axis=1)

    top = read(x, y) * (1 - share[..., 0]) + read(right, y) * share[..., 0]
    bottom = read(x, below) * (1 - share[..., 0]) + read(right, below) * share[..., 0]
    return top * (1 - share[..., 1]) + bottom * share[..., 1]
