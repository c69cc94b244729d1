"""The colours of a picture in a few digits: perceptual hashes only see light and dark.

A red and a green brick in the same place have the same hash, but are no copies of each other.
"""

from collections.abc import Sequence

import numpy as np
from PIL import Image

from core.datasets.perceptual_hash import opaque_picture

# How much the same part of two copies may differ: this much, and a quarter of its distance from grey, which
# grows with the lightness. Chosen on photos that were cropped by 6 % and made 15 % lighter or darker, and on
# scenes with a red, green or blue disk; `benchmarks/near_copies.csv` has the shares that are found.
MAX_DIFFERENCE = 24
_SIDE = 5
# A picture whose parts all differ less from grey has no colours: it may be a copy in black and white.
_GRAY = 8


def color_grid(image: Image.Image) -> str:
    """Returns the average colour of each of 5 x 5 parts of a picture.

    Args:
        image: A picture of any size and mode; a transparent one is put on white, or on black if it is light.

    Returns:
        100 hexadecimal digits, row by row: Cb and Cr of each part, as in JPEG; empty if all are grey.
    """
    small = opaque_picture(image).convert("RGB").resize((_SIDE, _SIDE), Image.Resampling.BOX)
    colors = np.asarray(small.convert("YCbCr"))[..., 1:]
    if np.abs(colors.astype(int) - 128).max() < _GRAY:
        return ""
    return colors.tobytes().hex()


def read_color_grids(grids: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Reads what `color_grid` returned.

    Args:
        grids: The digits of each picture; empty for a picture without colours.

    Returns:
        The colours `(n, 50)` uint8, and `(n,)` bool: whether a picture has colours.
    """
    has_colors = np.array([grid != "" for grid in grids], dtype=bool)
    colors = np.zeros((len(grids), 2 * _SIDE**2), dtype=np.uint8)
    colors[has_colors] = np.frombuffer(bytes.fromhex("".join(grids)), np.uint8).reshape(-1, 2 * _SIDE**2)
    return colors, has_colors


def have_like_colors(
    colors: np.ndarray, has_colors: np.ndarray, ones: np.ndarray, others: np.ndarray
) -> np.ndarray:
    """Returns which pictures have nearly the same colours; a picture without colours is like every other.

    Args:
        colors: `(n, 50)` uint8, as `read_color_grids` returns them.
        has_colors: `(n,)` bool.
        ones: `(m,)` int, indices of pictures.
        others: `(k,)` int, indices of the pictures to compare each of them with.

    Returns:
        `(m, k)` bool.
    """
    are_like = np.ones((len(ones), len(others)), dtype=bool)
    of_others = np.ascontiguousarray(colors[others].astype(np.int16).T) - 128
    strengths = np.abs(of_others)
    # Picture by picture, so that comparing many needs little memory.
    for row, one in zip(are_like, ones, strict=True):
        if has_colors[one]:
            own = colors[one, :, None].astype(np.int16) - 128
            allowed = MAX_DIFFERENCE + np.maximum(strengths, np.abs(own)) // 4
            row[:] = (np.abs(of_others - own) <= allowed).all(axis=0) | ~has_colors[others]
    return are_like
