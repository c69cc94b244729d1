"""Accuracy against the share answered, compared with counting picture by picture."""

import numpy as np
import pytest

from core.evaluation.risk_coverage import risk_coverage, select


def test_a_curve_calculated_by_hand():
    confidence = np.array([0.6, 0.9, 0.6, 0.99, 0.3])
    is_right = np.array([True, True, False, True, False])
    curve = risk_coverage(confidence, is_right)
    # Both answers with 60 % enter together: no confidence separates them.
    assert curve.least_confidence == pytest.approx([0.99, 0.9, 0.6, 0.3])
    assert curve.coverage == pytest.approx([1 / 5, 2 / 5, 4 / 5, 1])
    assert curve.accuracy == pytest.approx([1, 1, 3 / 4, 3 / 5])


def test_every_point_is_what_remains_at_its_confidence():
    rng = np.random.default_rng(3)
    confidence = rng.random(500).round(2)
    is_right = rng.random(500) < confidence
    curve = risk_coverage(confidence, is_right)
    assert len(curve.coverage) == len(set(confidence))
    for least, coverage, accuracy in zip(curve.least_confidence, curve.coverage, curve.accuracy, strict=True):
        kept = [right for right, sure in zip(is_right, confidence, strict=True) if sure >= least]
        assert coverage == pytest.approx(len(kept) / 500)
        assert accuracy == pytest.approx(sum(kept) / len(kept))
        left = select(confidence, is_right, least)
        assert (left.answered, left.right, left.images) == (len(kept), sum(kept), 500)
        assert (left.coverage, left.accuracy) == pytest.approx((coverage, accuracy))


def test_a_long_curve_keeps_its_ends_and_lies_on_the_whole_one():
    rng = np.random.default_rng(4)
    confidence, is_right = rng.random(10_000), rng.random(10_000) < 0.7
    whole, short = (risk_coverage(confidence, is_right, points) for points in (10_000, 50))
    assert len(short.coverage) <= 50 < len(whole.coverage)
    assert short.coverage[0] == whole.coverage[0]
    assert short.coverage[-1] == 1
    assert short.accuracy[-1] == pytest.approx(is_right.mean())
    accuracy_of = dict(zip(whole.coverage, whole.accuracy, strict=True))
    assert [accuracy_of[share] for share in short.coverage] == list(short.accuracy)


def test_nothing_may_remain():
    left = select(np.array([0.2, 0.4]), np.array([True, True]), 0.5)
    assert (left.coverage, left.accuracy) == (0, None)
    assert len(risk_coverage(np.array([0.5]), np.array([False])).coverage) == 1


def test_answers_that_are_never_given_are_on_no_point():
    sureness, is_right = np.array([0.9, -1.0, 0.6, -1.0]), np.array([True, False, False, True])
    curve = risk_coverage(sureness, is_right)
    assert (curve.coverage.tolist(), curve.accuracy.tolist()) == ([0.25, 0.5], [1, 0.5])
    assert select(sureness, is_right, 0.0).answered == 2
    assert len(risk_coverage(np.full(3, -1.0), np.ones(3, bool)).coverage) == 0
