"""The figures of a finished training."""

import pytest
from scipy.stats import binomtest

from core.training.publish import wilson_interval


@pytest.mark.parametrize(("right", "of"), [(0, 5), (3, 5), (80, 80), (76, 80), (9_963, 10_000)])
def test_the_interval_is_wilsons(right, of):
    theirs = binomtest(right, of).proportion_ci(method="wilson")
    assert wilson_interval(right, of) == pytest.approx((theirs.low, theirs.high), abs=1e-7)
