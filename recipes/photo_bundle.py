"""A trained network for photos -> a bundle: converted, calibrated, measured and described."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import keras
import numpy as np
from PIL import Image
from safetensors.numpy import save

from core import networks
from core.bundle import Bundle, write_bundle
from core.confidence import energy_score, fit_temperature, reject_threshold
from core.conversion import feature_grid, to_tflite, versions, weights_of
from core.library import SHIPPED
from core.photo import PHOTO_FRAME
from core.runtime import Network
from recipes.bundling import figures_of, logits_of
from recipes.fitting import load_weights
from recipes.photos import EVERYDAY, cifar10
from recipes.recipe import Recipe

_SAMPLE = 2_000
_EXAMPLES_PER_CLASS = 5
_SOURCE = {
    "name": "CIFAR-10, as JPEG",
    "by": "Krizhevsky 2009",
    "licence": "free to use; its pictures are from the web",
    "from": "https://www.cs.toronto.edu/~kriz/cifar.html",
}


def make_photo_bundle(recipe: Recipe, folder: Path) -> Bundle:
    """Writes the bundle of a finished training into `models/`.

    Args:
        recipe: Whose training it was.
        folder: Holds its `weights.safetensors` and `history.csv`.

    Returns:
        The bundle.
    """
    model = networks.build(recipe.plan.network, recipe.plan.classes)
    load_weights(model, folder / "weights.safetensors")
    tflite = to_tflite(model, recipe.precision)
    network = Network(tflite)
    images, labels = recipe.validation()
    validation = logits_of(network, images)
    temperature = fit_temperature(validation, labels)
    threshold = reject_threshold(energy_score(validation))
    test = cifar10("test")
    logits = logits_of(network, test.images)
    measured = figures_of(logits, test.labels, temperature, threshold)
    chosen = np.random.default_rng(0).permutation(len(test.labels))[:_SAMPLE]
    kept = logits[chosen].astype(np.float16)
    measured["sample"] = figures_of(kept.astype(np.float32), test.labels[chosen], temperature, threshold)
    card: dict[str, Any] = {
        "name": recipe.name,
        "title": "Everyday things",
        "description": "Ten everyday things in photos. Our small network sees only 32 x 32 pixels.",
        "order": 9,
        "task": "photos",
        "classes": len(EVERYDAY),
        "input": {"kind": "photo", "size": [32, 32, 3], "scaling": "0 to 1", "frame": PHOTO_FRAME},
        "network": {
            "name": recipe.plan.network,
            "parameters": model.count_params(),
            "head": "pooled",
            "feature_grid": feature_grid(model),
            "precision": recipe.precision,
        },
        "recipe": "python -m recipes.everyday 10",
        "training": {"data": [_SOURCE], "epochs": recipe.plan.epochs, "seed": recipe.plan.seed},
        "date": date.today().isoformat(),
        "temperature": round(temperature, 4),
        "reject_threshold": round(threshold, 4),
        "figures": {"CIFAR-10 test": measured},
        "versions": versions(),
    }
    files = {
        "labels.txt": ("\n".join(EVERYDAY) + "\n").encode(),
        "model.tflite": tflite,
        "weights.safetensors": weights_of(model, float16=True),
        "history.csv": (folder / "history.csv").read_bytes(),
        "evaluation.safetensors": save({"logits": kept, "labels": test.labels[chosen], "indices": chosen}),
        "examples.png": _examples(),
    }
    bundle = write_bundle(SHIPPED / recipe.name, card, files)
    print(f"{bundle.folder}: {measured}")
    keras.backend.clear_session()
    return bundle


def _examples() -> bytes:
    """Draws a few training pictures of each class, a row for each class."""
    pictures = cifar10("train")
    rows = [
        np.concatenate(list(pictures.images[pictures.labels == label][:_EXAMPLES_PER_CLASS]), axis=1)
        for label in range(len(EVERYDAY))
    ]
    file = io.BytesIO()
    Image.fromarray(np.concatenate(rows)).save(file, "PNG", optimize=True)
    return file.getvalue()
