"""Tells whether two similar pictures show the same: one is the other, saved again, cropped or lighter.

Perceptual hashes and features also find hands in almost the same pose, or frames of one scene, to be alike.
Here, the pixels themselves are compared, after one picture has been cropped and lightened to fit the other.
"""

from itertools import product

import numpy as np
from PIL import Image

from core.datasets.perceptual_hash import opaque_picture

# Small enough to forgive another size or quality of JPEG, large enough to show a moved finger.
_SIDE_PX = 32
# A crop of the picture is taken from this size, so that it can begin between two pixels.
DETAIL_PX = 2 * _SIDE_PX
# Largest difference in any place, of 255. On four data sets, 99 % of copies that were saved again, resized,
# cropped by up to 2 % on any side, or made 15 % lighter or darker stay below it, and so do 98 % of those
# cropped by 6 % and made lighter or darker; of the pairs of rendered hands whose hashes are alike, 12 % do.
MAX_DIFFERENCE = 20.0
# The search for a crop takes at most the first number of steps. It is given up after the second number if the
# difference is still so large that it will not become small enough.
_STEPS, _FIRST_STEPS = 6, 1
_TOO_DIFFERENT = 3 * MAX_DIFFERENCE
# Shares that are cut off on each side at first.
_CUTS = (0.0, 0.03, 0.06)
_MIN_SHARE = 0.75
_MIN_CONTRAST, _MAX_CONTRAST = 0.6, 1.7
_DARK, _LIGHT = 6, 249
# Position of each pixel, -1 to 1 from edge to edge.
_DOWN, _ACROSS = (np.indices((_SIDE_PX, _SIDE_PX), dtype=np.float32) + 0.5) / (_SIDE_PX / 2) - 1


def detail_of(pixels: np.ndarray) -> np.ndarray:
    """Returns what of a picture is compared: `(DETAIL_PX, DETAIL_PX)` float32, grey.

    Args:
        pixels: `(height, width, 3)` uint8, or `(height, width, 4)` with alpha.
    """
    gray = opaque_picture(Image.fromarray(pixels)).convert("L")
    return np.asarray(gray.resize((DETAIL_PX, DETAIL_PX), Image.Resampling.LANCZOS), dtype=np.float32)


def is_same_picture(one: np.ndarray, other: np.ndarray) -> bool:
    """Returns whether two pictures are the same, apart from their size, quality, margins and lightness.

    Args:
        one: As `detail_of` returns it.
        other: As `detail_of` returns it.
    """
    pairs = ((one, other), (other, one))
    return any(_is_part(whole, part, cut) for cut, (whole, part) in product(_CUTS, pairs))


class NearestPictures:
    """Finds the pictures that are nearest to another one, by the cosine similarity of their pixels.

    Args:
        capacity: The largest number of pictures that can be added.
    """

    def __init__(self, capacity: int) -> None:
        self._details: list[np.ndarray] = []
        self._units = np.empty((capacity, _SIDE_PX**2), dtype=np.float32)

    def add(self, detail: np.ndarray) -> None:
        """Adds a picture, as `detail_of` returns it."""
        self._units[len(self._details)] = _unit(detail)
        self._details.append(detail)

    def has_same(self, detail: np.ndarray, compared: int) -> bool:
        """Returns whether a picture is the same as one of those that are nearest to it.

        Args:
            detail: The picture, as `detail_of` returns it.
            compared: The number of nearest pictures that it is compared with in detail.
        """
        cosines = self._units[: len(self._details)] @ _unit(detail)
        nearest = np.argsort(-cosines, kind="stable")[:compared]
        return any(is_same_picture(self._details[index], detail) for index in nearest)


def _unit(detail: np.ndarray) -> np.ndarray:
    small = _shrunk(detail, np.array([0, 0, DETAIL_PX, DETAIL_PX])).ravel()
    centred = small - small.mean()
    unit: np.ndarray = centred / max(float(np.linalg.norm(centred)), 1e-6)
    return unit


def _is_part(whole: np.ndarray, part: np.ndarray, cut: float) -> bool:
    """Returns whether a picture is a crop of another one, perhaps lighter or darker.

    Least squares find the crop, the contrast and the brightness together, step by step.

    Args:
        whole: The picture that may have been cropped.
        part: The picture that may be a crop of it.
        cut: Share that is cut off on each side at first.

    Source: Lucas and Kanade 1981, "An iterative image registration technique", with scale as in Shi and
        Tomasi 1994, "Good features to track", section 3.
    """
    wanted = _shrunk(part, np.array([0, 0, DETAIL_PX, DETAIL_PX], dtype=float))
    box = DETAIL_PX * np.array([cut, cut, 1 - cut, 1 - cut])
    for step in range(_STEPS + 1):
        seen = _shrunk(whole, box)
        # Where either picture is black or white, it may have been lighter or darker than can be stored.
        is_gray = (wanted > _DARK) & (wanted < _LIGHT) & (seen > _DARK) & (seen < _LIGHT)
        if is_gray.sum() < _SIDE_PX:
            is_gray[:] = True
        contrast = _contrast(seen[is_gray], wanted[is_gray])
        brightness = float(wanted[is_gray].mean() - contrast * seen[is_gray].mean())
        difference = float(np.abs(wanted - np.clip(contrast * seen + brightness, 0, 255)).max())
        if difference <= MAX_DIFFERENCE:
            return True
        if step == _STEPS or (step >= _FIRST_STEPS and difference > _TOO_DIFFERENT):
            break
        down, across = np.gradient(contrast * seen)
        changes = np.stack([across, across * _ACROSS, down, down * _DOWN, seen, np.ones_like(seen)], axis=-1)
        residual = (wanted - contrast * seen - brightness)[is_gray]
        solved = _least_squares(changes[is_gray], residual)[:4]
        x, wider, y, taller = np.clip(solved, -1, 1) * (DETAIL_PX / _SIDE_PX)
        box = np.clip(box + [x - wider, y - taller, x + wider, y + taller], 0, DETAIL_PX)
        if min(box[2] - box[0], box[3] - box[1]) < _MIN_SHARE * DETAIL_PX:
            break
    return False


def _least_squares(columns: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    squares = columns.T @ columns
    # Where nothing changes along a column, its factor is 0.
    squares[np.diag_indices(len(squares))] += 1e-3 * len(wanted)
    solved: np.ndarray = np.linalg.solve(squares, columns.T @ wanted)
    return solved


def _contrast(seen: np.ndarray, wanted: np.ndarray) -> float:
    centred = seen - seen.mean()
    slope = float(centred @ wanted) / max(float(centred @ centred), float(len(seen)))
    return min(max(slope, _MIN_CONTRAST), _MAX_CONTRAST)


def _shrunk(picture: np.ndarray, box: np.ndarray) -> np.ndarray:
    left, top, right, bottom = map(float, box)
    size = (_SIDE_PX, _SIDE_PX)
    small = Image.fromarray(picture).resize(size, Image.Resampling.BICUBIC, (left, top, right, bottom))
    return np.asarray(small)
