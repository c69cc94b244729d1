"""The tasks that networks for drawings are trained on: which classes they see, and how often."""

from dataclasses import dataclass, replace

import numpy as np

CLASSES = 345
_MOST_BITMAPS, _MOST_OUTLIER_BITMAPS = 0.65, 0.05
_OUTLIERS, _OTHER_THINGS, _ANIMAL_OUTLIERS = 0.1, 0.38, 0.08  # shares of a batch


@dataclass(frozen=True)
class Task:
    """How drawings are sampled, and what the network should answer.

    Attributes:
        probability: `(346,)`: how often each class is sampled; outliers are last.
        label: `(346,)`: the class that each class counts as; 345 for an outlier.
        open_: `(346,)`: 1.0 for the answers that are possible, else 0.0.
        bitmaps: `(346,)`: share of each class that is made from bitmaps.
    """

    probability: np.ndarray
    label: np.ndarray
    open_: np.ndarray
    bitmaps: np.ndarray


def all_categories(counts: tuple[np.ndarray, np.ndarray], outliers: float = _OUTLIERS) -> Task:
    """Returns the task of telling all categories apart, each of which is sampled equally often.

    Args:
        counts: Number of drawings of each class as strokes, and as bitmaps.
        outliers: Share of outliers.
    """
    strokes, bitmaps = counts
    share = np.minimum(bitmaps / np.maximum(strokes + bitmaps, 1), _MOST_BITMAPS)
    share[CLASSES] = min(share[CLASSES], _MOST_OUTLIER_BITMAPS)
    probability = np.full(CLASSES + 1, (1 - outliers) / CLASSES)
    probability[CLASSES] = outliers
    return Task(
        probability.astype(np.float32),
        np.arange(CLASSES + 1),
        np.ones(CLASSES + 1, dtype=np.float32),
        share.astype(np.float32),
    )


def six_animals(everything: Task, animals: list[int]) -> Task:
    """Returns the task of telling a few categories apart, while all others are outliers.

    Args:
        everything: The task of telling all categories apart.
        animals: Indices of the few categories.
    """
    probability = np.full(CLASSES + 1, _OTHER_THINGS / (CLASSES - len(animals)))
    probability[animals] = (1 - _OTHER_THINGS - _ANIMAL_OUTLIERS) / len(animals)
    probability[CLASSES] = _ANIMAL_OUTLIERS
    label = np.full(CLASSES + 1, CLASSES)
    label[animals] = animals
    open_ = np.zeros(CLASSES + 1, dtype=np.float32)
    open_[[*animals, CLASSES]] = 1
    return replace(everything, probability=probability.astype(np.float32), label=label, open_=open_)
