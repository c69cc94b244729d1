"""Decides when a network says "not sure": its energy score is too low, or no class has an even chance."""

from collections.abc import Collection, Sequence
from typing import Literal

import numpy as np

# Of drawings like those it was taught with, this share is accepted by the reject threshold.
TRUE_POSITIVE_RATE = 0.95
# Below an even chance, naming one class would more likely mislead than help.
MIN_SURE_PROBABILITY = 0.5

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
    """Returns the share of unfamiliar pictures, by energy score `(n,)`, that would be accepted."""
    return float((np.asarray(unfamiliar) >= threshold).mean())


def judge(
    probabilities: np.ndarray, energy: float, threshold: float, kinds: Collection[Sequence[int]] = ()
) -> Reason:
    """Decides whether an answer may be given as one.

    Args:
        probabilities: `(classes,)`, calibrated.
        energy: Energy score of the same logits.
        threshold: The network's reject threshold.
        kinds: The classes of each kind of thing, as all breeds of dog: a network that cannot tell the breed
            may be sure of the dog.

    Returns:
        "unfamiliar" if it looks like nothing the network was taught, "torn" if neither a class nor a kind
        of thing has an even chance, else "sure".
    """
    if energy < threshold:
        return "unfamiliar"
    likeliest = max((float(probabilities[kind].sum()) for kind in kinds), default=0.0)
    is_sure = max(likeliest, float(probabilities.max())) >= MIN_SURE_PROBABILITY
    return "sure" if is_sure else "torn"
