"""Cross-validation: each head is trained without some of the pictures, and answers for those.

The final head can then learn from every picture, and its accuracy and confidence can still be measured.
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

# Up to this many groups of near duplicates, each group is a fold; up to this many pictures, there are ten
# folds.
_LEAVE_ONE_OUT, _FEW = 40, 200
_FOLDS_OF_FEW, _FOLDS = 10, 5
# With more pictures than this, one fold measures well enough, and all folds would take long. With very many
# classes, fewer pictures take as long: pictures x features x classes.
_MANY, _MANY_PRODUCTS = 5_000, 1e9


def cross_validate(
    data: Features,
    groups: np.ndarray,
    classes: int,
    seed: int,
    strangers: np.ndarray,
    after_fold: Callable[[int, int], bool] = lambda done, folds: True,
) -> tuple[Unseen, float]:
    """Answers for pictures with heads that were trained without them and without their near duplicates.

    Args:
        data: The pictures.
        groups: `(n,)` int; near duplicates share a group.
        classes: Number of classes.
        seed: Seed of the random numbers.
        strangers: `(kinds, channels)` float32, as in `Familiarity`.
        after_fold: Called with the number of folds done and the number of all folds; returns False to stop.

    Returns:
        The best answers, and the inverse strength of regularisation that they were obtained with.
    """
    folds = fold_indices(data.labels, groups, seed)
    pictures, _, size = data.variants.shape
    takes_long = pictures > _MANY or pictures * size * classes > _MANY_PRODUCTS
    measured = folds[:1] if takes_long else folds
    logits = {strength: np.zeros((len(data.labels), classes), np.float32) for strength in STRENGTHS}
    familiarity = np.zeros(len(data.labels), np.float32)
    is_answered = np.zeros(len(data.labels), bool)
    done = 0
    for done, (train, held_out) in enumerate(measured, start=1):
        learned, asked = data.of(train), data.variants[held_out, 0]
        for strength, head in zip(STRENGTHS, train_heads(learned, classes, STRENGTHS), strict=True):
            logits[strength][held_out] = head.logits(asked)
        known = learn_familiarity(learned.variants[:, 0], learned.labels, classes, strangers)
        familiarity[held_out], is_answered[held_out] = known.score(asked), True
        if not after_fold(done, len(measured)):
            break
    losses = [_loss(logits[strength][is_answered], data.labels[is_answered]) for strength in STRENGTHS]
    best = STRENGTHS[int(np.argmin(losses))] if is_answered.any() else STRENGTHS[len(STRENGTHS) // 2]
    return Unseen(logits[best], familiarity, is_answered, folds=done), best


def fold_indices(labels: np.ndarray, groups: np.ndarray, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Divides pictures into folds with similar shares of each class; a group is never divided.

    Args:
        labels: `(n,)` int class of each picture.
        groups: `(n,)` int; near duplicates share a group.
        seed: Seed of the random numbers.

    Returns:
        For each fold, the indices of the pictures outside it and of those in it. If there are few groups,
        each is a fold; otherwise there are five or ten folds, or as many as the largest class has pictures if
        that is fewer. No picture is in two folds, and pictures of at least two classes are outside each fold.
        Empty if all pictures are in one group, or no class has two pictures.
    """
    count = min(len(np.unique(groups)), int(np.bincount(labels).max()))
    if count < 2:
        return []
    if len(np.unique(groups)) <= _LEAVE_ONE_OUT:
        folds = list(LeaveOneGroupOut().split(labels, labels, groups))
    else:
        # scikit-learn refuses more folds than the largest class has pictures.
        count = min(count, _FOLDS_OF_FEW if len(labels) <= _FEW else _FOLDS)
        splitter = StratifiedGroupKFold(count, shuffle=True, random_state=seed)
        with warnings.catch_warnings():
            # A class with fewer pictures than there are folds cannot be in every fold.
            warnings.simplefilter("ignore", UserWarning)
            folds = list(splitter.split(labels, labels, groups))
    return [
        (train, held_out)
        for train, held_out in folds
        if len(np.unique(labels[train])) > 1 and len(held_out) > 0
    ]


def _loss(logits: np.ndarray, labels: np.ndarray) -> float:
    """Returns the cross-entropy at the fitted temperature, with equal weight for every class that occurs.

    Without pictures, it is infinite.
    """
    if not len(labels):
        return np.inf
    temperature = fit_temperature(logits, labels, few=True)
    return float(
        np.mean(
            [
                negative_log_likelihood(logits[labels == label], labels[labels == label], temperature)
                for label in np.unique(labels)
            ]
        )
    )
