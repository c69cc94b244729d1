"""What networks mix up, each by itself and one beside another."""

from dataclasses import dataclass

import numpy as np

from core.comparison.comparing import Comparison
from core.evaluation.confusion import confusion_matrix, mistaken_pairs


@dataclass(frozen=True)
class MixUp:
    """One class taken for another, by each network.

    Attributes:
        label: The true class.
        answer: What it was taken for.
        counts: How often, by network.
    """

    label: str
    answer: str
    counts: tuple[int, ...]


def confusion_matrices(comparison: Comparison) -> tuple[list[str], list[np.ndarray]]:
    """Counts what each network took the pictures of each class for.

    Args:
        comparison: Networks on the same pictures.

    Returns:
        Names of the columns: the pictures' classes, and "something else" if a network gave an answer that is
        no class of the pictures; and for each network `(classes, columns)` int, rows the true class.
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
    """Returns what is mixed up most often by all networks together.

    Args:
        comparison: Networks on the same pictures.
        count: How many pairs of classes at most.
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
    """Returns the pictures that one network got right and another one wrong.

    Args:
        comparison: Networks on the same pictures.
        right: Index of the network that was right.
        wrong: Index of the network that was wrong.

    Returns:
        `(n,)` int: rows of the comparison, those first of which the wrong one was surest.
    """
    one, other = comparison.contenders[right], comparison.contenders[wrong]
    rows = np.flatnonzero(one.is_right & ~other.is_right)
    return rows[np.argsort(-other.confidence[rows], kind="stable")]
