"""Figures of a network on labelled pictures: accuracy, confusion, calibration.

scikit-learn takes seconds to import, so no page imports this module, and the terminal only when it evaluates.
"""

from dataclasses import dataclass

import numpy as np
from sklearn.metrics import accuracy_score, confusion_matrix, recall_score

from core.bundles.card_figures import PartFigures
from core.inference.calibration import expected_calibration_error, softmax


@dataclass(frozen=True)
class Figures:
    """How good a network was on a labelled data set.

    Attributes:
        images: Number of pictures that were evaluated.
        accuracy: Share of pictures whose most likely class was right.
        balanced_accuracy: The accuracy with equal weight for every class that occurs.
        top5_accuracy: Share of pictures whose class was among the five most likely.
        balanced_top5_accuracy: The top-5 accuracy with equal weight for every class that occurs.
        expected_calibration_error: With 15 bins (Guo et al. 2017).
        confusion: `(classes, classes)` int; rows are true classes, columns are answers.
    """

    images: int
    accuracy: float
    balanced_accuracy: float
    top5_accuracy: float
    balanced_top5_accuracy: float
    expected_calibration_error: float
    confusion: np.ndarray


def figures(logits: np.ndarray, labels: np.ndarray, temperature: float) -> Figures:
    """Computes all figures from logits.

    Args:
        logits: `(n, classes)`, n at least 1.
        labels: `(n,)` int, the class of each picture.
        temperature: For the calibration error; the other figures do not depend on it.

    Returns:
        The figures.
    """
    classes = logits.shape[1]
    answers = logits.argmax(axis=1)
    label_logits = logits[np.arange(len(labels)), labels]
    in_top5 = (logits > label_logits[:, None]).sum(axis=1) < 5
    # A class that does not occur has no recall.
    present, class_images = np.unique(labels, return_counts=True)
    top5_recalls = np.bincount(labels, in_top5, classes)[present] / class_images
    return Figures(
        images=len(labels),
        accuracy=float(accuracy_score(labels, answers)),
        balanced_accuracy=float(recall_score(labels, answers, labels=present, average="macro")),
        top5_accuracy=float(in_top5.mean()),
        balanced_top5_accuracy=float(top5_recalls.mean()),
        expected_calibration_error=expected_calibration_error(softmax(logits, temperature), labels),
        confusion=confusion_matrix(labels, answers, labels=np.arange(classes)),
    )


def card_figures(
    measured: Figures, logits: np.ndarray, labels: np.ndarray, **further_shares: float
) -> PartFigures:
    """Returns what a card says about a test part, rounded to five decimal places.

    Args:
        measured: The part's figures at the fitted temperature.
        logits: `(n, classes)`, before division by the temperature.
        labels: `(n,)` int, the class of each picture.
        **further_shares: Attributes of `PartFigures` that not every card has.
    """
    shares = {
        "accuracy": measured.accuracy,
        "balanced_accuracy": measured.balanced_accuracy,
        "top5_accuracy": measured.top5_accuracy,
        "calibration_error_before": expected_calibration_error(softmax(logits), labels),
        "calibration_error_after": measured.expected_calibration_error,
        **further_shares,
    }
    return PartFigures.model_validate(
        {"images": measured.images, **{name: round(share, 5) for name, share in shares.items()}}
    )


def per_class(confusion: np.ndarray) -> np.ndarray:
    """Returns each class's share of right answers, `(classes,)` float; NaN if a class does not occur."""
    with np.errstate(invalid="ignore"):
        return confusion.diagonal() / confusion.sum(axis=1)
