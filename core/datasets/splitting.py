"""Divides a data set into what is trained on, what is watched, and what is only tested on."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Split:
    """Places of the pictures in each part, `(n,)` int, in increasing order."""

    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray


def split(
    labels: np.ndarray, groups: np.ndarray, test_share: float, validation_share: float, seed: int
) -> Split:
    """Divides class by class, at random but always the same way with the same seed.

    Args:
        labels: `(n,)` int class of each picture.
        groups: `(n,)` int; pictures of a group, as near duplicates, go into the same part.
        test_share: Share of each class for the test, 0 to 1; at least one group.
        validation_share: Share of each class for validation; at least one group.
        seed: Seed of chance.

    Returns:
        The parts. Every class has at least one picture in each, if it has three groups of its own.
    """
    generator = np.random.default_rng(seed)
    # A group with pictures of two classes counts for the class of its first picture.
    members: dict[int, list[int]] = {}
    for place, group in enumerate(groups.tolist()):
        members.setdefault(group, []).append(place)
    part = np.zeros(len(labels), dtype=int)
    for label in np.unique(labels):
        own = [places for places in members.values() if labels[places[0]] == label]
        order = generator.permutation(len(own))
        total = sum(len(places) for places in own)
        # The largest groups stay in training: they would make up the whole of a small part.
        order = np.array(sorted(order.tolist(), key=lambda each: len(own[each]) > 0.1 * total))
        place = 0
        for number, share in ((2, test_share), (1, validation_share)):
            wanted, taken = max(1, round(total * share)), 0
            while taken < wanted and place < len(order) - (3 - number):
                part[own[order[place]]] = number
                taken += len(own[order[place]])
                place += 1
    return Split(*(np.flatnonzero(part == number) for number in (0, 1, 2)))
