"""Which classes networks mix up, individually and in comparison."""

from dataclasses import dataclass

import numpy as np

from core.comparison.comparing import Comparison
from core.evaluation.confusion import confusion_matrix, mistaken_pairs


@dataclass(frozen=True)
class MixUp:
    """How often each network takes one class for another.

    Attributes:
        label: The true class.
        answer: The class that it was taken for.
        counts: How often that happened, for each network.
    """

    label: str
    answer: str
    counts: tuple[int, ...]


def confusion_matrices(comparison: Comparison) -> tuple[list[str], list[np.ndarray]]:
    """Counts each network's answers to the pictures of each class.

    Args:
        comparison: Networks on the same pictures.

    Returns:
        The names of the columns, which are the pictures' classes and, if a network gave any other answer,
        "something else"; and for each network, `(classes, columns)` int, with a row per true class.
    """
    classes = comparison.classes
    columns = list(comparison.names[:classes])
    has_others = any((one.answers >= classes).any() for one in comparison.contenders)
    if has_others:
        columns.append("something else")
    width = len(columns)
    matrices = [
        confusion_matrix(comparison.truth, np.minimum(one.answers, classes), width)[:classes]
        for one in comparison.contenders
    ]
    return columns, matrices


def mix_ups(comparison: Comparison, count: int = 20) -> list[MixUp]:
    """Returns the pairs of classes that all networks together mix up most often.

    Args:
        comparison: Networks on the same pictures.
        count: The maximum number of pairs of classes.
    """
    truth, contenders = comparison.truth, comparison.contenders
    everybody = np.concatenate([one.answers for one in contenders])
    pairs = mistaken_pairs(np.tile(truth, len(contenders)), everybody, count)
    return [
        MixUp(
            comparison.names[pair.label],
            comparison.names[pair.answer],
            tuple(int(((truth == pair.label) & (one.answers == pair.answer)).sum()) for one in contenders),
        )
        for pair in pairs
    ]


def one_right_other_wrong(comparison: Comparison, right: int, wrong: int) -> np.ndarray:
    """Returns the pictures that one network got right and another one got wrong.

    Args:
        comparison: Networks on the same pictures.
        right: Index of the network that was right.
        wrong: Index of the network that was wrong.

    Returns:
        `(n,)` int: rows of the comparison, starting with those where the wrong network was most confident.
    """
    one, other = comparison.contenders[right], comparison.contenders[wrong]
    rows = np.flatnonzero(one.is_right & ~other.is_right)
    return rows[np.argsort(-other.confidence[rows], kind="stable")]
