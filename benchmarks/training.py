"""Measures training time and accuracy next to Keras's guide to transfer learning in the same run.

    python -m benchmarks.training WEIGHTS   # the file mobilenet_v2.weights.h5; needs the data in INKLING_DATA

A network is trained on each data set with five seeds, from the click to the bundle in the library; the time
is that of the first seed, which has to compute all features. Both learn from four fifths of each class, and
are measured on the rest, which is in a folder called test. Ours builds on `things-1000`, as on a new machine;
the peer is Keras's guide on MobileNetV2, a smaller network: a frozen base inside the model, pictures from a
folder, and `fit`. The guide leaves the number of epochs open: 20 are as many as Keras gets in
`benchmarks.heads`, and 5 are few.

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
import zipfile
from dataclasses import replace
from pathlib import Path
from statistics import mean

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
# The targets: the longest time in seconds and the lowest accuracy in per cent.
ASKED: dict[str, tuple[int | None, int | None]] = {
    "ants_bees": (10, 95),
    "rock_paper_scissors": (None, 90),
    "cats_dogs": (None, 97),
}
# Five digits by many writers: the backbone knows all categories of Quick, Draw!, but was not trained to name
# digits.
DRAWN, DRAWN_CLASSES, DRAWN_OF_EACH = "five new drawings, 30 of each", ("0", "2", "3", "5", "8"), 30
# From any photos at hand, since only the time counts.
MANY, MANY_CLASSES, MANY_OF_EACH = "20 classes of 30 photos", 20, 30
ASKED_OF_OTHERS: dict[str, tuple[int | None, int | None]] = {DRAWN: (20, 85), MANY: (20, None)}
TEST_SHARE = 0.2
EPOCHS, FEW_EPOCHS = 20, 5
PEER = """
import json, sys, time
start = time.perf_counter()
import keras, tensorflow as tf
folder, weights, epochs, seed = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
keras.utils.set_random_seed(seed)
def part(name):
    data = keras.utils.image_dataset_from_directory(
        f"{folder}/{name}", image_size=(224, 224), crop_to_aspect_ratio=True, seed=seed, verbose=False)
    return data.cache().prefetch(tf.data.AUTOTUNE), len(data.class_names)
train, classes = part("train")
test, _ = part("test")
full = keras.applications.MobileNetV2(weights=weights)
base = keras.Model(full.input, full.get_layer("out_relu").output)
base.trainable = False
inputs = keras.Input((224, 224, 3))
x = keras.layers.RandomFlip("horizontal")(inputs)
x = keras.layers.Rescaling(1 / 127.5, offset=-1)(x)
x = base(x, training=False)
x = keras.layers.GlobalAveragePooling2D()(x)
x = keras.layers.Dropout(0.2)(x)
model = keras.Model(inputs, keras.layers.Dense(classes)(x))
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
model.compile(keras.optimizers.Adam(), loss, metrics=["accuracy"])
model.fit(train, epochs=epochs, verbose=0)
accuracy = model.evaluate(test, verbose=0)[1]
print(json.dumps({"accuracy": accuracy, "seconds": time.perf_counter() - start}))
"""


def train(data_set: DataSet, seed: int) -> tuple[float, float]:
    """Trains as the page's button does; returns seconds from click to bundle, and accuracy."""
    request = replace(suggest(data_set).request, seed=seed, bundle=f"{data_set.name}-{seed}")
    start = time.perf_counter()
    run = start_run(request)
    while run.status not in OVER:
        time.sleep(0.05)
        run = read_run(run.name)
    seconds = time.perf_counter() - start
    assert run.status == "done", run.message
    return seconds, run.outcome.accuracy


def peer(folder: Path, weights: Path, epochs: int, seed: int) -> tuple[float, float]:
    """Trains as in Keras's guide, in a separate process; returns seconds and accuracy."""
    command = [sys.executable, "-c", PEER, str(folder), str(weights), str(epochs), str(seed)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=FOLDER.parent)
    result = json.loads(done.stdout.strip().splitlines()[-1])
    return result["seconds"], result["accuracy"]


def parted(source: Path, folder: Path, seed: int) -> Path:
    """Copies the pictures of class folders into a part called train and a part called test.

    Args:
        source: A folder with a folder for each class.
        folder: The folder in which the parts are created.
        seed: Seed that chooses the pictures.

    Returns:
        The folder of the parts.
    """
    generator = np.random.default_rng(seed)
    for label in sorted(path for path in source.iterdir() if path.is_dir()):
        files = sorted(label.iterdir())
        tested = set(generator.permutation(len(files))[: round(TEST_SHARE * len(files))].tolist())
        for number, file in enumerate(files):
            target = folder / ("test" if number in tested else "train") / label.name / file.name
            _write(target, file.read_bytes())
    return folder


def many_classes(folder: Path) -> Path:
    """Writes thirty photos of each of twenty classes into class folders; returns the folder."""
    for name in ("pacs_photo", *ASKED):
        for label in sorted((data_folder() / "photos" / name).iterdir()):
            for file in sorted(label.iterdir())[:MANY_OF_EACH]:
                _write(folder / f"{name} {label.name}" / file.name, file.read_bytes())
    with zipfile.ZipFile(data_folder() / "cifar10_jpg.zip") as archive:
        files = sorted(name for name in archive.namelist() if name.endswith(".jpg"))
        missing = MANY_CLASSES - len(list(folder.iterdir()))
        for label in sorted({name.split("/")[-2] for name in files})[:missing]:
            for file in [name for name in files if name.split("/")[-2] == label][:MANY_OF_EACH]:
                _write(folder / label / file.rpartition("/")[2], archive.read(file))
    return folder


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


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


def taken_in(title: str, source: Path) -> DataSet:
    """Makes a data set from the contents of a folder or a stroke file."""
    incoming = from_path(source)
    return ingest(create_data_set(title, guess_kind(incoming).kind), incoming)


def head_seconds() -> float:
    """Returns how many seconds a new last layer learns from 1,000 photos while all cores are busy."""
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
    """Runs the benchmark, and writes and prints the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("weights", type=Path)
    weights = parser.parse_args().weights.resolve()
    rows: list[dict[str, object]] = []

    def add(what: str, value: float, unit: str, asked: str = "") -> None:
        rows.append({"what": what, "value": round(value, 1), "unit": unit, "asked": asked})

    with tempfile.TemporaryDirectory() as folder:
        os.environ["INKLING_HOME"] = f"{folder}/home"
        parts = {
            (name, seed): parted(data_folder() / "photos" / name, Path(folder) / f"{name}-{seed}", seed)
            for name in ASKED
            for seed in SEEDS
        }
        for name, (most_s, least) in ASKED.items():
            ours = [train(taken_in(f"{name} {seed}", parts[name, seed]), seed) for seed in SEEDS]
            add(f"{name}: click to bundle", ours[0][0], "s", f"at most {most_s}" if most_s else "")
            right = 100 * mean(accuracy for _, accuracy in ours)
            add(f"{name}: right on the test part, mean of five seeds", right, "%", f"at least {least}")
            if name == "ants_bees":
                seconds, accuracy = peer(parts[name, SEEDS[0]], weights, EPOCHS, SEEDS[0])
                guide = f"{name}: Keras's guide, {EPOCHS} epochs"
                add(guide, seconds, "s")
                add(f"{guide}, right on the test part of the first seed", 100 * accuracy, "%")
                add(f"{name}: ours, right on the same test part", 100 * ours[0][1], "%")
                add(f"{name}: Keras's guide / ours", seconds / ours[0][0], "times", "at least 5")
                few = [peer(parts[name, seed], weights, FEW_EPOCHS, seed) for seed in SEEDS]
                few_seconds, few_right = (mean(values) for values in zip(*few, strict=True))
                guide = f"{name}: Keras's guide, only {FEW_EPOCHS} epochs"
                add(guide, few_seconds, "s")
                add(f"{guide}, mean of five seeds", 100 * few_right, "%")
        # Some of the pictures are the same, and their features must be computed again.
        os.environ["INKLING_HOME"] = f"{folder}/home-of-others"
        others = {DRAWN: drawings(Path(folder)), MANY: many_classes(Path(folder) / "many")}
        for name, (seconds, least) in ASKED_OF_OTHERS.items():
            data_set = taken_in(name, others[name])
            ours = [train(data_set, seed) for seed in (SEEDS if least else SEEDS[:1])]
            add(f"{name}: click to bundle", ours[0][0], "s", f"at most {seconds}")
            if least:
                right = 100 * mean(accuracy for _, accuracy in ours)
                add(f"{name}: right in cross-validation, mean of five seeds", right, "%", f"at least {least}")
    add("a new last layer from 1,000 photos while all cores are busy", head_seconds(), "s")
    keep("training", rows)


if __name__ == "__main__":
    main()
