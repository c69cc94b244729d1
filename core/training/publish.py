"""A trained network -> a bundle in the library, with figures that were measured on its test part."""

import io
import shutil
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image

from core.bundles.bundle import bundle_files, write_bundle
from core.bundles.card import CardDraft, DataSource, TrainingRecord
from core.bundles.format import MAX_TEXT_LETTERS
from core.datasets.thumbnails import thumbnail
from core.errors import InklingError
from core.inference.calibration import fit_temperature, softmax
from core.inference.classifier import Classifier
from core.inference.rejection import energy_score, reject_threshold
from core.jobs.progress import ProgressWriter
from core.storage.files import write_whole
from core.storage.paths import own_bundles
from core.training.evaluation import card_figures, figures, per_class
from core.training.outcome import Outcome, parse_outcome
from core.training.prepared_data import PreparedData, TrainedModel
from core.training.results import ANSWERS_FILE, ISSUES_FILE

TASKS = {"ink": "own drawings", "photo": "photos"}
_EXAMPLES_PER_CLASS = 5
_THUMBNAIL_PX = {"ink": 28, "photo": 64}
_MAX_EXAMPLE_CLASSES = 40
_DRAFT_FOLDER = "draft"


def publish(prepared: PreparedData, trained: TrainedModel, folder: Path, progress: ProgressWriter) -> Outcome:
    """Measures what was trained on the test part, and writes its bundle into the library.

    Args:
        prepared: The prepared data.
        trained: The network.
        folder: The run's folder: gets `test.csv` and `suspects.csv`.
        progress: Receives progress.

    Returns:
        The measured figures, and the bundle's name.

    Raises:
        BadData: If a picture is no longer there, or can no longer be read.
        DiskFull: If there is no room for the bundle.
    """
    try:
        return _publish(prepared, trained, folder, progress)
    finally:
        shutil.rmtree(folder / _DRAFT_FOLDER, ignore_errors=True)


def accuracy_interval(right: int, images: int) -> tuple[float, float]:
    """Returns the 95 % interval of an accuracy.

    Args:
        right: Number of pictures that were answered right.
        images: Number of pictures, at least 1.

    Returns:
        Its ends, 0 to 1.

    Source: Wilson 1927, "Probable inference, the law of succession, and statistical inference".
    """
    # Importing SciPy's statistics takes a second.
    from scipy.stats import binomtest

    interval = binomtest(right, images).proportion_ci(confidence_level=0.95, method="wilson")
    return float(interval.low), float(interval.high)


def _publish(
    prepared: PreparedData, trained: TrainedModel, folder: Path, progress: ProgressWriter
) -> Outcome:
    test = prepared.split.test
    progress.phase("Measuring on the test part", len(test))
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
    # A first bundle without figures, out of sight: what is measured is exactly what is published.
    classifier = Classifier(write_bundle(folder / _DRAFT_FOLDER / prepared.request.bundle, draft, files()))
    logits, labels = _logits(prepared, classifier, test, progress), prepared.labels[test]
    unseen_logits, unseen_labels = _unseen(prepared, trained, classifier, folder, progress)
    temperature = fit_temperature(unseen_logits, unseen_labels)
    measured = figures(logits, labels, temperature)
    low, high = accuracy_interval(round(measured.accuracy * measured.images), measured.images)
    part_figures = card_figures(measured, logits, labels, accuracy_low=low, accuracy_high=high)
    _write_answers(prepared, test, softmax(logits, temperature), folder)
    progress.phase("Putting it into the library")
    card = draft.model_copy(
        update={
            "temperature": round(temperature, 4),
            "reject_threshold": round(reject_threshold(energy_score(unseen_logits)), 4),
            "figures": {"your own test part" if prepared.given_test else "test part": part_figures},
        }
    )
    evaluation = {"logits": logits.astype(np.float32), "labels": labels}
    bundle = write_bundle(own_bundles() / prepared.request.bundle, card, files(evaluation))
    shares = per_class(measured.confusion)
    return parse_outcome(
        {
            **part_figures.model_dump(exclude_unset=True),
            "bundle": bundle.name,
            "kind": prepared.data_set.kind,
            "bundle_folder": str(bundle.folder),
            "best_epoch": trained.best_epoch,
            "epochs": len(trained.history),
            "labels": bundle.labels,
            "per_class": [None if np.isnan(share) else round(float(share), 5) for share in shares],
            "per_class_images": measured.confusion.sum(axis=1).tolist(),
            "confusion": measured.confusion.tolist(),
            "trained_on": len(prepared.split.train),
            "split_by_picture": prepared.split_by_picture,
            "given_test": prepared.given_test,
        }
    )


def _draft_card(prepared: PreparedData, trained: TrainedModel) -> CardDraft:
    request, data_set = prepared.request, prepared.data_set
    return CardDraft(
        name=request.bundle,
        title=request.title,
        # What is too long for a card must not cost a person the training.
        description=(request.description or f"Taught here with {data_set.title}.")[:MAX_TEXT_LETTERS],
        task=TASKS[data_set.kind],
        classes=len(data_set.classes),
        input=trained.input,
        network=trained.network,
        recipe=_command(prepared),
        training=TrainingRecord(
            data=(DataSource(name=data_set.title, licence="your own pictures"),),
            pictures=len(prepared.samples),
            strategy=request.strategy,
            starts_from=request.backbone or None,
            starts_from_sha256=trained.starts_from_sha256 or None,
            learning_rate=request.learning_rate,
            batch_size=request.batch_size,
            augmentations=request.augmentations,
            test_share=request.test_share,
            validation_share=request.validation_share,
            epochs=len(trained.history),
            seed=request.seed,
        ),
        date=date.today(),
        temperature=1.0,
        reject_threshold=0.0,
        versions=trained.versions,
    )


def _command(prepared: PreparedData) -> str:
    """Returns the command that makes the network anew from the same pictures."""
    request = prepared.request
    options: dict[str, object] = {
        "name": request.bundle,
        "strategy": request.strategy,
        **({"backbone": request.backbone} if request.backbone else {}),
        "epochs": request.epochs,
        "augmentations": request.augmentations,
        "learning-rate": request.learning_rate,
        "batch-size": request.batch_size,
        "test-share": request.test_share,
        "validation-share": request.validation_share,
        "seed": request.seed,
    }
    words = [f"--{name} {value}" for name, value in options.items()]
    return " ".join(["python -m core train DATA", *words])


def _logits(
    prepared: PreparedData, classifier: Classifier, indices: np.ndarray, progress: ProgressWriter
) -> np.ndarray:
    """Runs the finished network on pictures, through the same preprocessing as in the app."""
    sources = [prepared.data_set.source(prepared.samples[index]) for index in indices]
    rows = []
    for done, (_, outcome) in enumerate(classifier.predict_many(sources, blank_pages=True), start=1):
        if isinstance(outcome, InklingError):
            raise outcome
        rows.append(outcome.logits)
        progress.progress(done, len(indices))
    return np.stack(rows)


def _unseen(
    prepared: PreparedData,
    trained: TrainedModel,
    classifier: Classifier,
    folder: Path,
    progress: ProgressWriter,
) -> tuple[np.ndarray, np.ndarray]:
    """Returns logits of pictures outside of the test that were not trained on, with their labels.

    Where there are features, heads that are each trained without a fifth of the pictures answer for that
    fifth: that also finds pictures whose class is likely wrong. Else the validation part must do.
    """
    parts = prepared.split
    if trained.features is not None:
        logits = _look_for_wrong_labels(prepared, trained, folder, progress)
        if prepared.request.strategy == "head":
            kept = np.sort(np.concatenate([parts.train, parts.validation]))
            return logits[kept], prepared.labels[kept]
    progress.phase("Measuring how sure it should be", len(parts.validation))
    return _logits(prepared, classifier, parts.validation, progress), prepared.labels[parts.validation]


def _look_for_wrong_labels(
    prepared: PreparedData, trained: TrainedModel, folder: Path, progress: ProgressWriter
) -> np.ndarray:
    """Writes which labels are likely wrong; returns the logits of heads that had not seen the pictures."""
    assert trained.features is not None
    progress.phase("Looking for wrong labels")
    # Importing cleanlab and scikit-learn takes seconds.
    from core.training.label_issues import label_issues, out_of_fold_logits

    logits = out_of_fold_logits(prepared, trained.features, trained.head_epochs)
    table = label_issues(logits, prepared.labels, prepared.data_set.classes)
    table.insert(0, "number", [prepared.samples[index].number for index in table.pop("index")])
    write_whole(folder / ISSUES_FILE, table.to_csv(index=False))
    return logits


def _write_answers(
    prepared: PreparedData, indices: np.ndarray, probabilities: np.ndarray, folder: Path
) -> None:
    """Writes what the network answered for each test picture."""
    labels = prepared.data_set.classes
    answers = probabilities.argmax(axis=1)
    rows = [
        {
            "number": prepared.samples[index].number,
            "name": prepared.samples[index].name,
            "label": labels[prepared.labels[index]],
            "answer": labels[answer],
            "probability": round(float(row[answer]), 5),
            "probability_of_label": round(float(row[prepared.labels[index]]), 5),
        }
        for index, answer, row in zip(indices, answers, probabilities, strict=True)
    ]
    write_whole(folder / ANSWERS_FILE, pd.DataFrame(rows).to_csv(index=False))


def _examples(prepared: PreparedData) -> bytes:
    """Draws a few training pictures of each class, a row for each class."""
    side = _THUMBNAIL_PX[prepared.data_set.kind]
    classes = min(len(prepared.data_set.classes), _MAX_EXAMPLE_CLASSES)
    sheet = Image.new("RGB", (side * _EXAMPLES_PER_CLASS, side * classes))
    train = prepared.split.train
    train_labels = prepared.labels[train]
    for row in range(classes):
        for column, index in enumerate(train[train_labels == row][:_EXAMPLES_PER_CLASS]):
            small = thumbnail(prepared.data_set, prepared.samples[index], side)
            sheet.paste(small, (column * side, row * side))
    file = io.BytesIO()
    sheet.save(file, "PNG", optimize=True)
    return file.getvalue()
