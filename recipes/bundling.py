"""A trained network -> a bundle: converted, calibrated, measured on the test parts, and described."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import keras
import numpy as np
from PIL import Image
from safetensors.numpy import save

from core.bundles.bundle import Bundle, write_bundle
from core.bundles.runtime import LiteRTModel
from core.inference.calibration import (
    energy_score,
    expected_calibration_error,
    false_positive_rate,
    fit_temperature,
    reject_threshold,
    softmax,
)
from core.inference.evaluation import figures, per_class
from core.keras_models import architectures
from core.keras_models.receptive_field import feature_grid
from core.keras_models.tflite import to_tflite, versions, weights_of
from core.storage.paths import SHIPPED
from recipes import training_sets
from recipes.data import CATEGORIES
from recipes.descriptions import DESCRIPTIONS, SOURCES
from recipes.fitting import load_weights, read_history
from recipes.ood_test_sets import unfamiliar_frames
from recipes.recipe import Recipe
from recipes.speed import speed

# The weights to train on from, of larger architectures, are stored in half precision.
_FLOAT16_ABOVE_PARAMETERS = 100_000
# So many test pictures' logits are kept in the bundle, for whoever wants to check the card: fewer of many
# classes.
_SAMPLE, _SAMPLE_LOGITS = 2_000, 100_000
_EXAMPLES_PER_CLASS = 5
_THUMBNAILS_PER_ROW = 45
_SCALINGS = {"ink": "0.0 for paper to 1.0 for ink", "photo": "0 to 1"}


def make_bundle(recipe: Recipe, folder: Path) -> Bundle:
    """Writes the bundle of a finished training into `models/`.

    Args:
        recipe: Whose training it was.
        folder: Holds its `weights.safetensors` and `history.csv`.

    Returns:
        The bundle.
    """
    description = DESCRIPTIONS[recipe.name]
    model = architectures.build(recipe.bundled_as or recipe.plan.network, recipe.plan.classes)
    load_weights(model, folder / "weights.safetensors")
    tflite = to_tflite(model, recipe.precision)
    network = LiteRTModel(tflite)

    validation_images, validation_labels = recipe.validation()
    validation = logits_of(network, validation_images)
    temperature = fit_temperature(validation, validation_labels)
    threshold = reject_threshold(energy_score(validation))
    measured, stored = _measure(description.knows, network, temperature, threshold)
    labels = _labels(description.knows)
    card: dict[str, Any] = {
        "name": recipe.name,
        "title": description.title,
        "description": description.text,
        "order": description.order,
        "task": description.task,
        "classes": len(labels),
        "input": {
            "kind": description.kind,
            "size": list(network.shapes.input[1:]),
            "scaling": _SCALINGS[description.kind],
            "frame": description.frame,
        },
        "network": {
            "name": recipe.bundled_as or recipe.plan.network,
            "parameters": model.count_params(),
            "head": description.head,
            "feature_grid": feature_grid(model),
            "precision": recipe.precision,
        },
        "recipe": description.command,
        "training": {
            "data": [SOURCES[name] for name in description.sources],
            "epochs": recipe.plan.epochs,
            "seed": recipe.plan.seed,
            "outliers": recipe.plan.outliers,
            "starts_from": recipe.start_from and recipe.start_from.name,
            "members": [member.name for member in recipe.members],
        },
        "date": date.today().isoformat(),
        "temperature": round(temperature, 4),
        "reject_threshold": round(threshold, 4),
        "figures": measured,
        "versions": versions(),
    }
    files = {
        "labels.txt": ("\n".join(labels) + "\n").encode(),
        "model.tflite": tflite,
        "weights.safetensors": weights_of(model, float16=model.count_params() > _FLOAT16_ABOVE_PARAMETERS),
        "history.csv": (folder / "history.csv").read_bytes(),
        "evaluation.safetensors": save(stored),
        "examples.png": _examples(recipe),
    }
    bundle = write_bundle(SHIPPED / recipe.name, card, files)
    card["speed"] = speed(bundle)
    bundle = write_bundle(SHIPPED / recipe.name, card, files)
    print(f"{bundle.folder}: {measured}", f"({len(read_history(folder / 'history.csv'))} training_sets)")
    keras.backend.clear_session()
    return bundle


def _measure(
    knows: str, network: LiteRTModel, temperature: float, threshold: float
) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Measures on every test part; returns the figures, and a sample of the first part's logits."""
    measured: dict[str, Any] = {}
    stored: dict[str, np.ndarray] = {}
    for part, (images, labels) in training_sets.test_parts(knows).items():
        logits = logits_of(network, images)
        measured[part] = figures_of(logits, labels, temperature, threshold)
        if not stored:
            chosen = np.random.default_rng(0).permutation(len(labels))
            chosen = chosen[: min(_SAMPLE, _SAMPLE_LOGITS // logits.shape[1])]
            kept = logits[chosen].astype(np.float16)
            measured[part]["sample"] = figures_of(
                kept.astype(np.float32), labels[chosen], temperature, threshold
            )
            stored = {"logits": kept, "labels": labels[chosen], "indices": chosen}
    measured["false_positive_rate"] = {
        kind: round(false_positive_rate(energy_score(logits_of(network, these)), threshold), 5)
        for kind, these in unfamiliar_frames(knows).items()
    }
    return measured, stored


def figures_of(
    logits: np.ndarray, labels: np.ndarray, temperature: float, threshold: float
) -> dict[str, Any]:
    """Returns what a card says of one test part."""
    found = figures(logits, labels, temperature)
    return {
        "images": found.images,
        "accuracy": round(found.accuracy, 5),
        "balanced_accuracy": round(found.balanced_accuracy, 5),
        "top5_accuracy": round(found.top5_accuracy, 5),
        "balanced_top5_accuracy": round(found.balanced_top5_accuracy, 5),
        "calibration_error_before": round(expected_calibration_error(softmax(logits), labels), 5),
        "calibration_error_after": round(found.expected_calibration_error, 5),
        "accepted": round(float((energy_score(logits) >= threshold).mean()), 5),
        "lowest_class_accuracy": round(float(np.nanmin(per_class(found.confusion))), 5),
    }


def logits_of(network: LiteRTModel, images: np.ndarray) -> np.ndarray:
    """Runs the network as it will be shipped; `images` `(n, height, width[, 3])`, uint8 or 0.0 to 1.0."""
    scale = np.float32(255 if images.dtype == np.uint8 else 1)
    pictures = images[..., None] if images.ndim == 3 else images
    with ThreadPoolExecutor() as pool:
        return np.stack(list(pool.map(lambda i: network.run((i / scale).astype(np.float32))[0], pictures)))


def _labels(knows: str) -> list[str]:
    if knows == "digits":
        return [str(digit) for digit in range(10)]
    return [name.replace("_", " ") for name in CATEGORIES[knows]()]


def _examples(recipe: Recipe) -> bytes:
    """Draws a few training pictures of each class, class after class."""
    images, labels = recipe.make_epoch(recipe.plan.seed, 0)
    each = _EXAMPLES_PER_CLASS if recipe.plan.classes <= 20 else 1
    chosen = np.concatenate([np.flatnonzero(labels == label)[:each] for label in range(recipe.plan.classes)])
    columns = each if each > 1 else _THUMBNAILS_PER_ROW
    rows = -(-len(chosen) // columns)
    height, width, *colors = images.shape[1:]
    sheet = np.zeros((rows * columns, height, width, *colors), dtype=np.uint8)
    sheet[: len(chosen)] = images[chosen]
    sheet = sheet.reshape(rows, columns, *images.shape[1:]).swapaxes(1, 2)
    sheet = sheet.reshape(rows * height, columns * width, *colors)
    file = io.BytesIO()
    Image.fromarray(sheet).save(file, "PNG", optimize=True)
    return file.getvalue()
