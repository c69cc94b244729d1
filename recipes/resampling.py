"""Resampling matrices: pictures are reduced, enlarged and blurred by multiplying their rows and columns."""

import numpy as np
from PIL import Image

RESAMPLINGS = {
    "nearest": Image.Resampling.NEAREST,
    "bilinear": Image.Resampling.BILINEAR,
    "bicubic": Image.Resampling.BICUBIC,
    "lanczos": Image.Resampling.LANCZOS,
}


def enlargement(size_px: int, small_px: int, down: str, up: str | None) -> np.ndarray:
    """Returns the matrix that reduces pictures to a few pixels and enlarges them again.

    Args:
        size_px: Width and height of the pictures.
        small_px: Width and height in between.
        down: How they are reduced: "box" or a key of `RESAMPLINGS`.
        up: How they are enlarged; None if they stay small, in the upper left corner.

    Returns:
        `(size_px, size_px)`, float32: to be multiplied by a picture, and then by its own transpose.
    """
    smooth = Image.Resampling.BOX if down == "box" else RESAMPLINGS[down]
    reduced = resizing(size_px, small_px, smooth)
    if up is None:
        return np.pad(reduced, ((0, size_px - small_px), (0, 0)))
    return (resizing(small_px, size_px, RESAMPLINGS[up]) @ reduced).astype(np.float32)


def resizing(before_px: int, after_px: int, method: Image.Resampling) -> np.ndarray:
    """Returns the weight of each old pixel in each new one, `(after_px, before_px)`, as Pillow resizes."""
    unit = Image.fromarray(np.eye(before_px, dtype=np.float32))
    # The width stays the same, so only the columns of the identity matrix are resized.
    return np.array(unit.resize((before_px, after_px), method), np.float32)


def blur_matrices(size_px: int, radii_px: np.ndarray) -> np.ndarray:
    """Returns Gaussian blurs with the given standard deviations: `(radii, size_px, size_px)`, float32."""
    pixels = np.arange(size_px)
    distance2 = (pixels[:, None] - pixels) ** 2
    weights = np.exp(-distance2 / (2 * np.asarray(radii_px)[:, None, None] ** 2))
    return (weights / weights.sum(axis=2, keepdims=True)).astype(np.float32)


def knots_matrix(knots: int, size_px: int) -> np.ndarray:
    """Returns the matrix `(size_px, knots)` that interpolates smoothly between evenly spaced knots."""
    return resizing(knots, size_px, Image.Resampling.BICUBIC)


def cosine_transform(size_px: int, block_px: int = 8) -> np.ndarray:
    """Returns the matrix of the orthonormal cosine transform of blocks: `(size_px, size_px)`, float32.

    Source: ITU-T T.81 (JPEG), annex A.3.3.
    """
    frequency, place = np.arange(block_px)[:, None], np.arange(block_px)
    block = np.sqrt(2 / block_px) * np.cos((2 * place + 1) * frequency * np.pi / (2 * block_px))
    block[0] = np.sqrt(1 / block_px)
    return np.kron(np.eye(size_px // block_px), block).astype(np.float32)
