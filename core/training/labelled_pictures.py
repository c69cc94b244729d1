"""Measures how good a network is on any labelled pictures, and which of them could not be used."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from core.errors import InklingError
from core.inference.classifier import Classifier
from core.inference.label_names import label_indices
from core.preprocessing.image_source import ImageSource
from core.storage.names import clean_label
from core.training.evaluation import Figures, figures
from core.training.learned_pictures import learned_pictures

# Pictures that a thread takes at once: a small picture costs no more than waking another thread.
_AT_ONCE = 16
# With fewer classes, nearly every picture's class is among the five most likely.
_MIN_CLASSES_FOR_TOP5 = 6


@dataclass(frozen=True)
class Measurement:
    """The result of measuring a network on labelled pictures.

    Attributes:
        figures: Figures for the pictures that could be used; None if there are none.
        unlabelled: Names of the pictures that have no class.
        unknown_labels: For each class that the network does not know, the number of its pictures.
        unreadable: `(name, error)` of each picture that got no answer.
        learned_from: Number of usable pictures that the network has learned from, as far as their bytes
            show; None if that is not known here.
    """

    figures: Figures | None
    unlabelled: tuple[str, ...]
    unknown_labels: dict[str, int]
    unreadable: tuple[tuple[str, InklingError], ...]
    learned_from: int | None = None

    @property
    def top5_accuracy(self) -> float | None:
        """Share of pictures whose class was among the five most likely; None if there are few classes."""
        if self.figures is None or len(self.figures.confusion) < _MIN_CLASSES_FOR_TOP5:
            return None
        return self.figures.top5_accuracy

    @property
    def warning(self) -> str:
        """What to know before trusting the figures; empty if there is nothing."""
        if self.learned_from is None:
            return "Whether it has learned from some of these pictures is not known here."
        if not self.learned_from:
            return ""
        of_all = f"{self.learned_from:,} of the {self.figures.images:,}" if self.figures else "some of the"
        return (
            f"It has learned from {of_all} pictures, so these figures are too good: it may know those "
            "pictures by heart. Measure on other pictures to be fair."
        )


def measure(classifier: Classifier, sources: Iterable[ImageSource]) -> Measurement:
    """Asks a network about labelled pictures, and compares its answers with their labels.

    Args:
        classifier: The network.
        sources: The pictures with their classes; consumed lazily, a few pictures ahead.
    """
    index_of = label_indices(classifier.bundle.labels)
    logits: list[np.ndarray] = []
    truths: list[int] = []
    unlabelled: list[str] = []
    unknown_labels: dict[str, int] = {}
    unreadable: list[tuple[str, InklingError]] = []
    (learned,), learned_from = learned_pictures([classifier.bundle]), 0
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
            if learned and _sha256_of(source) in learned:
                learned_from += 1
    temperature = classifier.bundle.temperature
    measured = figures(np.stack(logits), np.array(truths), temperature) if logits else None
    return Measurement(
        measured,
        tuple(unlabelled),
        unknown_labels,
        tuple(unreadable),
        None if learned is None else learned_from,
    )


def _sha256_of(source: ImageSource) -> str:
    """Returns the checksum that identifies a picture in a data set; empty if it can no longer be read."""
    try:
        return hashlib.sha256(source.read_bytes()).hexdigest()
    except InklingError:
        return ""
