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

from core import networks
from core.bundle import Bundle, write_bundle
from core.confidence import (
    energy_score,
    expected_calibration_error,
    false_positive_rate,
    fit_temperature,
    reject_threshold,
    softmax,
)
from core.conversion import feature_grid, to_tflite, versions, weights_of
from core.evaluation import figures, per_class
from core.library import SHIPPED
from core.runtime import Network
from recipes import data, epochs
from recipes.descriptions import DESCRIPTIONS, SOURCES
from recipes.fitting import load_weights, read_history
from recipes.recipe import Recipe
from recipes.unfamiliar import unfamiliar_frames

# Larger networks are stored in half precision; smaller ones gain nothing that counts.
_FLOAT16_ABOVE_PARAMETERS = 1_000_000
_EXAMPLES_PER_CLASS = 5
_THUMBNAILS_PER_ROW = 45


def make_bundle(recipe: Recipe, folder: Path) -> Bundle:
    """Writes the bundle of a finished training into `models/`.

    Args:
        recipe: Whose training it was.
        folder: Holds its `weights.safetensors` and `history.csv`.

    Returns:
        The bundle.
    """
    description = DESCRIPTIONS[recipe.name]
    model = networks.build(recipe.plan.network, recipe.plan.classes)
    load_weights(model, folder / "weights.safetensors")
    float16 = model.count_params() > _FLOAT16_ABOVE_PARAMETERS
    tflite = to_tflite(model, float16)
    network = Network(tflite)

    validation_images, validation_labels = recipe.validation()
    validation = _logits(network, validation_images)
    temperature = fit_temperature(validation, validation_labels)
    threshold = reject_threshold(energy_score(validation))
    measured, stored = _measure(description.task, network, temperature, threshold)
    grid = feature_grid(model)
    labels = _labels(description.task)
    card: dict[str, Any] = {
        "name": recipe.name,
        "title": description.title,
        "description": description.text,
        "order": description.order,
        "task": description.task,
        "classes": len(labels),
        "input": {
            "kind": "ink",
            "size": list(network.shapes.input[1:]),
            "scaling": "0.0 for paper to 1.0 for ink",
            "frame": description.frame,
        },
        "network": {
            "name": recipe.plan.network,
            "parameters": model.count_params(),
            "head": description.head,
            "feature_grid": grid,
            "precision": "float16 weights" if float16 else "float32",
        },
        "recipe": description.command,
        "training": {
            "data": [SOURCES[name] for name in description.sources],
            "epochs": recipe.plan.epochs,
            "seed": recipe.plan.seed,
            "starts_from": recipe.start_from,
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
        "weights.safetensors": weights_of(model, float16),
        "history.csv": (folder / "history.csv").read_bytes(),
        "evaluation.safetensors": save(stored),
        "examples.png": _examples(recipe),
    }
    bundle = write_bundle(SHIPPED / recipe.name, card, files)
    print(f"{bundle.folder}: {measured}", f"({len(read_history(folder / 'history.csv'))} epochs)")
    keras.backend.clear_session()
    return bundle


def _measure(
    task: str, network: Network, temperature: float, threshold: float
) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Measures on every test part of the task; returns the figures and what they follow from."""
    parts = epochs.test_parts(task)
    measured: dict[str, Any] = {}
    stored: dict[str, np.ndarray] = {}
    for number, (part, (images, labels)) in enumerate(parts.items()):
        logits = _logits(network, images)
        found = figures(logits, labels, temperature)
        measured[part] = {
            "images": found.images,
            "accuracy": round(found.accuracy, 5),
            "balanced_accuracy": round(found.balanced_accuracy, 5),
            "top5_accuracy": round(found.top5_accuracy, 5),
            "calibration_error_before": round(expected_calibration_error(softmax(logits), labels), 5),
            "calibration_error_after": round(found.expected_calibration_error, 5),
            "accepted": round(float((energy_score(logits) >= threshold).mean()), 5),
            "lowest_class_accuracy": round(float(np.nanmin(per_class(found.confusion))), 5),
        }
        names = ("logits", "labels") if number == 0 else (f"logits_{number}", f"labels_{number}")
        stored[names[0]] = logits.astype(np.float16 if logits.shape[1] > 100 else np.float32)
        stored[names[1]] = labels.astype(np.int64)
    frames = unfamiliar_frames(task, "mnist" if task == "digits" else "quickdraw")
    measured["false_positive_rate"] = {
        kind: round(false_positive_rate(energy_score(_logits(network, these)), threshold), 5)
        for kind, these in frames.items()
    }
    return measured, stored


def _logits(network: Network, images: np.ndarray) -> np.ndarray:
    """Runs the network as it will be shipped; `images` `(n, 28, 28)`, uint8 or float32 in 0 to 1."""
    scale = np.float32(255 if images.dtype == np.uint8 else 1)
    with ThreadPoolExecutor() as pool:
        return np.stack(
            list(pool.map(lambda i: network.run((i[..., None] / scale).astype(np.float32))[0], images))
        )


def _labels(task: str) -> list[str]:
    if task == "digits":
        return [str(digit) for digit in range(10)]
    names = data.ANIMALS if task == "animals" else data.sketch_categories()
    return [name.replace("_", " ") for name in names]


def _examples(recipe: Recipe) -> bytes:
    """Draws a few training pictures of each class, class after class."""
    images, labels = recipe.make_epoch(recipe.plan.seed, 0)
    each = _EXAMPLES_PER_CLASS if recipe.plan.classes <= 20 else 1
    chosen = np.concatenate([np.flatnonzero(labels == label)[:each] for label in range(recipe.plan.classes)])
    columns = each if each > 1 else _THUMBNAILS_PER_ROW
    rows = -(-len(chosen) // columns)
    sheet = np.zeros((rows * columns, 28, 28), dtype=np.uint8)
    sheet[: len(chosen)] = images[chosen]
    sheet = sheet.reshape(rows, columns, 28, 28).transpose(0, 2, 1, 3).reshape(rows * 28, columns * 28)
    file = io.BytesIO()
    Image.fromarray(sheet).save(file, "PNG", optimize=True)
    return file.getvalue()
