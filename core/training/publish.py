"""A trained network -> a bundle in the library, with measured figures."""

import io
import shutil
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from PIL import Image

from core.bundles.bundle import bundle_files, write_bundle
from core.bundles.card import OWN_LICENCE, CardDraft, DataSource, TrainingRecord
from core.bundles.format import MAX_TEXT_CHARACTERS
from core.datasets.thumbnails import thumbnail
from core.evaluation.intervals import wilson_interval
from core.inference.calibration import fit_temperature, softmax
from core.inference.classifier import Classifier
from core.inference.rejection import energy_score, reject_threshold, threshold_for_sure
from core.jobs.progress import ProgressWriter
from core.storage.files import write_whole
from core.storage.names import printable
from core.storage.paths import own_bundles
from core.training.evaluation import card_figures, figures, per_class
from core.training.outcome import MAX_CONFUSION_CLASSES, Outcome, measured_on, parse_outcome
from core.training.prepared_data import PreparedData, TrainedModel
from core.training.request import SETTINGS, TrainingRequest
from core.training.results import ANSWERS_FILE
from core.training.unseen_answers import unseen_answers

TASKS = {"ink": "own drawings", "photo": "photos"}
_EXAMPLES_PER_CLASS = 5
_THUMBNAIL_PX = {"ink": 28, "photo": 64}
_MAX_EXAMPLE_CLASSES = 40
_DRAFT_FOLDER = "draft"


def publish(prepared: PreparedData, trained: TrainedModel, folder: Path, progress: ProgressWriter) -> Outcome:
    """Measures a trained network, and writes its bundle into the library.

    Args:
        prepared: The prepared data.
        trained: The trained network.
        folder: The run's folder, where `test.csv` and `suspects.csv` are written.
        progress: Receives progress.

    Returns:
        The measured figures, and the bundle's name.

    Raises:
        BadData: If a picture no longer exists, or can no longer be read.
        DiskFull: If there is no room for the bundle.
    """
    try:
        return _publish(prepared, trained, folder, progress)
    finally:
        shutil.rmtree(folder / _DRAFT_FOLDER, ignore_errors=True)


def _publish(
    prepared: PreparedData, trained: TrainedModel, folder: Path, progress: ProgressWriter
) -> Outcome:
    draft = _draft_card(prepared, trained)
    history = pd.DataFrame(trained.history).to_csv(index=False).encode()
    files = partial(
        bundle_files,
        prepared.data_set.classes,
        trained.tflite,
        trained.weights,
        history,
        _examples(prepared),
    )
    # A draft bundle without figures, outside the library: what is measured is exactly what is published.
    classifier = Classifier(write_bundle(folder / _DRAFT_FOLDER / prepared.request.bundle, draft, files()))
    calibration, answers = unseen_answers(prepared, trained, classifier, folder, progress)
    temperature = fit_temperature(calibration.logits, calibration.labels, few=True)
    logits, labels = answers.logits, answers.labels
    measured = figures(logits, labels, temperature)
    is_crossed = prepared.request.strategy == "head" and prepared.given_test < measured.images
    folds = trained.unseen.folds if is_crossed and trained.unseen else 0
    # Near duplicates are right or wrong together, so each group of them says as much as one picture.
    independent = len(np.unique(prepared.groups[answers.indices]))
    low, high = wilson_interval(measured.accuracy * independent, independent)
    part_figures = card_figures(measured, logits, labels, accuracy_low=low, accuracy_high=high)
    _write_answers(prepared, answers.indices, softmax(logits, temperature), folder)
    progress.phase("Adding it to the library")
    update: dict[str, Any] = {
        "temperature": round(temperature, 4),
        "reject_threshold": round(reject_threshold(energy_score(calibration.logits)), 4),
        "figures": {measured_on(measured.images, prepared.given_test, folds): part_figures},
    }
    if calibration.familiarity is not None:
        sure = threshold_for_sure(calibration.familiarity, softmax(calibration.logits, temperature))
        update["familiarity_threshold"] = round(sure, 4)
    card = draft.model_copy(update=update)
    evaluation = {"logits": logits.astype(np.float32), "labels": labels}
    bundle = write_bundle(own_bundles() / prepared.request.bundle, card, files(evaluation))
    shares = per_class(measured.confusion)
    is_legible = len(bundle.labels) <= MAX_CONFUSION_CLASSES
    return parse_outcome(
        {
            **part_figures.model_dump(exclude_unset=True),
            "bundle": bundle.name,
            "kind": prepared.data_set.kind,
            "bundle_folder": printable(str(bundle.folder)),
            "best_epoch": trained.best_epoch,
            "epochs": len(trained.history),
            "labels": bundle.labels,
            "per_class": [None if np.isnan(share) else round(float(share), 5) for share in shares],
            "per_class_images": measured.confusion.sum(axis=1).tolist(),
            "confusion": measured.confusion.tolist() if is_legible else [],
            "trained_on": len(prepared.split.train),
            "split_by_picture": prepared.split_by_picture,
            "given_test": prepared.given_test,
            "folds": folds,
        }
    )


def _draft_card(prepared: PreparedData, trained: TrainedModel) -> CardDraft:
    request, data_set = prepared.request, prepared.data_set
    return CardDraft(
        name=request.bundle,
        title=request.title,
        # A description too long for a card must not make the training fail.
        description=(request.description or f'Taught with "{data_set.title}".')[:MAX_TEXT_CHARACTERS],
        task=TASKS[data_set.kind],
        classes=len(data_set.classes),
        input=trained.input,
        network=trained.network,
        recipe=_command(prepared),
        training=TrainingRecord(
            data=(DataSource(name=data_set.title, licence=OWN_LICENCE),),
            pictures=len(prepared.samples),
            strategy=request.strategy,
            starts_from=request.backbone or None,
            starts_from_sha256=trained.starts_from_sha256 or None,
            # A card leaves out settings that had no effect.
            **(_settings(request) | {"epochs": len(trained.history)}),
        ),
        date=date.today(),
        temperature=1.0,
        reject_threshold=0.0,
        versions=trained.versions,
    )


def _command(prepared: PreparedData) -> str:
    """Returns the command that trains the network again on the same pictures, with the relevant options."""
    request = prepared.request
    options: dict[str, object] = {
        "name": request.bundle,
        "strategy": request.strategy,
        **({"backbone": request.backbone} if request.backbone else {}),
        **_settings(request),
    }
    words = [f"--{name.replace('_', '-')} {value}" for name, value in options.items()]
    return " ".join(["python -m core train DATA", *words])


def _settings(request: TrainingRequest) -> dict[str, Any]:
    return {name: getattr(request, name) for name in SETTINGS[request.strategy]}


def _write_answers(
    prepared: PreparedData, indices: np.ndarray, probabilities: np.ndarray, folder: Path
) -> None:
    """Writes the network's answer for each test picture."""
    labels = prepared.data_set.classes
    answers = probabilities.argmax(axis=1)
    rows = [
        {
            "number": prepared.samples[index].number,
            # A carriage return would end the row.
            "name": printable(prepared.samples[index].name),
            "label": labels[prepared.labels[index]],
            "answer": labels[answer],
            "probability": round(float(row[answer]), 5),
            "probability_of_label": round(float(row[prepared.labels[index]]), 5),
        }
        for index, answer, row in zip(indices, answers, probabilities, strict=True)
    ]
    write_whole(folder / ANSWERS_FILE, pd.DataFrame(rows).to_csv(index=False))


def _examples(prepared: PreparedData) -> bytes:
    """Draws a sheet with a few training pictures of each class, one row per class.

    Where a class has fewer pictures, the sheet is transparent, which suits a light and a dark page.
    """
    side = _THUMBNAIL_PX[prepared.data_set.kind]
    classes = min(len(prepared.data_set.classes), _MAX_EXAMPLE_CLASSES)
    sheet = Image.new("RGBA", (side * _EXAMPLES_PER_CLASS, side * classes))
    train = prepared.split.train
    train_labels = prepared.labels[train]
    for row in range(classes):
        for column, index in enumerate(train[train_labels == row][:_EXAMPLES_PER_CLASS]):
            small = thumbnail(prepared.data_set, prepared.samples[index], side)
            sheet.paste(small, (column * side, row * side))
    file = io.BytesIO()
    sheet.save(file, "PNG", optimize=True)
    return file.getvalue()
