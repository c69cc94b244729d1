"""Finds near duplicates: pictures with nearly the same perceptual hash, or with similar features as well.

A hash recognises a picture that was saved again, smaller or lighter. The hash of a cropped copy differs in
more bits, but its features stay similar: where a network has computed features, both are compared, and unless
the features are almost the same, the pixels, too. The colours have to be nearly the same as well.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import numpy as np

from core.datasets.color_grid import have_like_colors, read_color_grids
from core.datasets.data_set import Sample, write_beside
from core.datasets.same_picture import are_same_pictures, readable_details
from core.errors import UnknownDataSet
from core.preprocessing.preprocessor import Content
from core.storage.files import read_json

# Of 64 bits. The same photo saved smaller or at another quality differs in 0 to 4 bits (measured on the
# photos of tests/core/datasets/test_near_duplicates.py); two photos of one class differ in 20 or more.
NEAR_BITS = 4
_BANDS = NEAR_BITS + 1
_HASH_BITS, _HASH_DIGITS = 64, 16
# Chosen with the features of EfficientNet-Lite2 on CIFAR-10 and on samples of ImageNet: nearly all copies
# that lost 6 % on each side and became 15 % lighter or darker are at least this similar. Their pixels tell
# them from other photos (benchmarks/near_copies.csv).
SIMILAR_COSINE = 0.75
SIMILAR_BITS = 26
# Pictures of one scene, whose pixels may differ, have features that are at least this similar.
ALIKE_COSINE = 0.92
ALIKE_BITS = 20
# If pictures have more similar ones than these on average, as hands that were rendered in one pose do, most
# are not copies: the threshold is raised until no more are left to be compared, or to be taken for copies.
_MOST_SIMILAR, _MOST_ALIKE = 2, 1
_BIN = 0.002
# Every picture is compared with every other one, which would take minutes for more pictures than this.
MAX_COMPARED = 20_000
_ROWS_AT_ONCE = 256
_SIMILAR_FILE = "similar.json"


def look_of(sample: Sample) -> str:
    """Returns what `duplicate_groups` compares of a picture: the digits of its hash and of its colours."""
    return sample.perceptual_hash + sample.colors


def duplicate_groups(hashes: Sequence[str], bits: int = NEAR_BITS) -> np.ndarray:
    """Groups pictures whose hashes differ in few bits; a picture similar to any member of a group joins it.

    Args:
        hashes: 16 hexadecimal digits each, which those of the colours may follow.
        bits: The number of bits, of 64, in which two hashes may differ; at most `NEAR_BITS`.

    Returns:
        `(n,)` int: for each picture, the index of the first picture of its group.

    If two hashes differ in at most b bits, they are equal in at least one of b + 1 bands, so only pictures
    that share a band are compared (pigeonhole principle; Manku et al. 2007, section 3.2).
    """
    values, colors = _values_and_colors(hashes)
    group = np.arange(len(values))

    def root(member: int) -> int:
        while group[member] != member:
            group[member] = group[group[member]]
            member = int(group[member])
        return member

    edges = np.linspace(0, _HASH_BITS, _BANDS + 1).astype(int)
    for low, high in pairwise(edges):
        band = (values >> np.uint64(low)) & np.uint64(2 ** int(high - low) - 1)
        order = np.argsort(band, kind="stable")
        starts = np.flatnonzero(np.diff(band[order])) + 1
        for bucket in np.split(order, starts):
            # Compares each member with all that follow: buckets are small unless pictures are the same.
            rest = bucket
            while len(rest) > 1:
                first, rest = rest[:1], rest[1:]
                is_near = np.bitwise_count(values[rest] ^ values[first]) <= bits
                if is_near.any():
                    is_near[is_near] = have_like_colors(*colors, first, rest[is_near])[0]
                for other in rest[is_near]:
                    one, two = sorted((root(int(first[0])), root(int(other))))
                    group[two] = one
                # Those with the same hash need no comparisons of their own.
                rest = rest[~is_near | (values[rest] != values[first])]
    return np.array([root(member) for member in range(len(group))], dtype=int)


def join_similar(
    groups: np.ndarray,
    hashes: Sequence[str],
    features: np.ndarray,
    read: Callable[[int], Content],
) -> np.ndarray:
    """Joins groups whose members have nearly the same features, or similar features and the same pixels.

    Args:
        groups: `(n,)` int, as `duplicate_groups` returns them.
        hashes: 16 hexadecimal digits each, which those of the colours may follow.
        features: `(n, features)` float32: the pictures' features from a network trained on many classes.
        read: Reads the picture with an index; those that cannot be read have the same pixels as no other one.

    Returns:
        `(n,)` int: for each picture, the index of the first picture of its group. More than `MAX_COMPARED`
        pictures are not compared, and their groups stay as they are.
    """
    joined = groups.copy()
    if len(joined) > MAX_COMPARED:
        return joined
    similar, alike = _thresholds(hashes, features)
    found = [np.zeros((0, 2), dtype=int)]
    for start, cosines, bits in _compared(hashes, features):
        for row in (cosines >= alike) & (bits <= ALIKE_BITS):
            join_groups(joined, start + np.flatnonzero(row))
        found.append(start + np.argwhere(np.triu((cosines >= similar) & (bits <= SIMILAR_BITS), 1)))
    pairs = np.concatenate(found)
    pairs = pairs[joined[pairs[:, 0]] != joined[pairs[:, 1]]]
    readable, details = readable_details(np.unique(pairs).tolist(), read)
    pairs = pairs[np.isin(pairs, readable).all(axis=1)]
    for pair in pairs[are_same_pictures(details, np.searchsorted(readable, pairs))]:
        join_groups(joined, pair)
    return joined


def _thresholds(hashes: Sequence[str], features: np.ndarray) -> tuple[float, float]:
    """Returns the least cosines of pictures whose pixels are compared, and of those that count as copies."""
    edges = np.arange(SIMILAR_COSINE, 1 + 2 * _BIN, _BIN)
    counts = np.zeros((2, len(edges) - 1), dtype=int)
    for _, cosines, bits in _compared(hashes, features):
        for histogram, most_bits in zip(counts, (SIMILAR_BITS, ALIKE_BITS), strict=True):
            # Counts each pair once, and no picture with itself.
            histogram += np.histogram(cosines[np.triu(bits <= most_bits, 1)], edges)[0]
    similar_from, alike_from = counts[:, ::-1].cumsum(axis=1)[:, ::-1]

    def least(cosine: float, pairs_from: np.ndarray, neighbours: int) -> float:
        is_enough = pairs_from <= neighbours * len(hashes) / 2
        return max(cosine, float(edges[int(is_enough.argmax())] if is_enough.any() else edges[-2]))

    return least(SIMILAR_COSINE, similar_from, _MOST_SIMILAR), least(ALIKE_COSINE, alike_from, _MOST_ALIKE)


def _compared(hashes: Sequence[str], features: np.ndarray) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
    """Compares all pictures with themselves and the following ones, some rows at a time.

    Yields:
        The index `first` of the first row's picture; the cosines of the rows' pictures with those from
        `first` on, `(rows, n - first)`; and in how many bits their hashes differ, or 64 for similar pictures
        in other colours.
    """
    values, colors = _values_and_colors(hashes)
    unit = features / np.maximum(np.linalg.norm(features, axis=1, keepdims=True), 1e-12)
    for start in range(0, len(values), _ROWS_AT_ONCE):
        rows = slice(start, start + _ROWS_AT_ONCE)
        cosines = unit[rows] @ unit[start:].T
        bits = np.bitwise_count(values[rows, None] ^ values[start:])
        may_be_alike = (cosines >= SIMILAR_COSINE) & (bits <= SIMILAR_BITS)
        ones, others = (np.flatnonzero(may_be_alike.any(axis=axis)) for axis in (1, 0))
        are_like = have_like_colors(*colors, start + ones, start + others)
        bits[np.ix_(ones, others)] = np.where(are_like, bits[np.ix_(ones, others)], _HASH_BITS)
        yield start, cosines, bits


def _values_and_colors(hashes: Sequence[str]) -> tuple[np.ndarray, tuple[np.ndarray, np.ndarray]]:
    values = np.array([int(digits[:_HASH_DIGITS], 16) for digits in hashes], dtype=np.uint64)
    return values, read_color_grids([digits[_HASH_DIGITS:] for digits in hashes])


def write_similar(folder: Path, checksums: Sequence[str], groups: np.ndarray) -> None:
    """Stores in a data set's folder which of its pictures are nearly the same, unless it was deleted.

    Args:
        folder: The data set's folder.
        checksums: The SHA-256 checksum of each picture.
        groups: `(n,)` int, as `join_similar` returns them.
    """
    order = np.argsort(groups, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(groups[order])) + 1)
    alike = [[checksums[index] for index in part] for part in parts if len(part) > 1]
    # Somebody else's data set may be read-only.
    with suppress(UnknownDataSet, OSError):
        write_beside(folder, folder / _SIMILAR_FILE, json.dumps(alike))


def join_known(folder: Path, checksums: Sequence[str], groups: np.ndarray) -> np.ndarray:
    """Joins groups of pictures that an earlier training has found to be nearly the same.

    Args:
        folder: The data set's folder.
        checksums: The SHA-256 checksum of each picture.
        groups: `(n,)` int, as `duplicate_groups` returns them.

    Returns:
        `(n,)` int: for each picture, the index of the first picture of its group. The groups are unchanged
        if no training has compared the pictures yet, or if its file was damaged from outside.
    """
    joined, known = groups.copy(), read_json(folder / _SIMILAR_FILE)
    index_of = {sha256: index for index, sha256 in enumerate(checksums)}
    for part in known if isinstance(known, list) else ():
        if isinstance(part, list):
            join_groups(joined, [index_of[sha256] for sha256 in part if _is_in(sha256, index_of)])
    return joined


def _is_in(sha256: object, index_of: dict[str, int]) -> bool:
    return isinstance(sha256, str) and sha256 in index_of


def join_groups(groups: np.ndarray, members: Sequence[int] | np.ndarray) -> None:
    """Merges the groups of some pictures in place, under the lowest of their numbers.

    Args:
        groups: `(n,)` int; modified.
        members: Indices of the pictures.
    """
    numbers = np.unique(groups[np.asarray(members, dtype=int)])
    if len(numbers) > 1:
        groups[np.isin(groups, numbers)] = numbers[0]
