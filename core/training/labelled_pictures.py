"""How good a network is on labelled pictures from anywhere, and which of them could not be used."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from core.errors import InklingError
from core.inference.classifier import Classifier
from core.inference.label_names import label_indices
from core.preprocessing.image_source import ImageSource
from core.storage.names import clean_label
from core.training.evaluation import Figures, figures

# How many pictures a thread takes at once: small ones cost no more than waking another thread.
_AT_ONCE = 16


@dataclass(frozen=True)
class Measurement:
    """What a network was measured to be.

    Attributes:
        figures: Of the pictures that could be used; None if there are none.
        unlabelled: Names of pictures that are in no class.
        unknown_labels: How many pictures are of each class that the network does not know.
        unreadable: `(name, error)` of each picture that got no answer.
    """

    figures: Figures | None
    unlabelled: tuple[str, ...]
    unknown_labels: dict[str, int]
    unreadable: tuple[tuple[str, InklingError], ...]


def measure(classifier: Classifier, sources: Iterable[ImageSource]) -> Measurement:
    """Asks a network about labelled pictures, and compares its answers with their labels.

    Args:
        classifier: The network.
        sources: The pictures, with their classes; read only a little ahead.
    """
    index_of = label_indices(classifier.bundle.labels)
    logits: list[np.ndarray] = []
    truths: list[int] = []
    unlabelled: list[str] = []
    unknown_labels: dict[str, int] = {}
    unreadable: list[tuple[str, InklingError]] = []
    for source, outcome in classifier.predict_many(sources, at_once=_AT_ONCE):
        label = clean_label(source.label or "")
        if isinstance(outcome, InklingError):
            unreadable.append((source.name, outcome))
        elif not label:
            unlabelled.append(source.name)
        elif label not in index_of:
            unknown_labels[label] = unknown_labels.get(label, 0) + 1
        else:
            logits.append(outcome.logits)
            truths.append(index_of[label])
    temperature = classifier.bundle.temperature
    measured = figures(np.stack(logits), np.array(truths), temperature) if logits else None
    return Measurement(measured, tuple(unlabelled), unknown_labels, tuple(unreadable))
