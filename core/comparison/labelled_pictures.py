"""Measures how good a network is on any labelled pictures, and which of them could not be used."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from core.comparison.kinds_as_classes import add_up, classes_by_label
from core.comparison.labelled_answers import LabelledAnswers
from core.errors import InklingError
from core.inference.classifier import Classifier
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
        labels: The classes that the figures are about. If a label of the pictures stands for several classes
            of the network, such as "dog" for its breeds, they are replaced by this label.
        known_by_kind: These labels.
        unlabelled: Names of the pictures that have no class.
        unknown_labels: For each class that the network does not know, the number of its pictures.
        unreadable: `(name, error)` of each picture that got no answer.
        learned_from: Number of usable pictures that the network has learned from, as far as their bytes
            show; None if that is not known here.
    """

    figures: Figures | None
    labels: tuple[str, ...]
    known_by_kind: tuple[str, ...]
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

    A label stands for the network's class of that name, or for all classes of that kind (`classes_by_label`).

    Args:
        classifier: The network.
        sources: The pictures with their classes; consumed lazily, a few pictures ahead.
    """
    bundle = classifier.bundle
    labels: list[str] = []
    logits: list[np.ndarray] = []
    is_learned: list[bool] = []
    unlabelled: list[str] = []
    unreadable: list[tuple[str, InklingError]] = []
    (learned,) = learned_pictures([bundle])
    for source, outcome in classifier.predict_many(sources, at_once=_AT_ONCE):
        label = clean_label(source.label or "")
        if isinstance(outcome, InklingError):
            unreadable.append((source.name, outcome))
        elif not label:
            unlabelled.append(source.name)
        else:
            labels.append(label)
            logits.append(outcome.logits)
            is_learned.append(learned is not None and _sha256_of(source) in learned)
    # Only now, because which classes a label stands for depends on the other labels.
    classes = classes_by_label(dict.fromkeys(labels), bundle)
    rows = [row for row, label in enumerate(labels) if label in classes]
    measured, own_labels = None, bundle.labels
    if rows:
        answers = LabelledAnswers(
            bundle,
            numbers=np.array(rows),
            truth=np.array([classes[labels[row]][0] for row in rows]),
            logits=np.stack([logits[row] for row in rows]),
            familiarity=None,
            milliseconds=None,
            source=None,
        )
        answers = add_up(answers, classes)
        measured, own_labels = figures(answers.logits, answers.truth, bundle.temperature), answers.labels
    return Measurement(
        measured,
        own_labels,
        tuple(label for label, indices in classes.items() if len(indices) > 1),
        tuple(unlabelled),
        Counter(label for label in labels if label not in classes),
        tuple(unreadable),
        None if learned is None else sum(is_learned[row] for row in rows),
    )


def _sha256_of(source: ImageSource) -> str:
    """Returns the checksum that identifies a picture in a data set; empty if it can no longer be read."""
    try:
        return hashlib.sha256(source.read_bytes()).hexdigest()
    except InklingError:
        return ""
