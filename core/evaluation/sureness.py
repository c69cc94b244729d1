"""Which of a network's answers for labelled pictures are "sure", by the rule that every page uses."""

import numpy as np

from core.bundles.bundle import Bundle
from core.inference.imagenet import kinds_of_several
from core.inference.rejection import energy_score, sureness


def sureness_of(bundle: Bundle, probabilities: np.ndarray, familiarity: np.ndarray | None) -> np.ndarray:
    """Computes the highest least confidence at which a network is still sure of each answer.

    Args:
        bundle: The network's bundle.
        probabilities: `(n, classes)`, calibrated.
        familiarity: `(n,)`, as in `Prediction.familiarity`; None if it was not stored.

    Returns:
        `(n,)` float64, as returned by `core.inference.rejection.sureness`.
    """
    kinds = kinds_of_several(bundle.labels) if bundle.kind == "photo" else []
    return sureness(probabilities, familiarity, bundle.reject_threshold_of(probabilities), kinds)


def stored_familiarity(bundle: Bundle, logits: np.ndarray) -> np.ndarray | None:
    """Returns how familiar the pictures of stored answers were, if their logits determine it.

    Args:
        bundle: The network's bundle.
        logits: `(n, classes)`.

    Returns:
        `(n,)` float64; None for a network that measures familiarity by its features, which are not stored.
    """
    return None if bundle.card.familiarity_threshold is not None else energy_score(logits)
