"""When a network says "not sure", compared with SciPy and calculations by hand."""

import numpy as np
from scipy import special

from core.inference.rejection import (
    energy_score,
    false_positive_rate,
    is_familiar,
    judge,
    reject_threshold,
    threshold_for_sure,
)

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


def test_a_picture_is_familiar_by_the_threshold_of_its_likeliest_class():
    logits = np.array([[5.0, 0, 0], [0, 5.0, 0], [0, 0, 5.0]])
    # Every energy is log(e^5 + 2) = 5.013.
    assert is_familiar(logits, np.array([5.0, 5.1, -1.0])).tolist() == [True, False, True]


def test_judging():
    assert judge(np.array([0.9, 0.1]), familiarity=5.0, threshold=3.0) == "sure"
    assert judge(np.array([0.9, 0.1]), familiarity=2.0, threshold=3.0) == "unfamiliar"
    assert judge(np.array([0.4, 0.35, 0.25]), familiarity=5.0, threshold=3.0) == "torn"


def test_of_known_pictures_the_promised_share_is_sure_torn_ones_included():
    """Measured on new pictures of the same kind, and averaged over many small samples."""
    shares = []
    for _ in range(400):
        familiar, further = GENERATOR.normal(size=60), GENERATOR.normal(size=500)
        best = np.where(GENERATOR.random(60) < 0.03, 0.4, 0.9)
        probabilities = np.stack([best, *[(1 - best) / 3] * 3], axis=1)
        threshold = threshold_for_sure(familiar, probabilities)
        shares.append((further >= threshold).mean() * 0.97)
    assert 0.94 < np.mean(shares) < 0.965


def test_of_very_few_pictures_none_is_refused():
    probabilities = np.array([[0.9, 0.1]] * 5)
    assert threshold_for_sure(np.array([3.0, 1.0, 2.0, 5.0, 4.0]), probabilities) == 1.0
    assert threshold_for_sure(np.array([3.0, 1.0]), np.array([[0.3, 0.3, 0.4]] * 2)) == 1.0


def test_the_sum_over_a_kind_decides_between_sure_and_not():
    breeds = np.array([0.3, 0.25, 0.2, 0.25])
    assert judge(breeds, 5.0, 1.0) == "torn"
    assert judge(breeds, 5.0, 1.0, kinds=[[0, 1], [2, 3]]) == "sure"
    assert judge(breeds, 5.0, 1.0, kinds=[[0, 2], [1, 3]]) == "sure"
    assert judge(breeds, 5.0, 1.0, kinds=[[2, 3]]) == "torn"
    assert judge(breeds, 0.5, 1.0, kinds=[[0, 1]]) == "unfamiliar"


def test_another_confidence_may_be_asked_for():
    probabilities = np.array([0.7, 0.2, 0.1])
    assert judge(probabilities, 5.0, 1.0, least_confidence=0.7) == "sure"
    assert judge(probabilities, 5.0, 1.0, least_confidence=0.71) == "torn"
    assert judge(probabilities, 5.0, 1.0, kinds=[[0, 1]], least_confidence=0.89) == "sure"
    assert judge(np.array([0.4, 0.35, 0.25]), 5.0, 1.0, least_confidence=0.4) == "sure"
    # A kind needs an even chance to be an answer, however low the least confidence for a class is.
    assert judge(np.array([0.25, 0.2, 0.55 / 2, 0.55 / 2]), 5.0, 1.0, [[0, 1]], 0.3) == "torn"
