"""Measures what each idea gained, on validation pictures: `python -m recipes.trials [NETWORK ...]`.

Needs the finished trainings in the work folder. Rows of networks that are not named are left unchanged. The
table is written to `recipes/results/trials.csv`, from which `python -m benchmarks.summary` writes a page.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import keras
import numpy as np

from core.bundles.applications import Precision
from core.bundles.runtime import LiteRTModel
from core.keras_models.architectures import ENSEMBLE_SHIFTS
from core.keras_models.registry import build
from core.keras_models.tflite import to_tflite
from core.training.evaluation import figures
from recipes import animals, data, digits, sketches
from recipes.exiting import exit_in_a_sentence
from recipes.fitting import load_weights, read_history
from recipes.last_layer import refit_last_layer
from recipes.logits import logits_of
from recipes.recipe import Recipe
from recipes.storage import TRAININGS, TRIALS, read_table, work_folder, write_table
from recipes.timing import median_ms


@dataclass(frozen=True)
class Trial:
    """One trained network, and how it is stored and evaluated.

    Attributes:
        idea: What is tried, in a few words.
        recipe: The recipe that trained the weights.
        measured_on: The recipe whose validation pictures are used.
        precision: How the weights are stored.
        copies: "" for the picture alone; "shifted" to average the logits over the picture and four copies
            shifted by a pixel; "mirrored" to average them over the picture and its mirror image.
        classes: Indices of the classes that are compared; None for all.
        refitted: Whether the last layer is fitted again, as the recipe says.
    """

    idea: str
    recipe: Recipe
    measured_on: Recipe
    precision: Precision = "float32"
    copies: str = ""
    classes: tuple[int, ...] | None = None
    refitted: bool = False


def ideas() -> Iterator[Trial]:
    """Yields all trials, each after the trial that it should be compared with."""
    exposed, deep = digits.EXPOSED, digits.DEEP
    yield Trial("rotated and stretched, without outlier exposure (16 epochs)", digits.UNEXPOSED, exposed)
    yield Trial("elastic distortions, with outlier exposure (16 epochs)", digits.STARTS[0], exposed)
    yield Trial("trained further, half of MNIST unaugmented (4 more epochs)", exposed, exposed)
    yield Trial("the same, with four shifted copies", exposed, exposed, copies="shifted")
    yield Trial("the same in int8", exposed, exposed, "int8")
    yield Trial("MNIST and pen strokes alone, a network of nine layers", exposed, deep)
    start = _start(deep)
    yield Trial("digits of every source, worn down in every way, thirteen layers (465 epochs)", start, deep)
    yield Trial("the same in int8", start, deep, "int8")
    yield Trial(
        "finished with varied strokes and no unfinished twos, in int8 (14 epochs)", deep, deep, "int8"
    )
    deep, larger = animals.RECIPES["deep"], animals.LARGER
    yield Trial("from the backbone, without outlier exposure (5 epochs)", animals.UNEXPOSED, deep)
    yield Trial("from the backbone, with outlier exposure (8 epochs)", animals.HALF_STROKES, deep)
    start = _start(deep)
    yield Trial("the same, bitmaps and strokes evenly (12 epochs)", start, deep)
    yield Trial("the same, with a mirrored copy", start, deep, copies="mirrored")
    yield Trial("the same in int8", start, deep, "int8")
    yield Trial(
        "finished with more outliers and more kinds of scribbles, in int8 (5 epochs)", deep, deep, "int8"
    )
    yield Trial("from the network for all categories at 56 pixels, in int8", larger, larger, "int8")
    backbone, small, fifty = sketches.BACKBONE, sketches.SMALL, sketches.RECIPES["50"]
    all_of_them = sketches.RECIPES["345"]
    yield Trial("the backbone", backbone, small)
    yield Trial("the backbone, with a mirrored copy", backbone, small, copies="mirrored")
    yield Trial("trained further, with outlier exposure", small, small)
    yield Trial("the same in float16", small, small, "float16")
    yield Trial("the same in int8", small, small, "int8")
    start = _start(all_of_them)
    yield Trial("at 56 pixels, every drawing augmented anew, in int8", start, all_of_them, "int8")
    idea = "finished with more unfinished drawings and scribbles that meander, in int8 (4 epochs)"
    yield Trial(idea, all_of_them, all_of_them, "int8")
    idea = "the same, its last layer refitted on drawings as people draw them, whole and half drawn"
    yield Trial(idea, all_of_them, all_of_them, "int8", refitted=True)
    fifty_classes = tuple(data.sketch_categories().index(name) for name in data.fifty_categories())
    yield Trial("the backbone, its fifty classes only", backbone, fifty, classes=fifty_classes)
    yield Trial("fine-tuned on the fifty, with outlier exposure", fifty, fifty)
    yield Trial("the same in int8", fifty, fifty, "int8")


def _start(recipe: Recipe) -> Recipe:
    assert recipe.start_from is not None
    return recipe.start_from


def measure(trial: Trial) -> dict[str, object]:
    """Measures one trial on validation pictures; returns a row of the table."""
    model = build(trial.recipe.plan.network, trial.recipe.plan.classes)
    load_weights(model, work_folder(trial.recipe.name) / "weights.safetensors")
    if trial.refitted and trial.recipe.refitted_on is not None:
        refit_last_layer(model, *trial.recipe.refitted_on(), trial.precision)
    tflite = to_tflite(model, trial.precision)
    network = LiteRTModel(tflite)
    images, labels = trial.measured_on.validation()
    logits = np.mean([logits_of(network, copy) for copy in _copies(images, trial.copies)], axis=0)
    if trial.classes is not None:
        logits = logits[:, list(trial.classes)]
    measured = figures(logits, labels, 1.0)
    picture = np.random.default_rng(0).random(network.shapes.input[1:], dtype=np.float32)
    keras.backend.clear_session()
    return {
        "network": trial.measured_on.name,
        "idea": trial.idea,
        "accuracy": round(measured.accuracy, 4),
        "balanced accuracy": round(measured.balanced_accuracy, 4),
        "top-5": round(measured.top5_accuracy, 4),
        "drawings": measured.images,
        "megabytes": round(len(tflite) / 1e6, 2),
        "milliseconds": round(median_ms(lambda: network.run(picture), 50), 2),
    }


def _copies(images: np.ndarray, copies: str) -> list[np.ndarray]:
    if copies == "shifted":
        return [np.roll(images, shift, axis=(1, 2)) for shift in ENSEMBLE_SHIFTS]
    return [images, images[:, :, ::-1]] if copies == "mirrored" else [images]


def trainings(before: Iterable[Mapping[str, object]] = ()) -> Iterator[dict[str, object]]:
    """Yields a row per training: from its history in the work folder or, failing that, its previous row."""
    rows = {row["training"]: row for row in before}
    modules = (digits, animals, sketches)
    recipes = [recipe for module in modules for recipe in module.RECIPES.values()]
    starts = [recipe.start_from for recipe in recipes if recipe.start_from is not None]
    for name in dict.fromkeys(recipe.name for recipe in (*starts, *recipes)):
        history = read_history(work_folder(name) / "history.csv")
        if not history and name in rows:
            yield dict(rows[name])
        elif history:
            yield {
                "training": name,
                "epochs": round(history[-1]["epoch"]),
                "right in training": f"{history[-1]['accuracy']:.2%}",
                "minutes": round(sum(row["seconds"] for row in history) / 60),
            }


def main() -> None:
    """Measures all trials, or those of the networks that are named, and prints and writes the table.

    Rows of other networks, and of trials whose training is not in the work folder, are left unchanged.
    """
    named = sys.argv[1:]
    before = {(row["network"], row["idea"]): row for row in read_table(TRIALS)}
    rows: list[dict[str, object]] = []
    for trial in ideas():
        wanted = not named or trial.measured_on.name in named
        if wanted and (work_folder(trial.recipe.name) / "weights.safetensors").exists():
            rows.append(measure(trial))
            print(*rows[-1].values(), sep=", ", flush=True)
        elif row := before.get((trial.measured_on.name, trial.idea)):
            rows.append(dict(row))
    write_table(TRIALS, rows)
    write_table(TRAININGS, list(trainings(read_table(TRAININGS))))


if __name__ == "__main__":
    with exit_in_a_sentence():
        main()
