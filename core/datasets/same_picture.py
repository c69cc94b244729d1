"""Tells whether two similar pictures show the same: one is the other, saved again, cropped or lighter.

Perceptual hashes and features also find hands in almost the same pose, or frames of one scene, to be alike.
Here, the pixels themselves are compared, after one picture has been cropped and lightened to fit the other.
"""

from collections.abc import Callable, Sequence
from itertools import product
from typing import TypeVar

import numpy as np
from PIL import Image

from core.datasets.perceptual_hash import opaque_picture
from core.jobs.parallel import ordered_map, ordered_outcomes
from core.preprocessing.decode import Picture
from core.preprocessing.preprocessor import Content

_Item = TypeVar("_Item")

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
# Pairs that are compared at once: enough to keep NumPy busy, few enough for the processor's cache.
_PAIRS_AT_ONCE = 64
_PICTURES_AT_ONCE = 256
# Pixels that the filter covers when all of a picture is shrunk.
_TAPS = 9
_WHOLE = np.array([[0.0, 0.0, DETAIL_PX, DETAIL_PX]])
# Position of each pixel, -1 to 1 from edge to edge.
_DOWN, _ACROSS = (np.indices((_SIDE_PX, _SIDE_PX), dtype=np.float32) + 0.5) / (_SIDE_PX / 2) - 1


def detail_of(pixels: np.ndarray) -> np.ndarray:
    """Returns what of a picture is compared: `(DETAIL_PX, DETAIL_PX)` uint8, grey.

    Args:
        pixels: `(height, width, 3)` uint8, or `(height, width, 4)` with alpha.
    """
    gray = opaque_picture(Image.fromarray(pixels)).convert("L")
    return np.asarray(gray.resize((DETAIL_PX, DETAIL_PX), Image.Resampling.LANCZOS))


def readable_details(
    items: Sequence[_Item], read: Callable[[_Item], Content]
) -> tuple[list[_Item], np.ndarray]:
    """Reads pictures on all cores, and leaves out those that cannot be read.

    Args:
        items: What stands for the pictures.
        read: Reads one of them.

    Returns:
        The items whose pictures could be read, in order, and their details: `(n, DETAIL_PX, DETAIL_PX)`
        uint8.
    """

    def detail(item: _Item) -> np.ndarray | None:
        content = read(item)
        return detail_of(content.pixels) if isinstance(content, Picture) else None

    outcomes = [
        (item, outcome)
        for item, outcome in ordered_outcomes(detail, items)
        if isinstance(outcome, np.ndarray)
    ]
    details = np.empty((len(outcomes), DETAIL_PX, DETAIL_PX), dtype=np.uint8)
    for row, (_, outcome) in zip(details, outcomes, strict=True):
        row[:] = outcome
    return [item for item, _ in outcomes], details


def are_same_pictures(details: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """Returns which pairs of pictures are the same, apart from their size, quality, margins and lightness.

    Args:
        details: `(n, DETAIL_PX, DETAIL_PX)` uint8: pictures, as `detail_of` returns them.
        pairs: `(pairs, 2)` int: indices of pictures.

    Returns:
        `(pairs,)` bool.
    """

    def compare(start: int) -> np.ndarray:
        some = details[pairs[start : start + _PAIRS_AT_ONCE].T].astype(np.float32)
        small = _shrunk(some.reshape(-1, DETAIL_PX, DETAIL_PX), _WHOLE).reshape(2, -1, _SIDE_PX, _SIDE_PX)
        is_same = np.zeros(some.shape[1], dtype=bool)
        for cut, (whole, part) in product(_CUTS, ((0, 1), (1, 0))):
            left = np.flatnonzero(~is_same)
            is_same[left] = _are_parts(some[whole, left], small[part, left], cut)
        return is_same

    compared = [is_same for _, is_same in ordered_map(compare, range(0, len(pairs), _PAIRS_AT_ONCE))]
    return np.concatenate([np.zeros(0, dtype=bool), *compared])


def are_copies(details: np.ndarray, compared: int) -> np.ndarray:
    """Returns which pictures are the same as an earlier one that is no copy itself.

    Args:
        details: `(n, DETAIL_PX, DETAIL_PX)` uint8: the pictures, as `detail_of` returns them.
        compared: The number of earlier pictures that each is compared with in detail: those with the largest
            cosine similarity of their pixels.

    Returns:
        `(n,)` bool.
    """
    is_copy = np.zeros(len(details), dtype=bool)
    units = _units(details)
    for start in range(0, len(details), _PICTURES_AT_ONCE):
        stop = min(start + _PICTURES_AT_ONCE, len(details))
        cosines = units[start:stop] @ units[:stop].T
        cosines[:, :start][:, is_copy[:start]] = -np.inf
        cosines[:, start:][np.triu_indices(stop - start)] = -np.inf
        _mark_copies(is_copy[:stop], details, cosines, compared)
    return is_copy


def _mark_copies(is_copy: np.ndarray, details: np.ndarray, cosines: np.ndarray, compared: int) -> None:
    """Finds out in place which of the last pictures are copies.

    Which pictures are compared depends on which of the earlier ones are copies. To compare many pairs at
    once, no picture is taken for a copy before its pairs have been compared; this is repeated until all have.

    Args:
        is_copy: `(m,)` bool; its last n values are set.
        details: As for `are_copies`.
        cosines: `(n, m)`: the similarity of the last n pictures to all; -inf where none are compared.
        compared: As for `are_copies`.
    """
    first = len(is_copy) - len(cosines)
    known: dict[tuple[int, int], bool] = {}
    while True:
        asked: list[tuple[int, int]] = []
        left = cosines.copy()
        for row, similar in enumerate(left):
            nearest = np.argsort(-similar, kind="stable")[:compared]
            pairs = [(int(other), first + row) for other in nearest[similar[nearest] > -np.inf]]
            asked += [pair for pair in pairs if pair not in known]
            is_copy[first + row] = any(known.get(pair, False) for pair in pairs)
            if is_copy[first + row]:
                left[:, first + row] = -np.inf
        if not asked:
            return
        known |= zip(asked, are_same_pictures(details, np.array(asked)).tolist(), strict=True)


def _units(details: np.ndarray) -> np.ndarray:
    units = np.empty((len(details), _SIDE_PX**2), dtype=np.float32)
    for start in range(0, len(details), _PICTURES_AT_ONCE):
        some = details[start : start + _PICTURES_AT_ONCE].astype(np.float32)
        small = _shrunk(some, _WHOLE).reshape(len(some), -1)
        centred = small - small.mean(axis=1, keepdims=True)
        lengths = np.linalg.norm(centred, axis=1, keepdims=True)
        units[start : start + len(some)] = centred / np.maximum(lengths, 1e-6)
    return units


def _are_parts(wholes: np.ndarray, parts: np.ndarray, cut: float) -> np.ndarray:
    """Returns which pictures are crops of other ones, perhaps lighter or darker.

    Least squares find each crop, the contrast and the brightness together, step by step.

    Args:
        wholes: `(n, DETAIL_PX, DETAIL_PX)` float32: the pictures that may have been cropped.
        parts: `(n, _SIDE_PX, _SIDE_PX)` float32: the pictures that may be crops of them, shrunk.
        cut: Share that is cut off on each side at first.

    Returns:
        `(n,)` bool.

    Source: Lucas and Kanade 1981, "An iterative image registration technique", with scale as in Shi and
        Tomasi 1994, "Good features to track", section 3.
    """
    is_part = np.zeros(len(wholes), dtype=bool)
    left = np.arange(len(wholes))
    boxes = DETAIL_PX * np.array([[cut, cut, 1 - cut, 1 - cut]])
    for step in range(_STEPS + 1):
        wanted, seen = parts[left], _shrunk(wholes[left], boxes)
        # Where either picture is black or white, it may have been lighter or darker than can be stored.
        is_gray = (wanted > _DARK) & (wanted < _LIGHT) & (seen > _DARK) & (seen < _LIGHT)
        is_gray[np.count_nonzero(is_gray, axis=(1, 2)) < _SIDE_PX] = True
        contrast, brightness = _contrast(seen, wanted, is_gray)
        expected = contrast * seen + brightness
        difference = np.abs(wanted - np.clip(expected, 0, 255)).max(axis=(1, 2))
        is_part[left[difference <= MAX_DIFFERENCE]] = True
        goes_on = difference > MAX_DIFFERENCE
        if step >= _FIRST_STEPS:
            goes_on &= difference <= _TOO_DIFFERENT
        if step == _STEPS or not goes_on.any():
            break
        moved = _moved(*(each[goes_on] for each in (seen, contrast, wanted - expected, is_gray)))
        boxes = np.clip((boxes if step == 0 else boxes[goes_on]) + moved, 0, DETAIL_PX)
        is_large = np.minimum(*(boxes[:, 2:] - boxes[:, :2]).T) >= _MIN_SHARE * DETAIL_PX
        left, boxes = left[goes_on][is_large], boxes[is_large]
    return is_part


def _moved(seen: np.ndarray, contrast: np.ndarray, residual: np.ndarray, is_gray: np.ndarray) -> np.ndarray:
    """Returns by how much the edges of each box should move, `(n, 4)`: left, top, right and bottom."""
    down, across = (slope * is_gray for slope in np.gradient(contrast * seen, axis=(1, 2)))
    columns = np.stack([across, across * _ACROSS, down, down * _DOWN, seen * is_gray, is_gray], axis=1)
    columns = columns.reshape(*columns.shape[:2], _SIDE_PX**2)
    squares = columns @ columns.swapaxes(1, 2)
    # Where nothing changes along a column, its factor is 0.
    squares += np.eye(columns.shape[1], dtype=np.float32) * (1e-3 * is_gray.sum(axis=(1, 2)))[:, None, None]
    solved = np.linalg.solve(squares, columns @ residual.reshape(len(seen), -1, 1))[:, :4, 0]
    x, wider, y, taller = np.clip(solved, -1, 1).T * (DETAIL_PX / _SIDE_PX)
    return np.stack([x - wider, y - taller, x + wider, y + taller], axis=1)


def _contrast(seen: np.ndarray, wanted: np.ndarray, is_gray: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Returns the contrast and the brightness that make pictures most alike, `(n, 1, 1)` each."""
    count = is_gray.sum(axis=(1, 2), keepdims=True)
    mean = (seen * is_gray).sum(axis=(1, 2), keepdims=True) / count
    wanted_mean = (wanted * is_gray).sum(axis=(1, 2), keepdims=True) / count
    centred = (seen - mean) * is_gray
    slope = (centred * wanted).sum(axis=(1, 2), keepdims=True)
    slope = slope / np.maximum((centred**2).sum(axis=(1, 2), keepdims=True), count)
    contrast = np.clip(slope, _MIN_CONTRAST, _MAX_CONTRAST).astype(np.float32)
    return contrast, (wanted_mean - contrast * mean).astype(np.float32)


def _shrunk(pictures: np.ndarray, boxes: np.ndarray) -> np.ndarray:
    """Returns parts of pictures, `(n, _SIDE_PX, _SIDE_PX)`, shrunk with a bicubic filter as Pillow does it.

    Args:
        pictures: `(n, DETAIL_PX, DETAIL_PX)` float32.
        boxes: `(n, 4)`, or `(1, 4)` for all: the left, top, right and bottom edge of each part.
    """
    left, top, right, bottom = boxes.T
    return _bicubic(top, bottom) @ pictures @ _bicubic(left, right).swapaxes(1, 2)


def _bicubic(start: np.ndarray, stop: np.ndarray) -> np.ndarray:
    """Returns by how much each pixel of a row counts for each of fewer pixels, `(n, _SIDE_PX, DETAIL_PX)`."""
    scale = ((stop - start) / _SIDE_PX)[:, None, None]
    centers = start[:, None, None] + (np.arange(_SIDE_PX)[:, None] + 0.5) * scale - 0.5
    width = np.maximum(scale, 1)
    pixels = np.ceil(centers - 2 * width) + np.arange(_TAPS)
    distance = np.abs((pixels - centers) / width).astype(np.float32)
    one, two = np.maximum(1 - distance, 0), np.maximum(2 - distance, 0)
    # Keys 1981, "Cubic convolution interpolation", with a = -0.5, written as one sum for both of its pieces.
    weights = two * two * (two - 1) / 2 + one * one * (1 - 2 * one)
    shares = np.zeros((len(start), _SIDE_PX, DETAIL_PX + 2 * _TAPS), dtype=np.float32)
    np.put_along_axis(shares, pixels.astype(int) + _TAPS, weights, axis=2)
    inside = shares[:, :, _TAPS:-_TAPS]
    return inside / inside.sum(axis=2, keepdims=True)
