"""Confidence, compared with SciPy and closed forms."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from core.inference.calibration import (
    expected_calibration_error,
    fit_temperature,
    negative_log_likelihood,
    reliability,
    softmax,
)

GENERATOR = np.random.default_rng(3)
LOGITS = GENERATOR.normal(0, 4, (500, 7))
LABELS = np.where(GENERATOR.random(500) < 0.7, LOGITS.argmax(axis=1), GENERATOR.integers(0, 7, 500))


@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
def test_softmax_is_scipys(temperature):
    np.testing.assert_allclose(softmax(LOGITS, temperature), special.softmax(LOGITS / temperature, axis=1))


@given(st.lists(st.floats(-1e4, 1e4), min_size=2, max_size=20))
def test_softmax_is_a_distribution_even_for_extreme_logits(logits):
    probabilities = softmax(np.array(logits))
    assert np.isfinite(probabilities).all()
    assert probabilities.sum() == pytest.approx(1)


def test_the_temperature_is_the_best_of_many():
    temperatures = np.geomspace(0.05, 20, 2_001)
    losses = [
        -special.log_softmax(LOGITS / temperature, axis=1)[np.arange(500), LABELS].mean()
        for temperature in temperatures
    ]
    temperature = fit_temperature(LOGITS, LABELS)
    assert temperature == pytest.approx(temperatures[np.argmin(losses)], rel=4e-3)
    assert negative_log_likelihood(LOGITS, LABELS, temperature) <= min(losses) + 1e-9


def test_the_temperature_stays_within_bounds_where_every_answer_is_right_or_none_is():
    certain = 0.2 * np.eye(4)
    assert fit_temperature(certain, np.arange(4)) == pytest.approx(0.05, rel=1e-2)
    assert fit_temperature(certain, (np.arange(4) + 1) % 4) == pytest.approx(20, rel=1e-2)


def test_temperature_undoes_overconfidence():
    true = softmax(LOGITS)
    labels = np.array([GENERATOR.choice(7, p=row) for row in true])
    assert fit_temperature(LOGITS * 3, labels) == pytest.approx(3, rel=0.15)


@pytest.mark.parametrize("count", [4, 40, 400])
def test_few_that_are_all_right_do_not_make_it_certain(count):
    """After n right answers of n, the Krichevsky-Trofimov estimate for the next is (n + 1/2) / (n + 1)."""
    logits, labels = np.tile(3.0 * np.eye(4), (count // 4, 1)), np.arange(count) % 4
    confidence = softmax(logits, fit_temperature(logits, labels, few=True)).max(axis=1)
    assert confidence == pytest.approx((count + 0.5) / (count + 1), abs=1e-4)


def test_calibration_error_by_hand():
    # Two bins are filled: one with four answers at 0.9, three of them right, and one with a wrong one at 0.6.
    probabilities = np.array([[0.9, 0.1]] * 4 + [[0.4, 0.6]])
    labels = np.array([0, 0, 0, 1, 0])
    assert expected_calibration_error(probabilities, labels) == pytest.approx(
        (4 * abs(0.75 - 0.9) + 1 * abs(0 - 0.6)) / 5
    )


def test_reliability_counts_every_picture_once():
    bins = reliability(softmax(LOGITS), LABELS)
    assert len(bins) == 15
    assert sum(each.count for each in bins) == 500
