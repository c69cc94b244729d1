"""Turns a trained network into a bundle: converts, calibrates, measures and describes it."""

import io
from datetime import date
from pathlib import Path

import keras
import numpy as np
from PIL import Image

from core.bundles.bundle import Bundle, bundle_files, write_bundle
from core.bundles.card import CardDraft, InputSpec, NetworkSpec, TrainingRecord
from core.bundles.card_figures import PartFigures
from core.bundles.runtime import LiteRTModel
from core.inference.calibration import fit_temperature
from core.inference.rejection import energy_score, is_familiar, reject_threshold
from core.keras_models.receptive_field import feature_grid
from core.keras_models.registry import build
from core.keras_models.tflite import to_tflite, versions
from core.keras_models.weights import arrays_of
from core.preprocessing.preprocessor import INK_SCALING
from core.storage.paths import SHIPPED
from core.training.evaluation import card_figures, figures, per_class
from recipes import training_sets
from recipes.data import CATEGORIES
from recipes.descriptions import DESCRIPTIONS, SOURCES
from recipes.fitting import load_weights, read_history
from recipes.last_layer import refit_last_layer
from recipes.logits import logits_of
from recipes.ood_test_sets import ood_test_frames
from recipes.recipe import Recipe
from recipes.speed import write_with_speed
from recipes.storage import TRAINED_ON, work_folder

# Weights of larger architectures, from which trainings may start, are stored in half precision.
_FLOAT16_ABOVE_PARAMETERS = 100_000
# The bundle stores the logits of this many test pictures, so that the card's figures can be verified; fewer
# pictures if there are many classes.
_SAMPLE, _SAMPLE_LOGITS = 2_000, 100_000
_PLAIN_ACCEPTED = 0.97  # of each class; the goal is 95 % of drawings by people outside the validation part
_FAINT_ACCEPTED = 0.99  # of a class that hardly has a shape: everybody expects a 1 to be read
_EXAMPLES_PER_CLASS = 5
_THUMBNAILS_PER_ROW = 45
_SCALINGS = {"ink": INK_SCALING, "photo": "0 to 1"}


def make_bundle(recipe: Recipe, folder: Path) -> Bundle:
    """Writes the bundle of a finished training to `models/`.

    Args:
        recipe: The recipe.
        folder: The training's folder, with `weights.safetensors` and `history.csv`.

    Returns:
        The bundle.
    """
    description = DESCRIPTIONS[recipe.name]
    model = build(recipe.plan.network, recipe.plan.classes)
    load_weights(model, folder / "weights.safetensors")
    if recipe.refitted_on is not None:
        refit_last_layer(model, *recipe.refitted_on(), recipe.precision)
    tflite = to_tflite(model, recipe.precision)
    network = LiteRTModel(tflite)

    validation_images, validation_labels = recipe.validation()
    validation = logits_of(network, validation_images)
    temperature = fit_temperature(validation, validation_labels)
    threshold = (
        common_threshold(validation, validation_labels, recipe.only_right)
        if recipe.plain is None
        else min(class_thresholds(network, *recipe.plain(), _PLAIN_ACCEPTED).values())
    )
    labels = _labels(description.label_set)
    faint = {} if recipe.faint is None else class_thresholds(network, *recipe.faint(), _FAINT_ACCEPTED)
    own = {place: round(value, 4) for place, value in faint.items() if value < threshold}
    thresholds = np.array([own.get(place, round(threshold, 4)) for place in range(len(labels))])
    measured, rates, stored = _measure(description.label_set, network, temperature, thresholds)
    card = CardDraft(
        name=recipe.name,
        title=description.title,
        description=description.text,
        order=description.order,
        task=description.task,
        classes=len(labels),
        input=InputSpec(
            kind=description.kind,
            size=network.shapes.input[1:],
            scaling=_SCALINGS[description.kind],
            frame=description.frame,
        ),
        network=NetworkSpec(
            name=recipe.plan.network,
            parameters=model.count_params(),
            head=description.head,
            feature_grid=feature_grid(model),
            precision=recipe.precision,
        ),
        recipe=description.command,
        training=TrainingRecord(
            data=tuple(SOURCES[name] for name in description.sources),
            epochs=recipe.plan.epochs,
            seed=recipe.plan.seed,
            outlier_exposure=recipe.plan.outliers,
            starts_from=recipe.start_from and recipe.start_from.name,
            trained_on=trained_on(recipe),
        ),
        date=date.today(),
        temperature=round(temperature, 4),
        reject_threshold=round(threshold, 4),
        class_reject_thresholds={labels[place]: value for place, value in own.items()},
        figures=measured,
        false_positive_rate=rates,
        versions=versions(),
    )
    dtype = np.float16 if model.count_params() > _FLOAT16_ABOVE_PARAMETERS else np.float32
    if recipe.least_confidence is not None:
        card = card.model_copy(update={"least_confidence": recipe.least_confidence})
    files = bundle_files(
        labels,
        tflite,
        arrays_of(model.weights, dtype),
        (folder / "history.csv").read_bytes(),
        _examples(recipe),
        stored,
    )
    bundle = write_with_speed(write_bundle(SHIPPED / recipe.name, card, files))
    print(f"{bundle.folder}: {measured}", f"({len(read_history(folder / 'history.csv'))} epochs)")
    keras.backend.clear_session()
    return bundle


def trained_on(recipe: Recipe) -> str | None:
    """Returns where and how long a training ran; None if it ran with this recipe's own command."""
    path = work_folder(recipe.name) / TRAINED_ON
    if path.exists():
        return path.read_text(encoding="utf-8").strip()
    before = trained_on(recipe.start_from) if recipe.start_from else None
    return before and f"{before}; then on two cores, with Keras"


def _measure(
    label_set: str, network: LiteRTModel, temperature: float, thresholds: np.ndarray
) -> tuple[dict[str, PartFigures], dict[str, float], dict[str, np.ndarray]]:
    """Measures on every test set.

    Returns:
        The figures of each test set, the share of each kind of unfamiliar picture that is wrongly accepted,
        and a sample of the first test set's logits.
    """
    size_px = network.shapes.input[1]
    measured: dict[str, PartFigures] = {}
    stored: dict[str, np.ndarray] = {}
    for part, (images, labels) in training_sets.test_parts(label_set, size_px):
        logits = logits_of(network, images)
        measured[part] = figures_of(logits, labels, temperature, thresholds)
        if not stored:
            chosen = np.random.default_rng(0).permutation(len(labels))
            chosen = chosen[: min(_SAMPLE, _SAMPLE_LOGITS // logits.shape[1])]
            kept = logits[chosen].astype(np.float16)
            sample = figures_of(kept.astype(np.float32), labels[chosen], temperature, thresholds)
            measured[part] = measured[part].model_copy(update={"sample": sample})
            stored = {"logits": kept, "labels": labels[chosen], "indices": chosen}
    rates = {
        kind: round(float(is_familiar(logits_of(network, images), thresholds).mean()), 5)
        for kind, images in ood_test_frames(label_set, size_px=size_px).items()
    }
    return measured, rates, stored


def figures_of(
    logits: np.ndarray, labels: np.ndarray, temperature: float, thresholds: np.ndarray
) -> PartFigures:
    """Returns a card's figures for one test set, with thresholds as in `is_familiar`."""
    measured = figures(logits, labels, temperature)
    return card_figures(
        measured,
        logits,
        labels,
        balanced_top5_accuracy=measured.balanced_top5_accuracy,
        accepted=float(is_familiar(logits, thresholds).mean()),
        lowest_class_accuracy=float(np.nanmin(per_class(measured.confusion))),
    )


def common_threshold(logits: np.ndarray, labels: np.ndarray, only_right: bool = False) -> float:
    """Chooses the threshold that all classes share from the scores of validation pictures.

    Args:
        logits: `(n, classes)`.
        labels: `(n,)`.
        only_right: Whether only pictures that are classified correctly count.

    Returns:
        The energy score that 95 % of these pictures reach.
    """
    counted = logits[logits.argmax(axis=1) == labels] if only_right else logits
    return reject_threshold(energy_score(counted))


def class_thresholds(
    network: LiteRTModel, images: np.ndarray, labels: np.ndarray, accepted: float
) -> dict[int, float]:
    """Chooses a threshold for each class in `labels`, so that few of its pictures are rejected.

    Args:
        network: The network.
        images: As for `logits_of`.
        labels: `(n,)`.
        accepted: Share of each class's pictures that reaches its threshold.

    Returns:
        Energy scores by class.
    """
    energy = energy_score(logits_of(network, images))
    return {int(label): reject_threshold(energy[labels == label], accepted) for label in np.unique(labels)}


def _labels(label_set: str) -> list[str]:
    if label_set == "digits":
        return [str(digit) for digit in range(10)]
    return [name.replace("_", " ") for name in CATEGORIES[label_set]()]


def _examples(recipe: Recipe) -> bytes:
    """Draws a few training pictures of each class, class after class."""
    images, labels = (recipe.examples or recipe.make_epoch)(recipe.plan.seed, 0)
    examples_per_class = _EXAMPLES_PER_CLASS if recipe.plan.classes <= 20 else 1
    chosen = np.concatenate(
        [np.flatnonzero(labels == label)[:examples_per_class] for label in range(recipe.plan.classes)]
    )
    columns = examples_per_class if examples_per_class > 1 else _THUMBNAILS_PER_ROW
    rows = -(-len(chosen) // columns)
    height, width, *colors = images.shape[1:]
    sheet = np.zeros((rows * columns, height, width, *colors), dtype=np.uint8)
    sheet[: len(chosen)] = images[chosen]
    sheet = sheet.reshape(rows, columns, *images.shape[1:]).swapaxes(1, 2)
    sheet = sheet.reshape(rows * height, columns * width, *colors)
    file = io.BytesIO()
    Image.fromarray(sheet).save(file, "PNG", optimize=True)
    return file.getvalue()
