"""Measures on validation pictures what each idea gave: `python -m recipes.trials [NETWORK ...]`.

Needs the finished trainings in the work folder; of networks that are not named the old lines stay. The table
goes to `recipes/results/trials.csv`, and `python -m benchmarks.summary` writes it out in words.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass

import keras
import numpy as np

from core.bundles.runtime import LiteRTModel
from core.inference.evaluation import figures
from core.keras_models import architectures
from core.keras_models.tflite import Precision, to_tflite
from recipes import animals, data, digits, everyday, sketches
from recipes.bundling import logits_of
from recipes.fitting import load_weights, read_history
from recipes.recipe import Recipe
from recipes.storage import TRAININGS, TRIALS, read_table, work_folder, write_table
from recipes.timing import median_ms


@dataclass(frozen=True)
class Tried:
    """A network as it was tried: its training, and how it is stored and asked.

    Attributes:
        idea: What is tried, in words.
        recipe: Whose weights.
        measured_on: The recipe whose validation drawings are used.
        precision: Of its weights.
        copies: "" for the picture alone; "shifted" for it and four neighbours; "mirrored" for it and its
            mirror image; their logits are averaged.
        classes: Which of its classes are asked for; None for all.
        network: With which the weights are used; empty for the one that was trained.
    """

    idea: str
    recipe: Recipe
    measured_on: Recipe
    precision: Precision = "float32"
    copies: str = ""
    classes: tuple[int, ...] | None = None
    network: str = ""


def ideas() -> Iterator[Tried]:
    """Lists what was tried, each after what it must be compared with."""
    deep, vote = digits.DEEP, digits.VOTE
    yield Tried("turned and stretched, nothing else taught (16 epochs)", digits.UNEXPOSED, deep)
    for number, start in enumerate(digits.STARTS, start=1):
        yield Tried(f"bent like rubber, with something else, network {number} (16 epochs)", start, deep)
    yield Tried("network 2 taught on, half of MNIST unchanged (4 more epochs)", digits.SECOND, deep)
    yield Tried("network 1 taught on, half of MNIST unchanged (4 more epochs)", deep, deep)
    yield Tried("the same, with four shifted copies", deep, deep, copies="shifted")
    yield Tried("the same in int8", deep, deep, "int8")
    yield Tried("the mean of both, over five shifted copies", vote, vote)
    yield Tried("the same in int8", vote, vote, "int8")
    deep = animals.RECIPES["deep"]
    yield Tried("from the backbone, nothing else taught (5 epochs)", animals.UNEXPOSED, deep)
    yield Tried("from the backbone, with something else (8 epochs)", animals.HALF_STROKES, deep)
    yield Tried("the same, bitmaps and strokes evenly (12 epochs)", deep, deep)
    yield Tried("the same, with a mirrored copy", deep, deep, copies="mirrored")
    yield Tried("the same in int8", deep, deep, "int8")
    backbone, all_of_them, fifty = sketches.BACKBONE, sketches.RECIPES["345"], sketches.RECIPES["50"]
    yield Tried("the backbone", backbone, all_of_them)
    yield Tried("the backbone, with a mirrored copy", backbone, all_of_them, copies="mirrored")
    yield Tried("taught on, with something else", all_of_them, all_of_them)
    yield Tried("the same in float16", all_of_them, all_of_them, "float16")
    yield Tried("the same in int8", all_of_them, all_of_them, "int8")
    known = tuple(data.sketch_categories().index(name) for name in data.fifty_categories())
    yield Tried("the backbone, asked for the fifty only", backbone, fifty, classes=known)
    yield Tried("taught on the fifty, with something else", fifty, fifty)
    yield Tried("the same in int8", fifty, fifty, "int8")
    ten = everyday.RECIPES["10"]
    yield Tried("from MobileNetV2's ImageNet weights, with something else (8 epochs)", everyday.FIRST, ten)
    yield Tried("taught on, at 160 instead of 128 pixels, pictures mixed (4 more epochs)", ten, ten)
    yield Tried("the same in float16", ten, ten, "float16")
    yield Tried("the same in int8", ten, ten, "int8")
    yield Tried("in float16, with a mirrored copy", ten, ten, "float16", network="mobile-mirrored")


def measure(tried: Tried) -> dict[str, object]:
    """Measures one of them on validation drawings, every class counting the same."""
    model = architectures.build(tried.network or tried.recipe.plan.network, tried.recipe.plan.classes)
    load_weights(model, work_folder(tried.recipe.name) / "weights.safetensors")
    tflite = to_tflite(model, tried.precision)
    network = LiteRTModel(tflite)
    images, labels = tried.measured_on.validation()
    logits = np.mean([logits_of(network, each) for each in _copies(images, tried.copies)], axis=0)
    if tried.classes is not None:
        logits = logits[:, list(tried.classes)]
    found = figures(logits, labels, 1.0)
    picture = np.random.default_rng(0).random(network.shapes.input[1:], dtype=np.float32)
    keras.backend.clear_session()
    return {
        "network": tried.measured_on.name,
        "idea": tried.idea,
        "accuracy": round(found.accuracy, 4),
        "balanced accuracy": round(found.balanced_accuracy, 4),
        "top-5": round(found.top5_accuracy, 4),
        "drawings": found.images,
        "megabytes": round(len(tflite) / 1e6, 2),
        "milliseconds": round(median_ms(lambda: network.run(picture), 50), 2),
    }


def _copies(images: np.ndarray, copies: str) -> list[np.ndarray]:
    if copies == "shifted":
        return [np.roll(images, shift, axis=(1, 2)) for shift in architectures.VOTE_SHIFTS]
    return [images, images[:, :, ::-1]] if copies == "mirrored" else [images]


def trainings() -> Iterator[dict[str, object]]:
    """Sums up the log of every training in the work folder."""
    recipes = [recipe for of in (digits, animals, sketches, everyday) for recipe in of.RECIPES.values()]
    first = [*digits.STARTS, everyday.FIRST]
    everything = [*first, *(each for recipe in recipes for each in recipe.members or (recipe,))]
    for name in dict.fromkeys(recipe.name for recipe in everything):
        history = read_history(work_folder(name) / "history.csv")
        if history:
            yield {
                "training": name,
                "epochs": len(history),
                "right in training": f"{history[-1]['accuracy']:.2%}",
                "minutes": round(sum(row["seconds"] for row in history) / 60),
            }


def main() -> None:
    """Measures everything that has been trained, prints and keeps the table."""
    named = sys.argv[1:]
    rows: list[dict[str, object]] = [
        row for row in read_table(TRIALS) if named and row["network"] not in named
    ]
    for tried in ideas():
        wanted = not named or tried.measured_on.name in named
        if wanted and (work_folder(tried.recipe.name) / "weights.safetensors").exists():
            rows.append(measure(tried))
            print(*rows[-1].values(), sep=", ", flush=True)
    write_table(TRIALS, rows)
    write_table(TRAININGS, list(trainings()))


if __name__ == "__main__":
    main()
