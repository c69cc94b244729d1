"""Photos: one, and folders of a thousand and ten thousand, beside Keras in the same run.

    python -m benchmarks.photos WEIGHTS       # mobilenet_v2.weights.h5, where the data are in INKLING_DATA

Ours is what the page does: a JPEG's bytes to top five and heat map, or `Batch` with its thumbnails. The peers
are `model.predict` for each photo, and `model.predict` on a `tf.data` pipeline that decodes in parallel and
batches. Inception-v3 has random weights: its time does not depend on them.
"""

import argparse
import io
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.results import keep, keep_table
from core.bundles.applications import PRECISIONS, Precision, application, bundle_name
from core.bundles.library import read_library
from core.datasets.readers import image_file
from core.inference.batch import Batch
from core.inference.classifier import Classifier
from core.inference.imagenet import imagenet_names
from core.preprocessing.decode import decode_image
from recipes.data import data_folder
from recipes.timing import median_ms

ROUNDS = 40
FOLDER_PHOTOS, LOOP_PHOTOS, BATCH_SIZE = 1_000, 100, 32
MEMORY_COUNTS = (1_000, 10_000)
ASKED = {"mobilenet-v2": 8, "inception-v3": 3}
_MEMORY = """
import itertools, os, sys, threading, time
import psutil
from pathlib import Path
from core.inference.classifier import Classifier
from core.bundles.library import read_library
from core.datasets.readers import image_file
from core.inference.batch import Batch
paths = [Path(line) for line in sys.stdin.read().splitlines()]
model = Classifier(read_library().get("mobilenet-v2"))
endless = itertools.cycle(paths)
photos = [image_file(path) for path in itertools.islice(endless, int(sys.argv[1]))]
warm = Batch(photos[:200], [model])
warm.start()
warm.wait()
process, most = psutil.Process(), 0
before = process.memory_info().rss
batch = Batch(photos, [model])
batch.start()
while not batch.wait(0.1):
    most = max(most, process.memory_info().rss)
assert len(batch.rows) == len(photos)
print((most - before) / 2**20)
"""


def photo_paths() -> list[Path]:
    """Returns the photos of all small data sets, in a stable order."""
    return sorted(path for path in (data_folder() / "photos").rglob("*.jpg"))


def keras_model(name: str, weights: Path | None):  # noqa: ANN201
    """Builds the same network in Keras; returns it with its `preprocess_input`."""
    import inspect

    import keras

    builder = getattr(keras.applications, application(name).builder)
    model = builder(weights=None if weights is None else str(weights))
    return model, inspect.getmodule(builder).preprocess_input


def one_photo(name: str, weights: Path | None, precisions: tuple[Precision, ...]) -> list[dict[str, object]]:
    """Measures one photo, ours in some precisions and by `model.predict`."""
    import keras

    data = photo_paths()[0].read_bytes()
    app, names = application(name), imagenet_names()
    theirs, preprocess = keras_model(name, weights)
    models = [Classifier(read_library().get(bundle_name(app, precision))) for precision in precisions]

    def whole(model: Classifier) -> None:
        answer = model.classify_picture(decode_image(data))
        answer.heat_map(answer.top(5)[0].label)

    def predict() -> None:
        size = (app.size_px, app.size_px)
        pixels = np.asarray(keras.utils.load_img(io.BytesIO(data), target_size=size), np.float32)
        probabilities = theirs.predict(preprocess(pixels[None]), verbose=0)[0]
        [(names[i], probabilities[i]) for i in np.argsort(-probabilities)[:5]]

    works = [predict, *(partial(whole, model) for model in models)]
    for work in works:
        median_ms(work, 3)
    # By turns, so that all meet the same noise.
    times = [[median_ms(work, 1) for work in works] for _ in range(ROUNDS)]
    theirs_ms, *ours_ms = (float(np.median(side)) for side in zip(*times, strict=True))
    rows = [_row(f"{app.title}, decode and model.predict in Keras", round(theirs_ms, 1), "ms")]
    for precision, mine_ms in zip(precisions, ours_ms, strict=True):
        what = f"{app.title} {precision}"
        rows.append(_row(f"{what}, JPEG bytes to top five and heat map", round(mine_ms, 1), "ms"))
        asked = f"at least {ASKED[name]}" if precision == "float32" else ""
        rows.append(_row(f"{what}, Keras / ours", round(theirs_ms / mine_ms, 1), "times", asked))
    return rows


def _row(what: str, value: object, unit: str, asked: str = "") -> dict[str, object]:
    return {"what": what, "value": value, "unit": unit, "asked": asked}


def folder(weights: Path) -> list[dict[str, object]]:
    """Measures a folder of a thousand photos, ours and by two loops of Keras."""
    import keras
    import tensorflow as tf

    paths = photo_paths()[:FOLDER_PHOTOS]
    ours = Classifier(read_library().get("mobilenet-v2"))
    theirs, preprocess = keras_model("mobilenet-v2", weights)

    def batch() -> None:
        work = Batch([image_file(path) for path in paths], [ours])
        work.start()
        work.wait()
        assert all(row.verdicts for row in work.rows)

    def loop() -> None:
        for path in paths[:LOOP_PHOTOS]:
            pixels = np.asarray(keras.utils.load_img(path, target_size=(224, 224)), np.float32)
            theirs.predict(preprocess(pixels[None]), verbose=0)

    def decode(path: tf.Tensor) -> tf.Tensor:
        pixels = tf.io.decode_jpeg(tf.io.read_file(path), channels=3)
        return preprocess(tf.image.resize(pixels, (224, 224)))

    def pipeline() -> None:
        data = tf.data.Dataset.from_tensor_slices([str(path) for path in paths])
        data = data.map(decode, num_parallel_calls=tf.data.AUTOTUNE).batch(BATCH_SIZE)
        theirs.predict(data.prefetch(tf.data.AUTOTUNE), verbose=0)

    def a_second(work: Callable[[], None], count: int) -> int:
        start = time.perf_counter()
        work()
        return round(count / (time.perf_counter() - start))

    pipeline()  # traces the graph
    # By turns, the best of two: the machine is noisy.
    rates = [
        (a_second(batch, len(paths)), a_second(pipeline, len(paths)), a_second(loop, LOOP_PHOTOS))
        for _ in range(2)
    ]
    mine, piped, looped = (max(side) for side in zip(*rates, strict=True))
    what = f"MobileNetV2, {len(paths):,} photos"
    return [
        _row(f"{what}, all cores, with thumbnails", mine, "photos/s"),
        _row(f"{what}, Keras predict on a batched tf.data pipeline", piped, "photos/s", "less"),
        _row("MobileNetV2, a loop of model.predict", looped, "photos/s", "less"),
    ]


def memory() -> list[dict[str, object]]:
    """Measures by how much memory grows over many photos, in a process of its own for each count."""
    lines = "\n".join(map(str, photo_paths()[:FOLDER_PHOTOS]))
    rows: list[dict[str, object]] = []
    for count in MEMORY_COUNTS:
        done = subprocess.run(
            [sys.executable, "-c", _MEMORY, str(count)],
            input=lines,
            capture_output=True,
            text=True,
            check=True,
        )
        what = f"memory more for {count:,} photos, with their thumbnails and answers"
        rows.append(_row(what, round(float(done.stdout)), "MB", "flat"))
    return rows


def same_answers(weights: Path) -> list[dict[str, object]]:
    """Compares top one and top five on one photo for each of 200 classes, picture by picture."""
    theirs, preprocess = keras_model("mobilenet-v2", weights)
    ours = Classifier(read_library().get("mobilenet-v2"))
    listed = json.loads((weights.parent / "imagenet_class_index.json").read_text())
    index_of = {number: int(index) for index, (number, _) in listed.items()}
    paths = sorted((data_folder() / "photos" / "imagenet_samples").glob("*.jpg"))
    same = right = right5 = theirs_right = theirs_right5 = 0
    for path in paths:
        answer = ours.classify_picture(decode_image(path.read_bytes()))
        probabilities = theirs.predict(preprocess(answer.seen[None].astype(np.float32)), verbose=0)[0]
        mine, top = (np.argsort(-values, kind="stable")[:5] for values in (answer.logits, probabilities))
        truth = index_of[path.name.split("_")[0]]
        same += bool((mine == top).all())
        right, right5 = right + (mine[0] == truth), right5 + (truth in mine)
        theirs_right, theirs_right5 = theirs_right + (top[0] == truth), theirs_right5 + (truth in top)
    return [
        _row("200 ImageNet samples: the very same top five, in order", same, "photos", "200"),
        _row("of them right at once, and among five", f"{right}, {right5}", "photos"),
        _row("by Keras, the same pixels", f"{theirs_right}, {theirs_right5}", "photos", "the same"),
    ]


def variants() -> list[dict[str, object]]:
    """Compares the precisions of MobileNetV2 and Inception-v3: size, time, and agreement on 200 photos."""
    paths = sorted((data_folder() / "photos" / "imagenet_samples").glob("*.jpg"))
    library = read_library()
    rows: list[dict[str, object]] = []
    for name in ("mobilenet-v2", "inception-v3"):
        models = {p: Classifier(library.get(bundle_name(application(name), p))) for p in PRECISIONS}
        frames = [models["float32"].preprocessor(decode_image(path.read_bytes())) for path in paths]
        logits = {p: np.stack([model.run(frame)[0] for frame in frames]) for p, model in models.items()}
        times = {p: median_ms(partial(model.run, frames[0]), ROUNDS) for p, model in models.items()}
        for precision, model in models.items():
            same = logits[precision].argmax(axis=1) == logits["float32"].argmax(axis=1)
            has_learned = name != "inception-v3"  # its weights are random here
            rows.append(
                {
                    "network": application(name).title,
                    "precision": precision,
                    "megabytes": round(model.bundle.card.size_bytes["model.tflite"] / 1e6, 1),
                    "milliseconds": round(times[precision], 1),
                    "time_of_float32": round(times[precision] / times["float32"], 2),
                    "same_top_one_percent": round(100 * float(same.mean()), 1) if has_learned else "",
                }
            )
    return rows


def main() -> None:
    """Adds the networks to a library of its own, measures, prints and keeps the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("weights", type=Path)
    weights = parser.parse_args().weights
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    from core.keras_models.applications import convert

    with tempfile.TemporaryDirectory() as home:
        os.environ["INKLING_HOME"] = home
        for name, precision in itertools.product(ASKED, PRECISIONS):
            convert(application(name), weights if name == "mobilenet-v2" else None, precision)
        keep_table("variants", variants())
        rows = one_photo("mobilenet-v2", weights, ("float32",))
        rows += one_photo("inception-v3", None, ("float32", "int8"))
        keep("photos", rows + folder(weights) + memory() + same_answers(weights))


if __name__ == "__main__":
    main()
