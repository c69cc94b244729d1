"""Accuracy against the share of pictures that are answered, when a network may say "not sure"."""

from dataclasses import dataclass

import numpy as np

MAX_POINTS = 200


@dataclass(frozen=True)
class RiskCoverage:
    """A curve: what remains, and how good it is, if answers below a confidence are left out.

    Its points go from the surest answers to all that may be given. Answers that are equally sure are left out
    or kept together.

    Attributes:
        least_confidence: The lowest confidence that is still answered, `(points,)` float64, falling.
        coverage: Share of the pictures that is answered, `(points,)` float64, rising to 1.0, or to the share
            of familiar pictures. Without any there is no point.
        accuracy: Share of right answers among those, `(points,)` float64. The risk is what it lacks to 1.
    """

    least_confidence: np.ndarray
    coverage: np.ndarray
    accuracy: np.ndarray


@dataclass(frozen=True)
class Selection:
    """What remains at one confidence.

    Attributes:
        answered: Number of pictures that are answered.
        right: Number of right answers among them.
        images: Number of all pictures.
    """

    answered: int
    right: int
    images: int

    @property
    def coverage(self) -> float:
        """Share of the pictures that is answered."""
        return self.answered / self.images

    @property
    def accuracy(self) -> float | None:
        """Share of right answers among those that are given; None if there are none."""
        return self.right / self.answered if self.answered else None


def risk_coverage(sureness: np.ndarray, is_right: np.ndarray, max_points: int = MAX_POINTS) -> RiskCoverage:
    """Computes accuracy against the share answered, by falling confidence.

    Args:
        sureness: `(n,)` float, n at least 1: up to which least confidence each answer is given; below 0 for
            one that is never given.
        is_right: `(n,)` bool: whether it is right.
        max_points: Of a longer curve, so many points are kept, evenly spread, the last among them.

    Returns:
        The curve.

    Source: El-Yaniv and Wiener 2010, "On the foundations of noise-free selective classification"; Geifman and
        El-Yaniv 2017, "Selective classification for deep neural networks", section 2.
    """
    order = np.argsort(-sureness, kind="stable")
    order = order[: int((sureness >= 0).sum())]
    falling = sureness[order]
    right = np.cumsum(is_right[order])
    # The last of each run of equal confidences.
    ends = np.flatnonzero(np.append(falling[1:] < falling[:-1], [True] * min(1, len(falling))))
    if len(ends) > max_points:
        ends = ends[np.unique(np.linspace(0, len(ends) - 1, max_points).round().astype(int))]
    answered = ends + 1
    return RiskCoverage(falling[ends], answered / len(sureness), right[ends] / answered)


def select(sureness: np.ndarray, is_right: np.ndarray, least_confidence: float) -> Selection:
    """Tells what remains if answers below one confidence are left out.

    Args:
        sureness: As for `risk_coverage`.
        is_right: `(n,)` bool: whether it is right.
        least_confidence: What an answer must have at least, 0.0 to 1.0.
    """
    is_answered = sureness >= least_confidence
    return Selection(int(is_answered.sum()), int((is_answered & is_right).sum()), len(sureness))
