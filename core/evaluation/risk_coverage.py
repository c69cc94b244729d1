"""Accuracy against the share of pictures answered, for a network that may say "not sure"."""

from dataclasses import dataclass

import numpy as np

MAX_POINTS = 200


@dataclass(frozen=True)
class RiskCoverage:
    """A risk-coverage curve: coverage and accuracy when answers below a confidence are left out.

    The points range from the surest answers alone to all answers that may be given. Equally sure answers are
    left out or kept together.

    Attributes:
        least_confidence: The lowest confidence that is still answered, `(points,)` float64, decreasing.
        coverage: Share of the pictures that are answered, `(points,)` float64, increasing to the share of
            familiar pictures, which is 1.0 if all are familiar. If none is, the curve has no points.
        accuracy: Share of right answers among those given, `(points,)` float64. The risk is 1 minus the
            accuracy.
    """

    least_confidence: np.ndarray
    coverage: np.ndarray
    accuracy: np.ndarray


@dataclass(frozen=True)
class Selection:
    """The answers that remain when those below one confidence are left out.

    Attributes:
        answered: Number of pictures that are answered.
        right: Number of right answers among them.
        images: Total number of pictures.
    """

    answered: int
    right: int
    images: int

    @property
    def coverage(self) -> float:
        """Share of the pictures that are answered."""
        return self.answered / self.images

    @property
    def accuracy(self) -> float | None:
        """Share of right answers among those given; None if there are none."""
        return self.right / self.answered if self.answered else None


def risk_coverage(sureness: np.ndarray, is_right: np.ndarray, max_points: int = MAX_POINTS) -> RiskCoverage:
    """Computes accuracy and the share of pictures answered for a decreasing least confidence.

    Args:
        sureness: `(n,)` float, n at least 1: the highest least confidence at which each answer is still
            given; below 0 for an answer that is never given.
        is_right: `(n,)` bool: whether each answer is right.
        max_points: A longer curve is thinned to this many evenly spaced points, including the last one.

    Returns:
        The curve.

    Source: El-Yaniv and Wiener 2010, "On the foundations of noise-free selective classification"; Geifman and
        El-Yaniv 2017, "Selective classification for deep neural networks", section 2.
    """
    order = np.argsort(-sureness, kind="stable")
    order = order[: int((sureness >= 0).sum())]
    falling = sureness[order]
    right = np.cumsum(is_right[order])
    # The last index of each run of equal confidences.
    ends = np.flatnonzero(np.append(falling[1:] < falling[:-1], [True] * min(1, len(falling))))
    if len(ends) > max_points:
        ends = ends[np.unique(np.linspace(0, len(ends) - 1, max_points).round().astype(int))]
    answered = ends + 1
    return RiskCoverage(falling[ends], answered / len(sureness), right[ends] / answered)


def select(sureness: np.ndarray, is_right: np.ndarray, least_confidence: float) -> Selection:
    """Returns what remains if answers below a least confidence are left out.

    Args:
        sureness: As for `risk_coverage`.
        is_right: `(n,)` bool: whether each answer is right.
        least_confidence: The lowest sureness at which an answer is given, 0.0 to 1.0.
    """
    is_answered = sureness >= least_confidence
    return Selection(int(is_answered.sum()), int((is_answered & is_right).sum()), len(sureness))
