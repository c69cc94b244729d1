"""Compares EfficientNet-Lite's sizes, in whole numbers and in float32: `python -m recipes.lite_sizes`."""

import os
from functools import partial

import keras
import numpy as np

from core.bundles.applications import Precision
from core.bundles.runtime import LiteRTModel
from core.keras_models.calibration import calibration_pictures
from core.keras_models.efficientnet_lite import SIZES as LITE_SIZES
from core.keras_models.tflite import to_tflite
from recipes.familiarity import Answers, answers_of
from recipes.imagenet_lite import imagenet_lite
from recipes.storage import SIZES, work_folder, write_table
from recipes.strangers import IMAGENET_SAMPLES, known_photos
from recipes.things import NAME, lite_preprocessor
from recipes.timing import median_ms

_ROUNDS = 15


def main() -> None:
    """Measures every size on ImageNet's samples, and the networks' times by turns; keeps the table."""
    samples = known_photos()[IMAGENET_SAMPLES]
    labels = samples.right.argmax(axis=1)
    rows: list[dict[str, object]] = []
    networks: dict[tuple[int, Precision], LiteRTModel] = {}
    for size in LITE_SIZES:
        model = imagenet_lite(size, work_folder(NAME))
        preprocessor = lite_preprocessor(model.input.shape[1])
        row: dict[str, object] = {"network": f"lite{size}", "input_px": preprocessor.size_px}
        precisions: tuple[tuple[Precision, str], ...] = (("int8", ""), ("float32", "float32_"))
        for precision, prefix in precisions:
            calibration = calibration_pictures(preprocessor) if precision == "int8" else ()
            tflite = to_tflite(model, precision, calibration=calibration)
            networks[size, precision] = network = LiteRTModel(tflite)
            right, among_five = _right(answers_of(network, preprocessor, samples.pictures), labels)
            row |= {
                f"{prefix}right": right,
                f"{prefix}among_five": among_five,
                f"{prefix}megabytes": round(len(tflite) / 1e6, 1),
            }
        rows.append(row)
        keras.backend.clear_session()
    times = _times(networks)
    for size, row in zip(LITE_SIZES, rows, strict=True):
        row["time_of_lite0"] = round(times[size, "int8"] / times[0, "int8"], 2)
        row["float32_time"] = round(times[size, "float32"] / times[0, "int8"], 2)
    write_table(SIZES, rows)
    for row in rows:
        print(row)


def _right(answers: Answers, labels: np.ndarray) -> tuple[int, int]:
    order = np.argsort(-answers.logits, axis=1)[:, :5]
    return int((order[:, 0] == labels).sum()), int((order == labels[:, None]).any(axis=1).sum())


def _times(networks: dict[tuple[int, Precision], LiteRTModel]) -> dict[tuple[int, Precision], float]:
    """Returns the least of some times of one photo on one core, measured by turns."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        works = {
            key: partial(network.run, np.zeros(network.shapes.input[1:], np.float32))
            for key, network in networks.items()
        }
        rounds = [{key: median_ms(work, 1) for key, work in works.items()} for _ in range(_ROUNDS)]
    finally:
        os.sched_setaffinity(0, cores)
    return {key: min(each[key] for each in rounds) for key in works}


if __name__ == "__main__":
    main()
