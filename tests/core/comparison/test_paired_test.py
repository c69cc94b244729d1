"""McNemar's test and Holm's adjustment, compared with statsmodels and SciPy."""

import numpy as np
import pytest
from scipy.stats import binomtest
from statsmodels.stats.contingency_tables import mcnemar as other_mcnemar
from statsmodels.stats.multitest import multipletests

from core.comparison.paired_test import CHANCE, paired_tests


def right(*shares, count=400, seed=3):
    generator = np.random.default_rng(seed)
    return [generator.random(count) < share for share in shares]


@pytest.mark.parametrize("shares", [(0.9, 0.88), (0.95, 0.8), (0.5, 0.5)])
def test_two_networks_are_tested_as_by_statsmodels(shares):
    one, other = right(*shares)
    (test,) = paired_tests([one, other])
    table = [
        [int((one & other).sum()), int((one & ~other).sum())],
        [int((~one & other).sum()), int((~one & ~other).sum())],
    ]
    assert (test.both, test.first_alone, test.second_alone) == (table[0][0], table[0][1], table[1][0])
    assert test.pictures == 400
    assert test.p_value == pytest.approx(other_mcnemar(table, exact=True).pvalue)
    differing = test.first_alone + test.second_alone
    assert test.p_value == pytest.approx(binomtest(test.first_alone, differing).pvalue)
    assert test.may_be_chance == (test.p_value >= CHANCE)


def test_more_pairs_are_judged_more_strictly_as_by_statsmodels():
    tests = paired_tests(right(0.9, 0.86, 0.84, 0.6))
    assert [(test.first, test.second) for test in tests] == [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]
    expected = multipletests([test.p_value for test in tests], method="holm")[1]
    assert [test.adjusted_p_value for test in tests] == pytest.approx(expected.tolist())


def test_networks_that_are_right_on_the_same_pictures_do_not_differ():
    one = right(0.7)[0]
    (test,) = paired_tests([one, one.copy()])
    assert (test.p_value, test.first_alone, test.second_alone) == (1.0, 0, 0)
    assert paired_tests([one]) == []
