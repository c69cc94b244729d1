"""Decides when a network says "not sure": the picture is too unfamiliar, or no class is likely enough."""

from collections.abc import Collection, Sequence
from typing import Literal

import numpy as np

# The reject threshold must accept this share of drawings like those that the network was taught with.
TRUE_POSITIVE_RATE = 0.95
# Below an even chance, naming one class would more likely mislead than help.
MIN_SURE_PROBABILITY = 0.5
_LEAST_KNOWN_SHARE = 1e-4

Reason = Literal["sure", "unfamiliar", "torn"]


def energy_score(logits: np.ndarray) -> np.ndarray:
    """Measures how familiar a picture is: high for what was taught, low for anything else.

    This is the negative of the free energy, at temperature 1.

    Args:
        logits: `(..., classes)`.

    Returns:
        `(...)`, float64.

    Source: Liu et al. 2020, "Energy-based out-of-distribution detection", equation 4.
    """
    logits = np.asarray(logits, dtype=np.float64)
    highest = logits.max(axis=-1)
    return highest + np.log(np.exp(logits - highest[..., None]).sum(axis=-1))


def reject_threshold(familiar: np.ndarray, true_positive_rate: float = TRUE_POSITIVE_RATE) -> float:
    """Chooses the energy score below which a network says "not sure".

    Args:
        familiar: Energy scores of validation pictures, `(n,)`.
        true_positive_rate: Share of them that must be accepted.

    Returns:
        The threshold: scores at or above it are accepted.
    """
    return float(np.quantile(familiar, 1 - true_positive_rate, method="lower"))


def false_positive_rate(unfamiliar: np.ndarray, threshold: float) -> float:
    """Returns the share of unfamiliar pictures, given by energy scores `(n,)`, that would be accepted."""
    return float((np.asarray(unfamiliar) >= threshold).mean())


def is_familiar(logits: np.ndarray, thresholds: np.ndarray) -> np.ndarray:
    """Returns which pictures reach the threshold of their most likely class.

    Args:
        logits: `(n, classes)`.
        thresholds: `(classes,)`, thresholds of the energy score.

    Returns:
        `(n,)` bool.
    """
    return energy_score(logits) >= thresholds[logits.argmax(axis=1)]


def threshold_for_sure(familiar: np.ndarray, probabilities: np.ndarray) -> float:
    """Chooses the familiarity below which a network says "not sure", given that it also says so when torn.

    Args:
        familiar: Familiarity of validation pictures, by any score, `(n,)`.
        probabilities: `(n, classes)` of the same pictures, calibrated.

    Returns:
        The threshold: scores at or above it are accepted. `TRUE_POSITIVE_RATE` of such pictures should be
        "sure", unless too many of them are torn. On average, 1 - k / (n + 1) of further pictures exceed the
        k-th lowest score of n pictures.
    """
    is_torn = probabilities.max(axis=1) < MIN_SURE_PROBABILITY
    allowed = int((1 - TRUE_POSITIVE_RATE) * (len(familiar) + 1)) - int(is_torn.sum())
    candidates = np.sort(familiar[~is_torn]) if not is_torn.all() else np.sort(familiar)
    return float(candidates[max(0, allowed - 1)])


def sureness(
    probabilities: np.ndarray,
    familiarity: np.ndarray | None,
    thresholds: np.ndarray,
    kinds: Collection[Sequence[int]] = (),
) -> np.ndarray:
    """Computes, for many answers at once, the highest least confidence at which `judge` says "sure".

    Args:
        probabilities: `(n, classes)`, calibrated.
        familiarity: `(n,)`; None if it is not known, in which case no picture counts as unfamiliar.
        thresholds: `(n,)`, the threshold that each answer's familiarity must reach.
        kinds: As for `judge`.

    Returns:
        `(n,)` float64: an answer is "sure" if this value is at least the least confidence. It is the
        probability of the most likely class, or of a kind of thing that is likelier and has an even chance;
        -1.0 for an unfamiliar picture.
    """
    highest = probabilities.max(axis=1)
    for kind in kinds:
        together = probabilities[:, kind].sum(axis=1)
        highest = np.where(together >= MIN_SURE_PROBABILITY, np.maximum(highest, together), highest)
    return highest if familiarity is None else np.where(familiarity < thresholds, -1.0, highest)


def known_share(familiarity: float, threshold: float, is_correlation: bool) -> float:
    """Returns the probability that an unfamiliar picture shows one of the classes after all.

    It is never more than 0.5. For the energy score, it is the logistic function of the score minus the
    threshold; for a correlation, it falls linearly from 0.5 at the threshold to almost 0 where nothing
    correlates. It is never 0, so that the classes keep their order.

    Args:
        familiarity: How familiar the picture is, by the network's score; below the threshold.
        threshold: The network's threshold of that score.
        is_correlation: Whether the score is a correlation rather than an energy score.

    Returns:
        A probability, 0.0 to 0.5.

    Source: Hendrycks et al. 2019, "Deep anomaly detection with outlier exposure": the threshold is the logit
        of a class of outliers.
    """
    if not is_correlation:
        share = float(1 / (1 + np.exp(-np.clip(familiarity - threshold, -50, 50))))
    elif threshold <= 0:
        share = _LEAST_KNOWN_SHARE
    else:
        share = max(_LEAST_KNOWN_SHARE, MIN_SURE_PROBABILITY * familiarity / threshold)
    return min(MIN_SURE_PROBABILITY, share)


def judge(
    probabilities: np.ndarray,
    familiarity: float,
    threshold: float,
    kinds: Collection[Sequence[int]] = (),
    least_confidence: float = MIN_SURE_PROBABILITY,
) -> Reason:
    """Decides whether a network is sure of its answer.

    Args:
        probabilities: `(classes,)`, calibrated.
        familiarity: How familiar the picture is, by the network's score.
        threshold: The network's threshold of that score, for the most likely class.
        kinds: The classes of each kind of thing, such as all breeds of dog: a network that cannot tell the
            breed may still be sure that it is a dog.
        least_confidence: Lowest probability at which a class is an answer, 0.0 to 1.0; a kind of thing always
            needs at least an even chance, since one of them is always likely.

    Returns:
        "unfamiliar" if the picture looks like nothing that the network was taught, "torn" if neither a class
        nor a kind of thing is likely enough, otherwise "sure".
    """
    if familiarity < threshold:
        return "unfamiliar"
    likeliest = max((float(probabilities[kind].sum()) for kind in kinds), default=0.0)
    is_sure = float(probabilities.max()) >= least_confidence or likeliest >= max(
        least_confidence, MIN_SURE_PROBABILITY
    )
    return "sure" if is_sure else "torn"
