"""Divides a data set into training, validation and test sets."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.preprocessing.image_source import Part

_PARTS = 3
_NUMBERS: dict[Part, int] = {"": 0, "train": 0, "validation": 1, "test": 2}


@dataclass(frozen=True)
class Split:
    """Indices of the pictures in each part, `(n,)` int, in increasing order.

    Attributes:
        train: Pictures that the network learns from.
        validation: Pictures that decide when training stops.
        test: Pictures that are used only to measure the results.
    """

    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray


def divisible_groups(labels: np.ndarray, groups: np.ndarray, given: Sequence[Part] = ()) -> np.ndarray:
    """Splits up the groups of classes that have too few groups to be in every part.

    A burst of frames of one thing is a single group: kept together, it would leave its class without a test.
    Pictures that the user has assigned to the test are no help with this: their class needs two groups of
    other pictures, so that what is learned from one can be tried on another.

    Args:
        labels: `(n,)` int, the class of each picture.
        groups: `(n,)` int; pictures in the same group are near duplicates.
        given: The part that the user has assigned each picture to; empty if there are no such parts.

    Returns:
        `(n,)` int: the groups, in which each picture of such a class has a group of its own, except the
        pictures that are assigned to the test.
    """
    divisible = groups.copy()
    is_free = np.array([part != "test" for part in given] if given else [True] * len(labels), dtype=bool)
    needed = _PARTS - np.isin(labels, labels[~is_free])
    is_apart = np.zeros(len(labels), dtype=bool)
    while True:
        # As in `split`, a group counts for the class of its first picture.
        _, first = np.unique(divisible[is_free], return_index=True)
        owned = np.bincount(labels[is_free][first], minlength=labels.max(initial=0) + 1)
        is_poor = (owned[labels] < needed) & is_free & ~is_apart
        if not is_poor.any():
            return divisible
        is_apart |= is_poor
        divisible[is_poor] = groups.max() + 1 + np.flatnonzero(is_poor)


def split(
    labels: np.ndarray,
    groups: np.ndarray,
    test_share: float,
    validation_share: float,
    seed: int,
    given: Sequence[Part] = (),
) -> Split:
    """Divides the pictures of each class at random; the same seed gives the same split.

    Args:
        labels: `(n,)` int, the class of each picture.
        groups: `(n,)` int; pictures in the same group, such as near duplicates, go into the same part.
        test_share: Share of each class for the test, 0 to 1; at least one group.
        validation_share: Share of each class for validation, 0 to 1; at least one group.
        seed: Seed of the random numbers.
        given: The part that the user has assigned each picture to; empty if there are no such parts. Pictures
            assigned to the test or to validation go there, and no others of their class do.

    Returns:
        The parts. Every class with at least three groups has at least one picture in each part.
    """
    generator = np.random.default_rng(seed)
    # A group with pictures of two classes counts for the class of its first picture.
    members: dict[int, list[int]] = {}
    for index, group in enumerate(groups.tolist()):
        members.setdefault(group, []).append(index)
    part = np.array([_NUMBERS[name] for name in given], dtype=int) if given else np.zeros(len(labels), int)
    # Groups with a picture that the user has assigned to the test or to validation stay as they are.
    free: dict[int, list[list[int]]] = defaultdict(list)
    for indices in members.values():
        if not part[indices].any():
            free[int(labels[indices[0]])].append(indices)
    for label in np.unique(labels).tolist():
        class_groups = free[label]
        is_given = {number: bool((part[labels == label] == number).any()) for number in (1, 2)}
        order = generator.permutation(len(class_groups))
        total = sum(len(indices) for indices in class_groups)
        # The largest groups come last and stay in training: they would fill a small part all by themselves.
        order = np.array(sorted(order.tolist(), key=lambda group: len(class_groups[group]) > 0.1 * total))
        position = 0
        for number, share in ((2, test_share), (1, validation_share)):
            wanted, taken = 0 if is_given[number] else max(1, round(total * share)), 0
            # Leaves one group for each of the remaining parts.
            while taken < wanted and position < len(order) - number:
                indices = class_groups[order[position]]
                part[indices] = number
                taken += len(indices)
                position += 1
    return Split(*(np.flatnonzero(part == number) for number in (0, 1, 2)))
