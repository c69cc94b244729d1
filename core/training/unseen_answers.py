"""Answers of a trained network, or of others taught in the same way, for pictures that they had not seen."""

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
    """What a network answered for pictures that it had not seen.

    Attributes:
        indices: `(n,)` int, which pictures.
        logits: `(n, classes)`.
        labels: `(n,)` int.
        familiarity: `(n,)`; None where it is the energy score that tells.
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
    """Returns the answers from which it follows how sure the network should be, and those that are measured.

    Where there are features, heads that are each trained without a part of the pictures answer for that
    part: that also finds pictures whose class is likely wrong. Where only the head was trained, these are
    the answers; else the validation part and the test part must do.

    Args:
        prepared: The prepared data.
        trained: The network.
        classifier: The same, in memory.
        folder: The run's folder: gets `suspects.csv`.
        progress: Receives progress.

    Returns:
        The answers that calibrate, and those that are measured.

    Raises:
        BadData: If a picture is no longer there, or can no longer be read.
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
        # Classes of which the person has kept nothing for the test are measured by cross-validation too.
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
    """Writes which labels are likely wrong."""
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
    """Runs the finished network on pictures, through the same preprocessing as in the app."""
    sources = [prepared.data_set.source(prepared.samples[index]) for index in indices]
    rows = [np.zeros((0, len(prepared.data_set.classes)), np.float32)]
    for done, (_, outcome) in enumerate(classifier.predict_many(sources, blank_pages=True), start=1):
        if isinstance(outcome, InklingError):
            raise outcome
        rows.append(outcome.logits[None])
        progress.progress(done, len(indices))
    return np.concatenate(rows)
