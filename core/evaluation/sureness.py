"""When a network's answers for labelled pictures are "sure", by the rule that decides on every page."""

import numpy as np

from core.bundles.bundle import Bundle
from core.inference.imagenet import kinds_of_several
from core.inference.rejection import energy_score, sureness


def sureness_of(bundle: Bundle, probabilities: np.ndarray, familiarity: np.ndarray | None) -> np.ndarray:
    """Computes up to which least confidence a network is sure of each of its answers.

    Args:
        bundle: The network's.
        probabilities: `(n, classes)`, calibrated.
        familiarity: `(n,)`, as `Prediction.familiarity`; None where it was not kept.

    Returns:
        `(n,)` float64, as `core.inference.rejection.sureness`.
    """
    kinds = kinds_of_several(bundle.labels) if bundle.kind == "photo" else []
    return sureness(probabilities, familiarity, bundle.reject_threshold_of(probabilities), kinds)


def stored_familiarity(bundle: Bundle, logits: np.ndarray) -> np.ndarray | None:
    """Returns how familiar the pictures of stored answers were, as far as that follows from their logits.

    Args:
        bundle: The network's.
        logits: `(n, classes)`.

    Returns:
        `(n,)` float64; None for a network that compares features, which are not kept.
    """
    return None if bundle.card.familiarity_threshold is not None else energy_score(logits)
