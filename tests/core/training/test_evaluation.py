"""Figures, compared with counting by hand."""

import numpy as np
import pytest

from core.training.evaluation import card_figures, figures, per_class

LOGITS = np.eye(6)[[0, 0, 1, 1, 2, 3]] * 5
LABELS = np.array([0, 0, 1, 2, 2, 3])


def test_figures_by_hand():
    found = figures(LOGITS, LABELS, 1.0)
    assert found.images == 6
    assert found.accuracy == pytest.approx(5 / 6)
    # Classes 0, 1 and 3 are always right, class 2 half of the time; classes 4 and 5 do not occur.
    assert found.balanced_accuracy == pytest.approx((1 + 1 + 0.5 + 1) / 4)
    assert found.confusion[2].tolist() == [0, 1, 1, 0, 0, 0]
    assert found.confusion.sum() == 6


def test_top_five_by_sorting():
    generator = np.random.default_rng(0)
    logits, labels = generator.normal(size=(300, 12)), generator.integers(0, 12, 300)
    five = np.argsort(-logits, axis=1)[:, :5]
    among = np.array([label in row for label, row in zip(labels, five, strict=True)])
    found = figures(logits, labels, 1.0)
    assert found.top5_accuracy == pytest.approx(among.mean())
    each = [among[labels == label].mean() for label in range(12)]
    assert found.balanced_top5_accuracy == pytest.approx(np.mean(each))


def test_per_class_is_nan_for_what_never_came():
    shares = per_class(figures(LOGITS, LABELS, 1.0).confusion)
    assert shares[:4].tolist() == [1, 1, 0.5, 1]
    assert np.isnan(shares[4:]).all()


def test_figures_are_those_of_counting():
    generator = np.random.default_rng(3)
    labels = generator.integers(0, 8, 400)
    logits = generator.normal(size=(400, 8))
    logits[np.arange(400), labels] += 1.5
    measured, answers = figures(logits, labels, 1.0), logits.argmax(axis=1)
    counted = np.bincount(labels * 8 + answers, minlength=64).reshape(8, 8)
    assert (measured.confusion == counted).all()
    assert measured.accuracy == pytest.approx(counted.trace() / 400)
    recalls = counted.diagonal() / counted.sum(axis=1)
    assert measured.balanced_accuracy == pytest.approx(recalls.mean())
    assert per_class(measured.confusion) == pytest.approx(recalls)


def test_a_card_says_what_was_measured_to_five_digits():
    card = card_figures(figures(LOGITS, LABELS, 0.5), LOGITS, LABELS, accepted=2 / 3)
    assert (card.images, card.accuracy, card.accepted) == (6, 0.83333, 0.66667)
    # All six answers have the confidence of one logit of 5 (10 at temperature 0.5) among five of 0.
    before, after = (np.exp(x) / (np.exp(x) + 5) for x in (5, 10))
    assert card.calibration_error_before == pytest.approx(before - 5 / 6, abs=1e-5)
    assert card.calibration_error_after == pytest.approx(after - 5 / 6, abs=1e-5)
    assert card.lowest_class_accuracy is None
