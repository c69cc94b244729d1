"""Confidence intervals for shares measured on a limited number of pictures."""

from math import sqrt
from statistics import NormalDist

from core.bundles.card_figures import SampleFigures


def wilson_interval(right: float, images: int, level: float = 0.95) -> tuple[float, float]:
    """Returns the Wilson score interval, in which the true share lies with the given confidence.

    Args:
        right: Number of pictures that were answered correctly; for groups of pictures, it may be a fraction.
        images: Number of pictures, or of such groups, at least 1.
        level: The confidence level, above 0.0 and below 1.0.

    Returns:
        The lower and the upper end, each 0.0 to 1.0.

    Source: Wilson 1927, "Probable inference, the law of succession, and statistical inference".
    """
    z = NormalDist().inv_cdf((1 + level) / 2)
    share, correction = right / images, z * z / images
    middle = (share + correction / 2) / (1 + correction)
    half = z * sqrt(share * (1 - share) / images + correction / (4 * images)) / (1 + correction)
    # Rounding errors must not move an end outside 0.0 to 1.0, or away from 0.0 or 1.0 where it is exact.
    low = 0.0 if right == 0 else max(0.0, middle - half)
    high = 1.0 if right == images else min(1.0, middle + half)
    return low, high


def accuracy_interval(figures: SampleFigures) -> tuple[float, float]:
    """Returns the 95 % interval of an accuracy as its card gives it, or else as if no pictures were alike."""
    if figures.accuracy_low is not None and figures.accuracy_high is not None:
        return figures.accuracy_low, figures.accuracy_high
    return wilson_interval(figures.accuracy * figures.images, figures.images)
