"""What a network takes for what."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class MistakenPair:
    """Two classes, one of which was taken for the other.

    Attributes:
        label: Index of the true class.
        answer: Index of the class that it was taken for.
        count: Number of pictures.
        images: Number of all pictures of the true class.
    """

    label: int
    answer: int
    count: int
    images: int


def confusion_matrix(labels: np.ndarray, answers: np.ndarray, classes: int) -> np.ndarray:
    """Counts what each class was answered as.

    Args:
        labels: `(n,)` int: the true class of each picture.
        answers: `(n,)` int: the predicted class.
        classes: Number of classes.

    Returns:
        `(classes, classes)` int64: rows the true class, columns the answer.
    """
    return np.bincount(labels * classes + answers, minlength=classes * classes).reshape(classes, classes)


def mistaken_pairs(labels: np.ndarray, answers: np.ndarray, most: int) -> list[MistakenPair]:
    """Returns the pairs that are most often mistaken; it takes no matrix, whatever the number of classes.

    Args:
        labels: `(n,)` int: the true class of each picture.
        answers: `(n,)` int: the predicted class.
        most: How many to return.

    Returns:
        At most so many pairs, the most frequent first; of equally frequent ones, the larger share of its
        class first, then the lower indices.
    """
    is_wrong = labels != answers
    if not is_wrong.any():
        return []
    wrong = np.stack([labels[is_wrong], answers[is_wrong]], axis=1)
    pairs, counts = np.unique(wrong, axis=0, return_counts=True)
    images = np.bincount(labels)[pairs[:, 0]]
    order = np.lexsort((pairs[:, 1], pairs[:, 0], images, -counts))[:most]
    return [MistakenPair(int(pairs[i, 0]), int(pairs[i, 1]), int(counts[i]), int(images[i])) for i in order]
