"""Varies how people write: how far the end of a stroke curls, and how long it is.

Few writers are in the training part, and each of them has one way of ending a stroke. The functions use Keras
operations, and depend only on their arguments.
"""

import numpy as np
from keras import ops

from recipes.digit_augmentation import between

UNIFORMS = 5  # random numbers from 0 to 1 for each drawing
_CURL_RADIANS = float(np.deg2rad(18))
# Some people end a 9 with a long tail that curls far to the left.
_TAIL_RADIANS = (float(np.deg2rad(-20)), float(np.deg2rad(75)))
_TAIL_GROWTH = (0.8, 1.5)
_GROWTH = (0.85, 1.2)
_END = (0.45, 0.85)  # share of a stroke after which its end begins
_BEGINNING = 0.35  # share of a stroke that is its beginning
_TAILED = 0.5  # probability that a drawing that may have a tail gets one


def varied_ends(points, pen, uniform, has_tail):  # noqa: ANN001, ANN201 - tensors of any backend
    """Curls and lengthens the end of each stroke, and curls its beginning a little.

    Args:
        points: `(n, points, 2)`, x to the right and y down, in a unit in which the larger side of a drawing
            is about 1.
        pen: `(n, points - 1)`, 1 where the pen draws from one point to the next, else 0.
        uniform: `(n, UNIFORMS)`, random numbers between 0 and 1.
        has_tail: `(n,)`, 1 for drawings whose strokes may end in a long, curled tail, else 0.

    Returns:
        The points, `(n, points, 2)`, in the same unit, with the drawing's centre at 0.5.
    """
    u = [uniform[:, number, None] for number in range(UNIFORMS)]
    tailed = (u[0] < _TAILED) & (has_tail[:, None] > 0)
    curl = ops.where(tailed, between(u[1], *_TAIL_RADIANS), between(u[1], -_CURL_RADIANS, _CURL_RADIANS))
    growth = ops.where(tailed, _between_logs(u[2], *_TAIL_GROWTH), _between_logs(u[2], *_GROWTH))
    begin = between(u[3], *_END)

    segments = points[:, 1:] - points[:, :-1]
    lengths = ops.sqrt(ops.sum(segments**2, axis=-1) + 1e-12) * pen
    stroke = ops.cumsum(1 - pen, axis=1)
    same = ops.cast(stroke[:, :, None] == stroke[:, None, :], "float32") * pen[:, None, :]
    count = segments.shape[1]
    until = same * ops.convert_to_tensor(np.tril(np.ones((count, count), np.float32)))
    whole = ops.maximum(ops.sum(same * lengths[:, None, :], axis=2), 1e-6)
    share = (ops.sum(until * lengths[:, None, :], axis=2) - lengths / 2) / whole
    ramp = ops.clip((share - begin) / (1 - begin), 0.0, 1.0)
    start = ops.clip(1 - share / _BEGINNING, 0.0, 1.0)
    angle = curl * ramp + between(u[4], -_CURL_RADIANS, _CURL_RADIANS) * start
    scale = ops.where(share > begin, growth, 1.0)
    x, y = segments[..., 0], segments[..., 1]
    turned = ops.stack(
        [x * ops.cos(angle) - y * ops.sin(angle), x * ops.sin(angle) + y * ops.cos(angle)], axis=-1
    )
    change = (turned * scale[..., None] - segments) * pen[..., None]
    moved = points[:, 1:] + ops.matmul(until, change)
    moved = ops.concatenate([points[:, :1], moved], axis=1)
    low, high = ops.min(moved, axis=1, keepdims=True), ops.max(moved, axis=1, keepdims=True)
    side = ops.maximum(ops.max(high - low, axis=2, keepdims=True), 1e-6)
    return (moved - (low + high) / 2) / side + 0.5


def _between_logs(uniform, low: float, high: float):  # noqa: ANN001, ANN202
    return ops.exp(between(uniform, float(np.log(low)), float(np.log(high))))
