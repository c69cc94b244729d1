"""The figures of networks that were compared on the same labelled pictures."""

from dataclasses import dataclass

import numpy as np

from core.comparison.comparing import Comparison, Contender
from core.evaluation.intervals import wilson_interval
from core.inference.calibration import expected_calibration_error


@dataclass(frozen=True)
class NetworkFigures:
    """How good one network was; all shares are 0.0 to 1.0.

    Attributes:
        pictures: Number of pictures it answered.
        accuracy: Share of right answers.
        accuracy_low: Lower end of its 95 % interval.
        accuracy_high: Upper end of its 95 % interval.
        balanced_accuracy: The mean of the classes' shares of right answers.
        top5_accuracy: Share of pictures whose true class is among the five most likely.
        calibration_error: The expected difference between its confidence and its share of right answers.
        log_loss: Mean of the negative natural logarithm of the true class's probability.
        answered: Share of pictures for which it was sure.
        right_when_sure: Share of those that were right; None if there are none.
        milliseconds: Time per picture; None if it is not known.
        is_time_here: Whether the time was measured on this computer, not by the network's author.
        size_bytes: Size of the network's file.
    """

    pictures: int
    accuracy: float
    accuracy_low: float
    accuracy_high: float
    balanced_accuracy: float
    top5_accuracy: float
    calibration_error: float
    log_loss: float
    answered: float
    right_when_sure: float | None
    milliseconds: float | None
    is_time_here: bool
    size_bytes: int


def network_figures(comparison: Comparison) -> list[NetworkFigures]:
    """Computes the figures of every network of a comparison."""
    return [_figures(contender, comparison) for contender in comparison.contenders]


def _figures(contender: Contender, comparison: Comparison) -> NetworkFigures:
    right, pictures = contender.is_right, len(comparison.truth)
    low, high = wilson_interval(int(right.sum()), pictures)
    counts = np.bincount(comparison.truth, minlength=comparison.classes)
    recalls = np.bincount(comparison.truth, right, comparison.classes) / counts
    # Only the most likely class counts, so one column is enough: label 0 is a right answer, -1 a wrong one.
    ece = expected_calibration_error(contender.confidence[:, None], np.where(right, 0, -1))
    sure = contender.is_sure
    speed = contender.bundle.card.speed
    stated = None if speed is None else speed.times_ms[0]
    return NetworkFigures(
        pictures=pictures,
        accuracy=float(right.mean()),
        accuracy_low=low,
        accuracy_high=high,
        balanced_accuracy=float(recalls.mean()),
        top5_accuracy=float(contender.in_top5.mean()),
        calibration_error=ece,
        log_loss=float(contender.log_loss.mean()),
        answered=float(sure.mean()),
        right_when_sure=float(right[sure].mean()) if sure.any() else None,
        milliseconds=stated if contender.milliseconds is None else contender.milliseconds,
        is_time_here=contender.milliseconds is not None,
        size_bytes=contender.bundle.card.size_bytes["model.tflite"],
    )
