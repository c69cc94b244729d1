"""Finds pictures whose class is likely wrong, by networks that have not seen them.

Cleanlab takes seconds to import, so only the worker imports this module.
"""

import numpy as np
import pandas as pd
from cleanlab.count import get_confident_thresholds
from cleanlab.filter import find_label_issues

from core.inference.calibration import softmax


def label_issues(logits: np.ndarray, labels: np.ndarray, classes: tuple[str, ...]) -> pd.DataFrame:
    """Lists pictures that look more like another class than pictures of that class do on average.

    Args:
        logits: `(n, classes)` by networks that had not seen the pictures.
        labels: `(n,)` int class that each was given.
        classes: Names of the classes.

    Returns:
        `index` of the picture, `label`, `suggestion` and `self_confidence` (the probability of the given
        class), the most likely wrong first.

    Source: Northcutt, Jiang, Chuang 2021, "Confident learning: estimating uncertainty in dataset labels",
    section 3.1, as cleanlab does it.
    """
    probabilities = softmax(logits)
    indices = find_label_issues(
        labels,
        probabilities,
        filter_by="confident_learning",
        return_indices_ranked_by="self_confidence",
        n_jobs=1,
    )
    is_confident = probabilities >= get_confident_thresholds(labels, probabilities)
    suggestions = np.where(is_confident, probabilities, -1.0).argmax(axis=1)
    return pd.DataFrame(
        {
            "index": indices,
            "label": [classes[label] for label in labels[indices]],
            "suggestion": [classes[label] for label in suggestions[indices]],
            "self_confidence": probabilities[indices, labels[indices]].round(5),
        }
    )
