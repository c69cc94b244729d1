"""What a training brought -> a bundle in the library, with figures that were measured on its test part."""

import io
import math
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from PIL import Image
from safetensors.numpy import save

from core.bundles.bundle import write_bundle
from core.datasets.thumbnails import thumbnail
from core.inference.calibration import (
    energy_score,
    expected_calibration_error,
    fit_temperature,
    reject_threshold,
    softmax,
)
from core.inference.classifier import Classifier
from core.inference.evaluation import figures, per_class
from core.jobs.progress import ProgressWriter
from core.storage.files import write_whole
from core.storage.paths import home
from core.training.label_issues import out_of_fold, suspects
from core.training.prepared_data import PreparedData, TrainedModel

TASKS = {"ink": "own drawings", "photo": "photos"}
_EXAMPLES_PER_CLASS = 5
_THUMBNAIL_PX = {"ink": 28, "photo": 64}
_MAX_EXAMPLE_CLASSES = 40
_Z95 = 1.959964  # of the normal distribution


def finish(
    lesson: PreparedData, learned: TrainedModel, folder: Path, reporter: ProgressWriter
) -> dict[str, Any]:
    """Measures what was learned on the test part, and puts it into the library.

    Args:
        lesson: The prepared data.
        learned: The network.
        folder: The run's: gets `test.csv` and `suspects.csv`.
        reporter: Whom to tell.

    Returns:
        The figures that the run's page shows, and the bundle's name.
    """
    places = lesson.split.test
    reporter.phase("Measuring on the test part", len(places))
    draft = _draft_card(lesson, learned)
    files = {
        "labels.txt": ("\n".join(lesson.data_set.classes) + "\n").encode(),
        "model.tflite": learned.tflite,
        "weights.safetensors": save(learned.weights),
        "history.csv": pd.DataFrame(learned.history).to_csv(index=False).encode(),
        "evaluation.safetensors": save(
            {"logits": np.zeros((0, len(lesson.data_set.classes)), np.float32), "labels": np.zeros(0, int)}
        ),
        "examples.png": _examples(lesson),
    }
    shelf = home() / "models"
    # A first bundle without figures, out of sight: what is measured is exactly what is shipped.
    hidden = folder / "draft" / lesson.request.bundle
    classifier = Classifier(write_bundle(hidden, draft, files))
    logits = _logits(lesson, classifier, places, reporter)
    labels = lesson.labels[places]
    unseen_logits, unseen_labels = _unseen(lesson, learned, classifier, folder, reporter)
    temperature = fit_temperature(unseen_logits, unseen_labels)
    found = figures(logits, labels, temperature)
    low, high = wilson_interval(round(found.accuracy * found.images), found.images)
    measured = {
        "images": found.images,
        "accuracy": round(found.accuracy, 5),
        "accuracy_low": round(low, 5),
        "accuracy_high": round(high, 5),
        "balanced_accuracy": round(found.balanced_accuracy, 5),
        "top5_accuracy": round(found.top5_accuracy, 5),
        "calibration_error_before": round(expected_calibration_error(softmax(logits), labels), 5),
        "calibration_error_after": round(found.expected_calibration_error, 5),
    }
    _write_answers(lesson, places, softmax(logits, temperature), folder)
    reporter.phase("Putting it into the library")
    card = {
        **draft,
        "temperature": round(temperature, 4),
        "reject_threshold": round(reject_threshold(energy_score(unseen_logits)), 4),
        "figures": {"test part": measured},
    }
    files["evaluation.safetensors"] = save({"logits": logits.astype(np.float32), "labels": labels})
    bundle = write_bundle(shelf / lesson.request.bundle, card, files)
    shares = per_class(found.confusion)
    return {
        **measured,
        "bundle": bundle.name,
        "kind": lesson.data_set.kind,
        "bundle_folder": str(bundle.folder),
        "best_epoch": learned.best_epoch,
        "epochs": len(learned.history),
        "labels": list(bundle.labels),
        "per_class": [None if np.isnan(share) else round(float(share), 5) for share in shares],
        "per_class_images": found.confusion.sum(axis=1).tolist(),
        "confusion": found.confusion.tolist(),
        "trained_on": len(lesson.split.train),
    }


def wilson_interval(right: int, of: int) -> tuple[float, float]:
    """Returns the 95 % interval of a share, from counts.

    Source: Wilson 1927, "Probable inference, the law of succession, and statistical inference".
    """
    share = right / of
    middle = share + _Z95**2 / (2 * of)
    reach = _Z95 * math.sqrt(share * (1 - share) / of + _Z95**2 / (4 * of**2))
    scale = 1 + _Z95**2 / of
    return max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)


def _draft_card(lesson: PreparedData, learned: TrainedModel) -> dict[str, Any]:
    request, data_set = lesson.request, lesson.data_set
    return {
        "name": request.bundle,
        "title": request.title,
        "description": request.description or f"Taught here with {data_set.title}.",
        "task": TASKS[data_set.kind],
        "classes": len(data_set.classes),
        "input": learned.input,
        "network": learned.network,
        "recipe": _command(lesson),
        "training": {
            "data": [{"name": data_set.title, "licence": "your own pictures"}],
            "pictures": len(lesson.samples),
            "way": request.way,
            "starts_from": request.backbone or None,
            "epochs": len(learned.history),
            "seed": request.seed,
        },
        "date": date.today().isoformat(),
        "temperature": 1.0,
        "reject_threshold": 0.0,
        "versions": learned.versions,
    }


def _command(lesson: PreparedData) -> str:
    asked = lesson.request
    return (
        f"python -m core train DATA --name {asked.bundle} --recipe {asked.way} --epochs {asked.epochs} "
        f"--seed {asked.seed}"
    )


def _logits(
    lesson: PreparedData, classifier: Classifier, places: np.ndarray, reporter: ProgressWriter
) -> np.ndarray:
    """Runs the finished network on pictures, by the way that every picture goes."""

    def run(place: int) -> np.ndarray:
        content = lesson.data_set.read(lesson.samples[place])
        return classifier.run(classifier.preprocessor.or_blank(content))[0]

    rows = []
    with ThreadPoolExecutor() as pool:
        for done, row in enumerate(pool.map(run, places.tolist()), start=1):
            rows.append(row)
            reporter.progress(done, len(places))
    return np.stack(rows)


def _unseen(
    lesson: PreparedData,
    learned: TrainedModel,
    classifier: Classifier,
    folder: Path,
    reporter: ProgressWriter,
) -> tuple[np.ndarray, np.ndarray]:
    """Returns logits of pictures outside of the test that were not trained on, with their labels.

    Where there are features, heads that are each trained without a fifth of the pictures answer for that
    fifth: that also finds pictures whose class is likely wrong. Else the validation part must do.
    """
    parts = lesson.split
    if learned.features is None:
        return _logits(lesson, classifier, parts.validation, reporter), lesson.labels[parts.validation]
    reporter.phase("Looking for wrong labels")
    logits = out_of_fold(lesson, learned.features, learned.best_epoch)
    table = suspects(logits, lesson.labels, lesson.data_set.classes)
    table.insert(0, "number", [lesson.samples[place].number for place in table.pop("place")])
    write_whole(folder / "suspects.csv", table.to_csv(index=False))
    if lesson.request.way == "tune":
        return _logits(lesson, classifier, parts.validation, reporter), lesson.labels[parts.validation]
    kept = np.sort(np.concatenate([parts.train, parts.validation]))
    return logits[kept], lesson.labels[kept]


def _write_answers(lesson: PreparedData, places: np.ndarray, probabilities: np.ndarray, folder: Path) -> None:
    """Writes what the network answered for each test picture."""
    labels = lesson.data_set.classes
    answers = probabilities.argmax(axis=1)
    rows = [
        {
            "number": lesson.samples[place].number,
            "name": lesson.samples[place].name,
            "label": labels[lesson.labels[place]],
            "answer": labels[answer],
            "probability": round(float(row[answer]), 5),
            "probability_of_label": round(float(row[lesson.labels[place]]), 5),
        }
        for place, answer, row in zip(places, answers, probabilities, strict=True)
    ]
    write_whole(folder / "test.csv", pd.DataFrame(rows).to_csv(index=False))


def _examples(lesson: PreparedData) -> bytes:
    """Draws a few training pictures of each class, a row for each class."""
    side = _THUMBNAIL_PX[lesson.data_set.kind]
    classes = min(len(lesson.data_set.classes), _MAX_EXAMPLE_CLASSES)
    sheet = Image.new("RGB", (side * _EXAMPLES_PER_CLASS, side * classes))
    own = lesson.labels[lesson.split.train]
    for row in range(classes):
        for column, place in enumerate(lesson.split.train[own == row][:_EXAMPLES_PER_CLASS]):
            small = thumbnail(lesson.data_set, lesson.samples[place], side)
            sheet.paste(small, (column * side, row * side))
    file = io.BytesIO()
    sheet.save(file, "PNG", optimize=True)
    return file.getvalue()
