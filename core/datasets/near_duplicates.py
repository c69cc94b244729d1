"""Near duplicates: pictures that are the same, or nearly, by their perceptual hashes."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

# Of 64 bits. The same photo saved smaller or at another quality differs in 0 to 4 (measured on the photos
# of tests/core/datasets/test_near_duplicates.py); two photos of one class differ in 20 and more.
NEAR_BITS = 4
_BANDS = NEAR_BITS + 1


def duplicate_groups(hashes: Sequence[str], bits: int = NEAR_BITS) -> np.ndarray:
    """Groups pictures whose hashes differ in few bits; what is like a member of a group joins it.

    Args:
        hashes: 16 hexadecimal digits each.
        bits: In how many of the 64 bits two hashes may differ, at most `NEAR_BITS`.

    Returns:
        `(n,)` int: for each picture the number of the first one of its group.

    If two hashes differ in at most b bits, they are equal in at least one of b + 1 bands of them, so only
    pictures that share a band are compared (pigeonhole principle; Manku et al. 2007, section 3.2).
    """
    values = np.array([int(digits, 16) for digits in hashes], dtype=np.uint64)
    group = np.arange(len(values))

    def root(member: int) -> int:
        while group[member] != member:
            group[member] = group[group[member]]
            member = int(group[member])
        return member

    edges = np.linspace(0, 64, _BANDS + 1).astype(int)
    for low, high in pairwise(edges):
        band = (values >> np.uint64(low)) & np.uint64(2 ** int(high - low) - 1)
        order = np.argsort(band, kind="stable")
        starts = np.flatnonzero(np.diff(band[order])) + 1
        for bucket in np.split(order, starts):
            # All of a bucket against each of its members: buckets are small unless pictures are the same.
            rest = bucket
            while len(rest) > 1:
                first, rest = rest[0], rest[1:]
                near = np.bitwise_count(values[rest] ^ values[first]) <= bits
                for other in rest[near]:
                    one, two = sorted((root(int(first)), root(int(other))))
                    group[two] = one
                # What equals this one has been compared with all that follow.
                rest = rest[values[rest] != values[first]]
    return np.array([root(member) for member in range(len(group))], dtype=int)
