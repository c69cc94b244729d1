"""Finds pictures whose class is probably wrong, with networks that have not seen them.

Cleanlab takes seconds to import, so only the worker imports this module.
"""

import numpy as np
import pandas as pd
from cleanlab.filter import find_label_issues

from core.inference.calibration import fit_temperature, softmax

# The confidence from which an answer suggests another class. Confident learning uses the average confidence
# on pictures of that class instead, and misses a third of the wrong labels. `benchmarks/wrong_labels.py`
# compares the two.
LEAST_CONFIDENCE = 0.6


def label_issues(logits: np.ndarray, labels: np.ndarray, classes: tuple[str, ...]) -> pd.DataFrame:
    """Lists pictures that networks confidently take for another class without having seen them.

    Args:
        logits: `(n, classes)` from networks that had not seen the pictures.
        labels: `(n,)` int class that each picture was given.
        classes: Names of the classes.

    Returns:
        `index` of the picture, `label`, `suggestion` and `self_confidence` (the calibrated probability of the
        given class), sorted by how far the suggestion leads, largest lead first.

    Source: "predicted_neq_given" of cleanlab, ranked by the normalized margin: Northcutt, Jiang, Chuang 2021,
        "Confident learning: estimating uncertainty in dataset labels", sections 3 and 4.
    """
    probabilities = softmax(logits, fit_temperature(logits, labels, few=True))
    indices = find_label_issues(
        labels,
        probabilities,
        filter_by="predicted_neq_given",
        return_indices_ranked_by="normalized_margin",
        n_jobs=1,
    )
    indices = indices[probabilities[indices].max(axis=1) >= LEAST_CONFIDENCE]
    return pd.DataFrame(
        {
            "index": indices,
            "label": [classes[label] for label in labels[indices]],
            "suggestion": [classes[label] for label in probabilities[indices].argmax(axis=1)],
            "self_confidence": probabilities[indices, labels[indices]].round(5),
        }
    )
