"""When a network says "not sure", against SciPy and by hand."""

import numpy as np
from scipy import special

from core.inference.rejection import energy_score, false_positive_rate, judge, reject_threshold

GENERATOR = np.random.default_rng(3)


def test_energy_is_scipys_logsumexp():
    logits = GENERATOR.normal(0, 4, (500, 7))
    np.testing.assert_allclose(energy_score(logits), special.logsumexp(logits, axis=1))


def test_the_threshold_keeps_what_it_promises():
    scores = GENERATOR.normal(size=2_000)
    threshold = reject_threshold(scores, 0.95)
    assert 0.95 <= (scores >= threshold).mean() <= 0.96
    assert (
        false_positive_rate(np.array([threshold - 1, threshold, threshold + 1, threshold + 2]), threshold)
        == 0.75
    )


def test_judging():
    assert judge(np.array([0.9, 0.1]), energy=5.0, threshold=3.0) == "sure"
    assert judge(np.array([0.9, 0.1]), energy=2.0, threshold=3.0) == "unfamiliar"
    assert judge(np.array([0.4, 0.35, 0.25]), energy=5.0, threshold=3.0) == "torn"
