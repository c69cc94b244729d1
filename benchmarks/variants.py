"""Measures what lower precision costs and gains: `python -m benchmarks.variants WEIGHTS`.

WEIGHTS is a folder with files such as `mobilenet_v2.weights.h5`. The networks of Keras Applications that can
be added, and EfficientNet-Lite in three sizes, are measured in float32, float16 and int8, on 200 photos of as
many classes. The app runs a large file on all cores and a small one on a single core, so precisions are
compared on one core, and Keras with the app. A network whose file of weights is missing gets random weights:
times do not depend on them, but agreement would say nothing and is left out.
"""

import argparse
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.results import keep_table
from core.bundles.applications import APPLICATIONS, PRECISIONS, Application
from core.bundles.class_activation import KERNEL, Head
from core.bundles.runtime import LiteRTModel, create_interpreter
from core.inference.imagenet import imagenet_numbers
from core.preprocessing.decode import decode_image
from core.preprocessing.photo_crop import PHOTO_FRAME
from core.preprocessing.preprocessor import Preprocessor
from recipes.data import data_folder
from recipes.imagenet_lite import imagenet_lite
from recipes.storage import work_folder
from recipes.things import NAME, lite_preprocessor
from recipes.timing import median_ms

ROUNDS = 11
LITE_SIZES = (0, 1, 2)
# By far the slowest, and not required in int8.
LEFT_OUT = {"convnext-tiny"}


@dataclass(frozen=True)
class Variant:
    """A network in one precision.

    Attributes:
        network: Title of the network.
        precision: One of `PRECISIONS`.
        tflite: Content of the network's file.
        model: The network in memory, as the app runs it.
        head: The head from which heat maps are computed; None for no heat maps.
    """

    network: str
    precision: str
    tflite: bytes
    model: LiteRTModel
    head: Head | None

    def on_one_core(self, frame: np.ndarray) -> Callable[[], None]:
        """Returns a function that runs the network on one core, on the same picture each time."""
        interpreter = create_interpreter(self.tflite, threads=1)
        interpreter.set_tensor(interpreter.get_input_details()[0]["index"], frame[None].astype(np.float32))
        return interpreter.invoke


def sample_photos() -> list[tuple[int, bytes]]:
    """Returns 200 photos, each with the index of its class."""
    index_of = {number: index for index, number in enumerate(imagenet_numbers())}
    paths = sorted((data_folder() / "photos" / "imagenet_samples").glob("*.jpg"))
    return [(index_of[path.name.split("_")[0]], path.read_bytes()) for path in paths]


def measure(
    variants: list[Variant], predict: Callable[[], object], preprocessor: Preprocessor, has_learned: bool
) -> list[dict[str, object]]:
    """Compares the precisions of one network with each other and with Keras, in turn.

    Args:
        variants: The network's precisions, float32 first.
        predict: Runs Keras's own prediction for one photo.
        preprocessor: The network's preprocessor.
        has_learned: Whether the network's weights are real, not random.
    """
    labels, photos = zip(*sample_photos(), strict=True)
    frames = [preprocessor.scaled(preprocessor(decode_image(photo))) for photo in photos]
    outputs = [[variant.model.run(frame) for frame in frames] for variant in variants]
    works = [predict, *(partial(variant.model.run, frames[0]) for variant in variants)]
    works += [variant.on_one_core(frames[0]) for variant in variants]
    for work in works:
        median_ms(work, 2)
    keras_ms, *own_ms = np.median([[median_ms(work, 1) for work in works] for _ in range(ROUNDS)], axis=0)
    in_app_ms, one_core_ms = own_ms[: len(variants)], own_ms[len(variants) :]
    rows: list[dict[str, object]] = []
    exact = np.stack([logits for logits, _ in outputs[0]])
    for variant, answers, app_ms, core_ms in zip(variants, outputs, in_app_ms, one_core_ms, strict=True):
        logits = np.stack([logits for logits, _ in answers])
        five = np.argsort(-logits, axis=1)[:, :5]
        right = five[:, 0] == labels
        in_five = (five == np.array(labels)[:, None]).any(axis=1)
        rows.append(
            {
                "network": variant.network,
                "precision": variant.precision,
                "megabytes": round(len(variant.tflite) / 1e6, 1),
                "milliseconds": round(float(app_ms), 1),
                "milliseconds_on_one_core": round(float(core_ms), 1),
                "times_as_fast_as_float32": round(float(one_core_ms[0] / core_ms), 2),
                "times_as_fast_as_keras_predict": round(float(keras_ms / app_ms), 1),
                "same_answer_percent": _percent(five[:, 0] == exact.argmax(axis=1), has_learned),
                "right_of_200": int(right.sum()) if has_learned else "",
                "among_five_of_200": int(in_five.sum()) if has_learned else "",
                "heat_map_correlation": _heat_map_correlation(variant, outputs[0], answers, has_learned),
            }
        )
    return rows


def _percent(flags: np.ndarray, has_learned: bool) -> float | str:
    return round(100 * float(flags.mean()), 1) if has_learned else ""


def _heat_map_correlation(
    variant: Variant,
    exact: list[tuple[np.ndarray, np.ndarray | None]],
    answers: list[tuple[np.ndarray, np.ndarray | None]],
    has_learned: bool,
) -> float | str:
    """Returns the median correlation of heat maps with those of float32, for the class that float32 names."""
    if variant.head is None or not has_learned:
        return ""
    correlations = []
    for (logits, expected), (_, features) in zip(exact, answers, strict=True):
        assert expected is not None
        assert features is not None
        maps = [
            variant.head.activation_map(each, int(logits.argmax())).ravel() for each in (expected, features)
        ]
        correlations.append(np.corrcoef(*maps)[0, 1])
    return round(float(np.median(correlations)), 3)


def application_rows(app: Application, weights: Path) -> list[dict[str, object]]:
    """Adds a network in all precisions to the library, and measures them."""
    from core.keras_models.applications import convert

    variants = []
    for precision in PRECISIONS:
        bundle = convert(app, weights, precision)
        tflite = (bundle.folder / "model.tflite").read_bytes()
        variants.append(Variant(app.title, precision, tflite, bundle.network(), bundle.head_weights()))
    import keras

    theirs = getattr(keras.applications, app.builder)(weights=str(weights))
    picture = np.zeros((1, app.size_px, app.size_px, 3), np.float32)
    predict = partial(theirs.predict, picture, verbose=0)
    return measure(variants, predict, bundle.preprocessor, has_learned=True)


def random_rows(app: Application) -> list[dict[str, object]]:
    """Measures a network of Keras Applications with random weights and a new last layer."""
    from core.keras_models.applications import build_on

    preprocessor = Preprocessor("photo", PHOTO_FRAME, app.size_px, app.scaling, app.crop, app.interpolation)
    model = build_on(app, len(imagenet_numbers()))
    return converted_rows(app.title, model, preprocessor, head=None, has_learned=False)


def converted_rows(
    title: str, model: Any, preprocessor: Preprocessor, head: Head | None, has_learned: bool
) -> list[dict[str, object]]:
    """Converts a network to all precisions, and measures them."""
    from core.keras_models.calibration import calibration_pictures
    from core.keras_models.tflite import to_runnable_tflite

    variants = []
    for precision in PRECISIONS:
        calibration = calibration_pictures(preprocessor) if precision == "int8" else ()
        tflite, network = to_runnable_tflite(model, precision, calibration=calibration)
        variants.append(Variant(title, precision, tflite, network, head))
    picture = np.zeros((1, *model.input.shape[1:]), np.float32)
    return measure(variants, partial(model.predict, picture, verbose=0), preprocessor, has_learned)


def lite_rows(size: int) -> list[dict[str, object]]:
    """Measures one size of EfficientNet-Lite; one of the sizes is shipped."""
    from core.keras_models.layers import LOGITS_LAYER

    model = imagenet_lite(size, work_folder(NAME))
    head = Head("pooled", {KERNEL: model.get_layer(LOGITS_LAYER).get_weights()[0]})
    preprocessor = lite_preprocessor(model.input.shape[1])
    return converted_rows(f"EfficientNet-Lite{size}", model, preprocessor, head, has_learned=True)


def main() -> None:
    """Runs the benchmark, and writes and prints the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("weights", type=Path)
    weights = parser.parse_args().weights
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    rows: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory() as home:
        os.environ["INKLING_HOME"] = home
        for app in APPLICATIONS.values():
            if app.name not in LEFT_OUT:
                path = weights / f"{app.name.replace('-', '_')}.weights.h5"
                rows += application_rows(app, path) if path.exists() else random_rows(app)
        for size in LITE_SIZES:
            rows += lite_rows(size)
    keep_table("variants", rows)


if __name__ == "__main__":
    main()
