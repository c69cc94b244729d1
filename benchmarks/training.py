"""Training time and accuracy, compared with Keras's guide to transfer learning in the same run.

    python -m benchmarks.training WEIGHTS     # mobilenet_v2.weights.h5, where the data are in INKLING_DATA

A network is trained on each data set with five seeds, from the click to the bundle in the library; the time
is that of the first seed, which includes computing the features. The peer is Keras's guide (a frozen base
inside the model, `fit`) with the same pictures, split, base and number of epochs, with the pictures loaded
once and shuffled by `tf.data`.

Source of the peer: https://keras.io/guides/transfer_learning/
"""

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, replace
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np

from benchmarks.results import FOLDER, keep
from core.datasets.data_set import DataSet
from core.datasets.ingestion import from_path, ingest
from core.datasets.kind_guess import guess_kind
from core.datasets.store import create_data_set
from core.jobs.process import OVER
from core.training.linear_head import STRENGTHS, Features, train_heads
from core.training.presets import suggest
from core.training.runs import read_run, start_run
from recipes.data import data_folder

SEEDS = (1, 2, 3, 4, 5)
# The targets: the largest time in seconds and the least accuracy in per cent.
ASKED = {"ants_bees": (45, 95), "rock_paper_scissors": (None, 90), "cats_dogs": (None, 97)}
ASKED_DRAWN = (20, 85)
# Five digits by many writers: the backbone knows all categories of Quick, Draw!, but was not trained to name
# digits.
DRAWN, DRAWN_CLASSES, DRAWN_OF_EACH = "five new drawings, 30 of each", ("0", "2", "3", "5", "8"), 30
FEW_EPOCHS = 5
PEER = """
import json, sys, time
start = time.perf_counter()
import keras, numpy as np, tensorflow as tf
from core.training.prepared_data import prepare
from core.training.request import TrainingRequest
from core.preprocessing.photo_crop import photo_frame
request, weights = TrainingRequest(**json.loads(sys.argv[1])), sys.argv[2]
prepared = prepare(request)
contents = (prepared.data_set.read(sample) for sample in prepared.samples)
pictures = np.stack([photo_frame(content, 224) for content in contents]).astype("float32")
def part(indices, shuffle):
    data = tf.data.Dataset.from_tensor_slices((pictures[indices], prepared.labels[indices]))
    if shuffle:
        data = data.shuffle(len(indices), seed=request.seed)
    return data.batch(request.batch_size).prefetch(tf.data.AUTOTUNE)
keras.utils.set_random_seed(request.seed)
full = keras.applications.MobileNetV2(weights=weights)
base = keras.Model(full.input, full.get_layer("out_relu").output)
base.trainable = False
inputs = keras.Input((224, 224, 3))
x = keras.layers.RandomFlip("horizontal")(inputs)
x = keras.layers.Rescaling(1 / 127.5, offset=-1)(x)
x = base(x, training=False)
x = keras.layers.GlobalAveragePooling2D()(x)
x = keras.layers.Dropout(0.2)(x)
model = keras.Model(inputs, keras.layers.Dense(len(prepared.data_set.classes))(x))
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
model.compile(keras.optimizers.Adam(), loss, metrics=["accuracy"])
model.fit(part(prepared.split.train, True), epochs=int(sys.argv[3]),
          validation_data=part(prepared.split.validation, False), verbose=0)
accuracy = model.evaluate(part(prepared.split.test, False), verbose=0)[1]
print(json.dumps({"accuracy": accuracy, "seconds": time.perf_counter() - start}))
"""


def train(data_set: DataSet, seed: int) -> tuple[float, float, dict[str, Any]]:
    """Trains as the page's button does; returns seconds from click to bundle, accuracy, and the request."""
    request = replace(suggest(data_set).request, seed=seed, bundle=f"{data_set.name}-{seed}")
    start = time.perf_counter()
    run = start_run(request)
    while run.status not in OVER:
        time.sleep(0.05)
        run = read_run(run.name)
    seconds = time.perf_counter() - start
    assert run.status == "done", run.message
    return seconds, run.outcome.accuracy, asdict(replace(request, epochs=run.outcome.epochs))


def peer(request: dict[str, Any], weights: Path, epochs: int) -> tuple[float, float]:
    """Trains by Keras's guide in a process of its own; returns seconds and accuracy."""
    command = [sys.executable, "-c", PEER, json.dumps(request), str(weights), str(epochs)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=FOLDER.parent)
    result = json.loads(done.stdout.strip().splitlines()[-1])
    return result["seconds"], result["accuracy"]


def drawings(folder: Path) -> Path:
    """Writes thirty drawings of each of five digits, by as many different writers as possible."""
    lines = [json.loads(line) for line in gzip.open(data_folder() / "pendigits_train.ndjson.gz", "rt")]
    kept = []
    for label in DRAWN_CLASSES:
        of_label = [line for line in lines if str(line["label"]) == label]
        of_label.sort(key=lambda line: line["writer"])
        step = len(of_label) / DRAWN_OF_EACH
        kept += [of_label[int(number * step)] for number in range(DRAWN_OF_EACH)]
    path = folder / "digits.ndjson"
    path.write_text("\n".join(json.dumps({"word": f"a {x['label']}", "drawing": x["drawing"]}) for x in kept))
    return path


def head_seconds() -> float:
    """Returns how long a new last layer learns from 1,000 photos while all cores are busy with others."""
    generator = np.random.default_rng(1)
    variants = generator.normal(size=(1_000, 3, 1_280)).astype(np.float32)
    features = Features(variants, np.arange(1_000) % 10)
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(os.cpu_count() or 1)]
    try:
        start = time.perf_counter()
        train_heads(features, 10, STRENGTHS)
        return time.perf_counter() - start
    finally:
        for process in busy:
            process.kill()
            process.wait()


def main() -> None:
    """Measures, prints and keeps the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("weights", type=Path)
    weights = parser.parse_args().weights.resolve()
    rows: list[dict[str, object]] = []

    def add(what: str, value: float, unit: str, asked: str = "") -> None:
        rows.append({"what": what, "value": round(value, 1), "unit": unit, "asked": asked})

    with tempfile.TemporaryDirectory() as folder:
        os.environ["INKLING_HOME"] = folder
        command = [sys.executable, "-m", "core", "add-weights", "mobilenet-v2", str(weights)]
        subprocess.run(command, cwd=FOLDER.parent, check=True)
        sources = {name: data_folder() / "photos" / name for name in ASKED}
        sources[DRAWN] = drawings(Path(folder))
        for name, source in sources.items():
            incoming = from_path(source)
            data_set = ingest(create_data_set(name, guess_kind(incoming).kind), incoming)
            ours = [train(data_set, seed) for seed in SEEDS]
            seconds, least = {**ASKED, DRAWN: ASKED_DRAWN}[name]
            add(f"{name}: click to bundle", ours[0][0], "s", f"at most {seconds}" if seconds else "")
            right = 100 * mean(accuracy for _, accuracy, _ in ours)
            add(f"{name}: right on the test part, mean of five seeds", right, "%", f"at least {least}")
            if name == "ants_bees":
                epochs = ours[0][2]["epochs"]
                theirs = peer(ours[0][2], weights, epochs)
                add(f"{name}: Keras's guide, as many epochs ({epochs})", theirs[0], "s")
                add(f"{name}: Keras's guide, right on the test part of the first seed", 100 * theirs[1], "%")
                add(f"{name}: ours, right on the same test part", 100 * ours[0][1], "%")
                add(f"{name}: Keras's guide / ours", theirs[0] / ours[0][0], "times", "at least 5")
                few = [peer(request, weights, FEW_EPOCHS) for _, _, request in ours]
                few_seconds, few_right = (mean(values) for values in zip(*few, strict=True))
                add(f"{name}: Keras's guide, only {FEW_EPOCHS} epochs", few_seconds, "s")
                right = 100 * few_right
                add(f"{name}: Keras's guide, only {FEW_EPOCHS} epochs, mean of five seeds", right, "%")
    add("a new last layer from 1,000 photos while all cores are busy", head_seconds(), "s")
    keep("training", rows)


if __name__ == "__main__":
    main()
