"""Finds pictures whose class is likely wrong, by networks that have not seen them."""

from dataclasses import replace

import numpy as np
import pandas as pd

from core.datasets.splitting import folds
from core.inference.calibration import softmax
from core.training.head_training import head_plan, part_of
from core.training.linear_head import head_of, train_head
from core.training.prepared_data import PreparedData

FOLDS = 5


def out_of_fold(lesson: PreparedData, features: np.ndarray, epochs: int) -> np.ndarray:
    """Answers for every picture by a head that was trained without it and without its near duplicates.

    Args:
        lesson: The prepared data.
        features: `(n, views, features)` of all pictures.
        epochs: For how many epochs each head is trained.

    Returns:
        Logits `(n, classes)`.
    """
    classes = len(lesson.data_set.classes)
    fold_of = folds(lesson.labels, lesson.groups, FOLDS, lesson.request.seed)
    logits = np.zeros((len(lesson.labels), classes), dtype=np.float32)
    plan = head_plan(lesson.request)
    for fold in range(FOLDS):
        inside, outside = np.flatnonzero(fold_of == fold), np.flatnonzero(fold_of != fold)
        if len(inside) == 0:
            continue
        # Nothing is chosen by the fold that is answered for: it is trained just as long as the real one.
        state = train_head(
            part_of(features, lesson.labels, outside),
            part_of(features, lesson.labels, inside),
            classes,
            replace(plan, patience=plan.epochs),
            after_epoch=lambda state: len(state.history) < epochs,
        )
        arrays = state.arrays
        arrays["best_kernel"], arrays["best_bias"] = arrays["kernel"], arrays["bias"]
        kernel, bias = head_of(state)
        logits[inside] = features[inside, 0] @ kernel + bias
    return logits


def suspects(logits: np.ndarray, labels: np.ndarray, classes: tuple[str, ...]) -> pd.DataFrame:
    """Lists pictures that look more like another class than pictures of that class do on average.

    Args:
        logits: `(n, classes)` by networks that had not seen the pictures.
        labels: `(n,)` int class that each was given.
        classes: Their names.

    Returns:
        `place`, `label`, `suggestion` and `self_confidence` (the probability of the given class), the most
        likely wrong first.

    Source: Northcutt, Jiang, Chuang 2021, "Confident learning", section 3.1.
    """
    probabilities = softmax(logits)
    # A class's threshold: the mean probability of it among the pictures that were given it.
    thresholds = np.array(
        [
            probabilities[labels == label, label].mean() if (labels == label).any() else 1.0
            for label in range(len(classes))
        ]
    )
    above = probabilities >= thresholds
    best = np.where(above, probabilities, -1.0).argmax(axis=1)
    own = probabilities[np.arange(len(labels)), labels]
    found = np.flatnonzero(above.any(axis=1) & (best != labels) & (probabilities.argmax(axis=1) != labels))
    found = found[np.argsort(own[found], kind="stable")]
    return pd.DataFrame(
        {
            "place": found,
            "label": [classes[label] for label in labels[found]],
            "suggestion": [classes[label] for label in best[found]],
            "self_confidence": own[found].round(5),
        }
    )
