"""Cross-validation: heads that are each trained without some pictures answer for those.

So every picture can be learned from, and how good and how sure the head is can be measured all the same.
scikit-learn takes seconds to import, so only the worker imports this module.
"""

import warnings
from collections.abc import Callable

import numpy as np
from sklearn.model_selection import LeaveOneGroupOut, StratifiedGroupKFold

from core.bundles.familiarity import learn_familiarity
from core.inference.calibration import fit_temperature, negative_log_likelihood
from core.training.linear_head import STRENGTHS, Features, train_heads
from core.training.prepared_data import Unseen

# Pictures up to which each is answered for by a head of its own, and up to which there are ten folds.
_LEAVE_ONE_OUT, _FEW = 40, 200
_FOLDS_OF_FEW, _FOLDS = 10, 5
# Of more pictures, one fold is measurement enough, and all of them would take long; so they would for fewer
# of very many classes: pictures x features x classes.
_MANY, _MANY_PRODUCTS = 5_000, 1e9


def cross_validate(
    data: Features,
    groups: np.ndarray,
    classes: int,
    seed: int,
    after_fold: Callable[[int, int], bool] = lambda done, folds: True,
) -> tuple[Unseen, float]:
    """Answers for pictures by heads that were trained without them and without their near duplicates.

    Args:
        data: The pictures.
        groups: `(n,)` int; near duplicates share one.
        classes: Number of classes.
        seed: Seed of chance.
        after_fold: Called with how many folds are done, and of how many; returns False to stop.

    Returns:
        The answers, and the inverse strength of regularisation that they came out best with.
    """
    folds = fold_indices(data.labels, groups, seed)
    pictures, _, size = data.variants.shape
    takes_long = pictures > _MANY or pictures * size * classes > _MANY_PRODUCTS
    measured = folds[:1] if takes_long else folds
    logits = {strength: np.zeros((len(data.labels), classes), np.float32) for strength in STRENGTHS}
    familiarity = np.zeros(len(data.labels), np.float32)
    is_answered = np.zeros(len(data.labels), bool)
    for done, (train, held_out) in enumerate(measured, start=1):
        learned, asked = data.of(train), data.variants[held_out, 0]
        for strength, head in zip(STRENGTHS, train_heads(learned, classes, STRENGTHS), strict=True):
            logits[strength][held_out] = head.logits(asked)
        known = learn_familiarity(learned.variants[:, 0], learned.labels, classes)
        familiarity[held_out], is_answered[held_out] = known.score(asked), True
        if not after_fold(done, len(measured)):
            break
    losses = [_loss(logits[strength][is_answered], data.labels[is_answered]) for strength in STRENGTHS]
    best = STRENGTHS[int(np.argmin(losses))] if is_answered.any() else STRENGTHS[len(STRENGTHS) // 2]
    return Unseen(logits[best], familiarity, is_answered, len(measured)), best


def fold_indices(labels: np.ndarray, groups: np.ndarray, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Deals pictures into folds of like size and mixture; pictures of a group go into the same one.

    Args:
        labels: `(n,)` int class of each picture.
        groups: `(n,)` int; near duplicates share one.
        seed: Seed of chance.

    Returns:
        For each fold, indices of the pictures outside of it and of those in it: a fold for each group where
        there are few, else five or ten. Every picture is in one fold, and pictures of at least two classes
        outside; there is none if all pictures are in one group, or no class has two.
    """
    count = min(len(np.unique(groups)), int(np.bincount(labels).max()))
    if count < 2:
        return []
    if len(np.unique(groups)) <= _LEAVE_ONE_OUT:
        folds = list(LeaveOneGroupOut().split(labels, labels, groups))
    else:
        # Of smaller classes, scikit-learn would refuse more folds.
        count = min(count, _FOLDS_OF_FEW if len(labels) <= _FEW else _FOLDS)
        splitter = StratifiedGroupKFold(count, shuffle=True, random_state=seed)
        with warnings.catch_warnings():
            # A class of fewer pictures than folds cannot be in each of them.
            warnings.simplefilter("ignore", UserWarning)
            folds = list(splitter.split(labels, labels, groups))
    return [
        (train, held_out)
        for train, held_out in folds
        if len(np.unique(labels[train])) > 1 and len(held_out) > 0
    ]


def _loss(logits: np.ndarray, labels: np.ndarray) -> float:
    """Returns the cross-entropy at the temperature at which it is lowest."""
    if not len(labels):
        return np.inf
    return negative_log_likelihood(logits, labels, fit_temperature(logits, labels, few=True))
