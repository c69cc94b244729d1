"""Matrices, mix-ups and disagreements, compared with counting one by one."""

import numpy as np
from sklearn.metrics import confusion_matrix

from core.comparison.comparing import compare
from core.comparison.confusion import confusion_matrices, mix_ups, one_right_other_wrong
from tests.core.comparison.compared import DIGITS, answers, bundles


def digits():
    first, second = bundles(*DIGITS[:2])
    return compare([answers(first, 1, skill=1.5), answers(second, 2, skill=1.0)])


def test_matrices_are_scikit_learns():
    compared = digits()
    columns, matrices = confusion_matrices(compared)
    assert columns == list(map(str, range(10)))
    for matrix, one in zip(matrices, compared.contenders, strict=True):
        assert np.array_equal(matrix, confusion_matrix(compared.truth, one.answers))


def test_an_answer_that_is_no_class_of_the_pictures_is_something_else():
    (sketches,) = bundles("sketches-345")
    truth = np.array([3, 3, 8])
    logits = np.eye(345, dtype=np.float32)[[3, 100, 8]]
    compared = compare([answers(sketches, count=3, truth=truth, logits=logits)])
    columns, (matrix,) = confusion_matrices(compared)
    assert columns == [sketches.labels[3], sketches.labels[8], "something else"]
    assert matrix.tolist() == [[1, 0, 1], [0, 1, 0]]
    (pair,) = mix_ups(compared)
    assert (pair.label, pair.answer, pair.counts) == (sketches.labels[3], sketches.labels[100], (1,))


def test_what_is_mixed_up_most_comes_first():
    compared = digits()
    counted = {}
    for index, one in enumerate(compared.contenders):
        for label, answer in zip(compared.truth, one.answers, strict=True):
            if label != answer:
                counts = counted.setdefault((str(label), str(answer)), [0, 0])
                counts[index] += 1
    pairs = mix_ups(compared, 5)
    totals = [sum(pair.counts) for pair in pairs]
    assert totals == sorted(map(sum, counted.values()), reverse=True)[:5]
    assert all(list(pair.counts) == counted[pair.label, pair.answer] for pair in pairs)


def test_pictures_that_one_got_right_and_the_other_wrong():
    compared = digits()
    one, other = compared.contenders
    rows = one_right_other_wrong(compared, 1, 0)
    assert set(rows) == {row for row in range(300) if other.is_right[row] and not one.is_right[row]}
    assert (np.diff(one.confidence[rows]) <= 0).all()
