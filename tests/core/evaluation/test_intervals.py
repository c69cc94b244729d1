"""Wilson's interval."""

import numpy as np
import pytest
from scipy.stats import binomtest

from core.bundles.card_figures import SampleFigures
from core.evaluation.intervals import accuracy_interval, wilson_interval

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


def test_an_accuracy_has_the_interval_of_its_card_or_else_wilsons():
    measured = {
        "images": 20,
        "accuracy": 0.75,
        "calibration_error_before": 0.1,
        "calibration_error_after": 0.1,
    }
    wanted = binomtest(15, 20).proportion_ci(method="wilson")
    assert accuracy_interval(SampleFigures(**measured)) == pytest.approx((wanted.low, wanted.high))
    wide = SampleFigures(**measured, accuracy_low=0.4, accuracy_high=0.9)
    assert accuracy_interval(wide) == (0.4, 0.9)
