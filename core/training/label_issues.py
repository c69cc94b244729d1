"""Finds pictures whose class is likely wrong, by networks that have not seen them.

Cleanlab and scikit-learn take seconds to import, so only the worker imports this module.
"""

import warnings
from dataclasses import replace

import numpy as np
import pandas as pd
from cleanlab.count import get_confident_thresholds
from cleanlab.filter import find_label_issues
from sklearn.model_selection import StratifiedGroupKFold

from core.inference.calibration import softmax
from core.training.head_training import head_plan, select_features
from core.training.linear_head import head_of, train_head
from core.training.prepared_data import PreparedData

FOLDS = 5


def out_of_fold_logits(prepared: PreparedData, features: np.ndarray, epochs: int) -> np.ndarray:
    """Answers for every picture by a head that was trained without it and without its near duplicates.

    Args:
        prepared: The prepared data.
        features: `(n, variants, features)` of all pictures.
        epochs: For how many epochs each head is trained.

    Returns:
        Logits `(n, classes)`, float32.
    """
    labels, classes = prepared.labels, len(prepared.data_set.classes)
    logits = np.zeros((len(labels), classes), dtype=np.float32)
    plan = head_plan(prepared.request)
    for train, held_out in fold_indices(labels, prepared.groups, prepared.request.seed):
        # Nothing is chosen by the fold that is answered for: it is trained just as long as the real one.
        state = train_head(
            select_features(features, labels, train),
            select_features(features, labels, held_out),
            classes,
            replace(plan, patience=plan.epochs),
            after_epoch=lambda state: len(state.history) < epochs,
        )
        kernel, bias = head_of(state, best=False)
        logits[held_out] = features[held_out, 0] @ kernel + bias
    return logits


def fold_indices(labels: np.ndarray, groups: np.ndarray, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Deals pictures into folds of like size and mixture; pictures of a group go into the same one.

    Args:
        labels: `(n,)` int class of each picture.
        groups: `(n,)` int; near duplicates share one.
        seed: Seed of chance.

    Returns:
        For each of at most `FOLDS` folds, indices of the pictures outside of it and of those in it. Every
        picture is in one fold; there is none if all pictures are in one group, or no class has two.
    """
    # Of fewer groups, some folds would be empty; of smaller classes, scikit-learn would refuse.
    count = min(FOLDS, len(np.unique(groups)), int(np.bincount(labels).max()))
    if count < 2:
        return []
    splitter = StratifiedGroupKFold(count, shuffle=True, random_state=seed)
    with warnings.catch_warnings():
        # A class of fewer pictures than folds cannot be in each of them.
        warnings.simplefilter("ignore", UserWarning)
        folds = list(splitter.split(np.zeros(len(labels)), labels, groups))
    return [(train, held_out) for train, held_out in folds if len(train) and len(held_out)]


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
