"""The table's figures, compared with scikit-learn, SciPy and statsmodels."""

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, balanced_accuracy_score
from statsmodels.stats.proportion import proportion_confint

from core.comparison.comparing import compare
from core.comparison.figures_table import network_figures
from tests.core.comparison.compared import DIGITS, answers, bundles


def calibration_error(confidence, right, bins=15):
    """Guo et al. 2017, equation 3, term by term."""
    total = 0.0
    for index in range(bins):
        inside = (confidence > index / bins) & (confidence <= (index + 1) / bins)
        if inside.any():
            total += inside.sum() * abs(confidence[inside].mean() - right[inside].mean())
    return total / len(right)


def test_every_figure_is_that_of_an_independent_calculation():
    first, second = bundles(*DIGITS[:2])
    compared = compare([answers(first, 1, milliseconds=1.5), answers(second, 2, skill=1.2)])
    for one, contender in zip(network_figures(compared), compared.contenders, strict=True):
        truth, said = compared.truth, contender.answers
        right = int((truth == said).sum())
        assert one.pictures == 300
        assert one.accuracy == pytest.approx(accuracy_score(truth, said))
        assert one.balanced_accuracy == pytest.approx(balanced_accuracy_score(truth, said))
        low, high = proportion_confint(right, 300, method="wilson")
        assert (one.accuracy_low, one.accuracy_high) == pytest.approx((low, high))
        assert one.calibration_error == pytest.approx(
            calibration_error(contender.confidence, contender.is_right)
        )
        assert one.log_loss == pytest.approx(contender.log_loss.mean())
        assert one.top5_accuracy == pytest.approx(contender.in_top5.mean())
        assert one.answered == pytest.approx(contender.is_sure.mean())
        assert one.right_when_sure == pytest.approx(contender.is_right[contender.is_sure].mean())
        assert one.size_bytes == (contender.bundle.folder / "model.tflite").stat().st_size
    here, stated = network_figures(compared)
    assert (here.milliseconds, here.is_time_here) == (1.5, True)
    assert (stated.milliseconds, stated.is_time_here) == (second.card.speed.strokes_ms, False)


def test_what_is_not_known_is_none():
    (first,) = bundles(DIGITS[0])
    (figures,) = network_figures(compare([answers(first, familiarity=np.full(300, -1e9))]))
    assert (figures.answered, figures.right_when_sure) == (0.0, None)
