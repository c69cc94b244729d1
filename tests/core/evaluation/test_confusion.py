"""Which classes are mistaken for which, compared with scikit-learn's matrix."""

import numpy as np
from sklearn.metrics import confusion_matrix as sklearn_matrix

from core.evaluation.confusion import confusion_matrix, mistaken_pairs

RNG = np.random.default_rng(5)
LABELS, ANSWERS = RNG.integers(0, 7, 300), RNG.integers(0, 7, 300)


def test_the_matrix_is_scikit_learns():
    wanted = sklearn_matrix(LABELS, ANSWERS, labels=range(9))
    assert np.array_equal(confusion_matrix(LABELS, ANSWERS, 9), wanted)


def test_pairs_are_the_largest_cells_off_the_diagonal():
    matrix = sklearn_matrix(LABELS, ANSWERS, labels=range(7))
    pairs = mistaken_pairs(LABELS, ANSWERS, 5)
    assert len(pairs) == 5
    for pair in pairs:
        assert pair.count == matrix[pair.label, pair.answer]
        assert pair.images == matrix[pair.label].sum()
        assert pair.label != pair.answer
    off = matrix - np.diag(matrix.diagonal())
    assert [pair.count for pair in pairs] == sorted(off.ravel(), reverse=True)[:5]


def test_equally_frequent_pairs_come_by_their_share_and_always_in_one_order():
    labels, answers = np.array([2, 0, 0, 1]), np.array([1, 1, 0, 2])
    assert [(pair.label, pair.answer) for pair in mistaken_pairs(labels, answers, 9)] == [
        (1, 2),
        (2, 1),
        (0, 1),
    ]


def test_a_network_without_mistakes_has_no_pairs():
    assert mistaken_pairs(LABELS, LABELS, 5) == []
