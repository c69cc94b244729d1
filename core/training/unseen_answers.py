"""Answers of a trained network, or of others trained in the same way, for pictures that they had not seen."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.errors import InklingError
from core.inference.classifier import Classifier
from core.jobs.progress import ProgressWriter
from core.storage.files import write_whole
from core.training.prepared_data import PreparedData, TrainedModel, Unseen
from core.training.results import ISSUES_FILE


@dataclass(frozen=True)
class Answers:
    """A network's answers for pictures that it had not seen.

    Attributes:
        indices: `(n,)` int, the indices of the pictures.
        logits: `(n, classes)`.
        labels: `(n,)` int, the class of each picture.
        familiarity: `(n,)`; None if the energy score is used instead.
    """

    indices: np.ndarray
    logits: np.ndarray
    labels: np.ndarray
    familiarity: np.ndarray | None = None


def unseen_answers(
    prepared: PreparedData,
    trained: TrainedModel,
    classifier: Classifier,
    folder: Path,
    progress: ProgressWriter,
) -> tuple[Answers, Answers]:
    """Returns the answers that calibrate a network's confidence, and those that its figures are measured on.

    If the network was built on a backbone, heads that were each trained without a part of the pictures have
    answered for that part. These answers show which labels are probably wrong. If only the head was trained,
    they also calibrate it, and measure the classes that have no test pictures; otherwise, the network's
    answers for the validation part calibrate it. The test part is always measured.

    Args:
        prepared: The prepared data.
        trained: The trained network.
        classifier: The same network, in memory.
        folder: The run's folder, where `suspects.csv` is written.
        progress: Receives progress.

    Returns:
        The answers that calibrate, and those that are measured.

    Raises:
        BadData: If a picture no longer exists, or can no longer be read.
    """
    parts, labels, unseen = prepared.split, prepared.labels, trained.unseen
    if unseen is not None:
        _look_for_wrong_labels(prepared, unseen, folder, progress)
    progress.phase("Measuring on the test part", len(parts.test))
    logits = _logits(prepared, classifier, parts.test, progress)
    measured = Answers(parts.test, logits, labels[parts.test])
    if unseen is not None and prepared.request.strategy == "head":
        learned = parts.train[unseen.is_answered[parts.train]]
        crossed = Answers(learned, unseen.logits[learned], labels[learned], unseen.familiarity[learned])
        # Classes without pictures in the user's own test part are measured by cross-validation.
        others = learned[~np.isin(labels[learned], measured.labels)]
        indices = np.concatenate([measured.indices, others])
        return crossed, Answers(
            indices, np.concatenate([measured.logits, unseen.logits[others]]), labels[indices]
        )
    progress.phase("Measuring how sure it should be", len(parts.validation))
    logits = _logits(prepared, classifier, parts.validation, progress)
    return Answers(parts.validation, logits, labels[parts.validation]), measured


def _look_for_wrong_labels(
    prepared: PreparedData, unseen: Unseen, folder: Path, progress: ProgressWriter
) -> None:
    """Writes which labels are probably wrong."""
    progress.phase("Looking for wrong labels")
    # Importing cleanlab takes seconds.
    from core.training.label_issues import label_issues

    answered = np.flatnonzero(unseen.is_answered)
    table = label_issues(unseen.logits[answered], prepared.labels[answered], prepared.data_set.classes)
    table.insert(0, "number", [prepared.samples[answered[index]].number for index in table.pop("index")])
    write_whole(folder / ISSUES_FILE, table.to_csv(index=False))


def _logits(
    prepared: PreparedData, classifier: Classifier, indices: np.ndarray, progress: ProgressWriter
) -> np.ndarray:
    """Runs the finished network on pictures, with the same preprocessing as in the app."""
    sources = [prepared.data_set.source(prepared.samples[index]) for index in indices]
    rows = [np.zeros((0, len(prepared.data_set.classes)), np.float32)]
    for done, (_, outcome) in enumerate(classifier.predict_many(sources, blank_pages=True), start=1):
        if isinstance(outcome, InklingError):
            raise outcome
        rows.append(outcome.logits[None])
        progress.progress(done, len(indices))
    return np.concatenate(rows)
