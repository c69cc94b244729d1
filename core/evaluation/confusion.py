"""Confusion between classes: the confusion matrix, and the most frequent mistakes."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class MistakenPair:
    """A pair of classes, one of which was mistaken for the other.

    Attributes:
        label: Index of the true class.
        answer: Index of the class that was answered instead.
        count: Number of pictures with this mistake.
        images: Total number of pictures of the true class.
    """

    label: int
    answer: int
    count: int
    images: int


def confusion_matrix(labels: np.ndarray, answers: np.ndarray, classes: int) -> np.ndarray:
    """Counts how often each class was given each answer.

    Args:
        labels: `(n,)` int: the true class of each picture.
        answers: `(n,)` int: the predicted class.
        classes: Number of classes.

    Returns:
        `(classes, classes)` int64: one row for each true class, one column for each answer.
    """
    return np.bincount(labels * classes + answers, minlength=classes * classes).reshape(classes, classes)


def mistaken_pairs(labels: np.ndarray, answers: np.ndarray, most: int) -> list[MistakenPair]:
    """Returns the most frequent mistakes, without building the full confusion matrix.

    Args:
        labels: `(n,)` int: the true class of each picture.
        answers: `(n,)` int: the predicted class.
        most: The maximum number of pairs.

    Returns:
        At most `most` pairs, most frequent first. Ties are ordered by the share of the true class that was
        mistaken, largest first, and then by the lower indices.
    """
    is_wrong = labels != answers
    if not is_wrong.any():
        return []
    wrong = np.stack([labels[is_wrong], answers[is_wrong]], axis=1)
    pairs, counts = np.unique(wrong, axis=0, return_counts=True)
    images = np.bincount(labels)[pairs[:, 0]]
    order = np.lexsort((pairs[:, 1], pairs[:, 0], images, -counts))[:most]
    return [MistakenPair(int(pairs[i, 0]), int(pairs[i, 1]), int(counts[i]), int(images[i])) for i in order]
