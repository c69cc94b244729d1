"""Wilson's interval."""

import numpy as np
import pytest
from scipy.stats import binomtest

from core.evaluation.intervals import wilson_interval

COUNTS = [(0, 1), (1, 1), (0, 5), (3, 5), (80, 80), (76, 80), (9_963, 10_000)]


@pytest.mark.parametrize(("right", "images"), COUNTS)
def test_the_interval_is_wilsons(right, images):
    """The measured share is 1.96 standard errors away from each end of the interval."""
    low, high = wilson_interval(right, images)
    for end in (low, high):
        if 0 < end < 1:
            distance = abs(right / images - end) / np.sqrt(end * (1 - end) / images)
            assert distance == pytest.approx(1.959964, abs=1e-4)
    assert 0 <= low <= right / images <= high <= 1
    assert (low == 0) == (right == 0)
    assert (high == 1) == (right == images)


@pytest.mark.parametrize(("right", "images"), COUNTS)
@pytest.mark.parametrize("level", [0.8, 0.95, 0.999])
def test_it_is_scipys_at_every_level(right, images, level):
    wanted = binomtest(right, images).proportion_ci(confidence_level=level, method="wilson")
    assert wilson_interval(right, images, level) == pytest.approx((wanted.low, wanted.high), abs=1e-12)
