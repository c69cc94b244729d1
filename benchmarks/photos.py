"""Times one photo and folders of photos, and compares with Keras in the same run; takes about eight minutes.

    python -m benchmarks.photos WEIGHTS   # the file mobilenet_v2.weights.h5; needs the data in INKLING_DATA

Ours is what the page does: from a JPEG's bytes to the top five and the heat map, or `Batch` with its
thumbnails. The peers are `model.predict` for each photo, `model.predict` on a `tf.data` pipeline that decodes
in parallel and batches, and ONNX Runtime on as many threads as there are cores, all with the same network.
Inception-v3 has random weights, because its time does not depend on them.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.photo_peers import KerasPeer, OnnxPeer
from benchmarks.results import keep
from core.bundles.applications import Precision, application, bundle_name
from core.bundles.library import read_library
from core.datasets.readers import image_file
from core.inference.batch import Batch
from core.inference.classifier import Classifier
from core.preprocessing.decode import decode_image
from core.preprocessing.photo_crop import SCALINGS
from recipes.data import data_folder
from recipes.imagenet_lite import imagenet_lite
from recipes.storage import work_folder
from recipes.things import NAME as THINGS
from recipes.things import SIZE
from recipes.timing import median_ms

ROUNDS = 25
FOLDER_PHOTOS, LOOP_PHOTOS, BATCH_SIZE = 1_000, 50, 32
MEMORY_COUNTS = (500, 3_000)
ADDED: tuple[tuple[str, Precision], ...] = (
    ("mobilenet-v2", "float32"),
    ("mobilenet-v2", "int8"),
    ("inception-v3", "float32"),
    ("inception-v3", "int8"),
)
_MEMORY = """
import itertools, os, sys, threading, time
import psutil
from pathlib import Path
from core.inference.classifier import Classifier
from core.bundles.library import read_library
from core.datasets.readers import image_file
from core.inference.batch import Batch
paths = [Path(line) for line in sys.stdin.read().splitlines()]
model = Classifier(read_library().get("things-1000"))
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


def keras_application(name: str, weights: Path | None) -> KerasPeer:
    """Builds a network of Keras Applications, with random weights if no file is given."""
    import inspect

    import keras

    builder = getattr(keras.applications, application(name).builder)
    model = builder(weights=None if weights is None else str(weights))
    return KerasPeer(model, inspect.getmodule(builder).preprocess_input)


def one_photo(title: str, peer: Any, bundles: dict[str, str]) -> list[dict[str, object]]:
    """Times one photo from a JPEG's bytes, with all networks in turn, so that noise affects them alike.

    Args:
        title: Title of the network.
        peer: The peer: the network in Keras.
        bundles: Names of our bundles, one for each precision, each with its target.
    """
    data = photo_paths()[0].read_bytes()
    models = [Classifier(read_library().get(name)) for name in bundles]

    def whole(model: Classifier) -> None:
        answer = model.classify_picture(decode_image(data))
        answer.heat_map(answer.top(5)[0].label)

    works = [partial(peer.top_five, data), *(partial(whole, model) for model in models)]
    for work in works:
        median_ms(work, 3)
    times = [[median_ms(work, 1) for work in works] for _ in range(ROUNDS)]
    theirs_ms, *ours_ms = (float(np.median(side)) for side in zip(*times, strict=True))
    rows = [_row(f"{title}, decode and model.predict in Keras", round(theirs_ms, 1), "ms")]
    for (name, asked), mine_ms in zip(bundles.items(), ours_ms, strict=True):
        rows.append(_row(f"{name}, JPEG bytes to top five and heat map", round(mine_ms, 1), "ms"))
        rows.append(_row(f"{name}, Keras / ours", round(theirs_ms / mine_ms, 1), "times", asked))
    return rows


def _row(what: str, value: object, unit: str, asked: str = "") -> dict[str, object]:
    return {"what": what, "value": value, "unit": unit, "asked": asked}


def folder(keras_peer: KerasPeer) -> list[dict[str, object]]:
    """Times a folder of a thousand photos with the shipped network and its peers in turn."""
    cores = os.cpu_count() or 1
    paths = photo_paths()[:FOLDER_PHOTOS]
    ours = Classifier(read_library().get(THINGS))
    onnx_peer = OnnxPeer(keras_peer.model, keras_peer.preprocess, cores)

    def batch() -> None:
        work = Batch([image_file(path) for path in paths], [ours])
        work.start()
        work.wait()
        assert all(row.verdicts for row in work.rows)

    def a_second(work: Callable[[], None], count: int) -> int:
        start = time.perf_counter()
        work()
        return round(count / (time.perf_counter() - start))

    keras_peer.pipeline(paths[:BATCH_SIZE], BATCH_SIZE)  # traces the graph
    # The better of two rounds counts, because the machine is noisy.
    rates = [
        (
            a_second(batch, len(paths)),
            a_second(partial(onnx_peer.folder, paths), len(paths)),
            a_second(partial(keras_peer.pipeline, paths, BATCH_SIZE), len(paths)),
            a_second(partial(keras_peer.loop, paths[:LOOP_PHOTOS]), LOOP_PHOTOS),
        )
        for _ in range(2)
    ]
    mine, onnx, piped, looped = (max(side) for side in zip(*rates, strict=True))
    what = f"{THINGS}, {len(paths):,} photos"
    return [
        _row(f"{what}, {cores} cores, with thumbnails", mine, "photos/s", "at least 200"),
        _row(f"{what}, ONNX Runtime, float32, {cores} threads", onnx, "photos/s", "less"),
        _row(f"{what}, ours / ONNX Runtime", round(mine / onnx, 2), "times", "at least 1"),
        _row(f"{what}, Keras predict on a batched tf.data pipeline", piped, "photos/s", "less"),
        _row(f"{THINGS}, a loop of model.predict", looped, "photos/s", "less"),
    ]


def memory() -> list[dict[str, object]]:
    """Measures how much memory grows over many photos, in a separate process for each number of photos."""
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


def same_answers(weights: Path, peer: KerasPeer) -> list[dict[str, object]]:
    """Compares the top one and top five of ours and Keras's on one photo of each of 200 classes."""
    ours = Classifier(read_library().get("mobilenet-v2"))
    listed = json.loads((weights.parent / "imagenet_class_index.json").read_text())
    index_of = {number: int(index) for index, (number, _) in listed.items()}
    paths = sorted((data_folder() / "photos" / "imagenet_samples").glob("*.jpg"))
    same = right = right5 = theirs_right = theirs_right5 = 0
    for path in paths:
        answer = ours.classify_picture(decode_image(path.read_bytes()))
        pixels = peer.preprocess(answer.seen[None].astype(np.float32))
        probabilities = peer.model.predict(pixels, verbose=0)[0]
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


def main() -> None:
    """Adds the networks to a temporary library, runs the benchmark, and writes and prints the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("weights", type=Path)
    weights = parser.parse_args().weights
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    from core.keras_models.applications import convert

    with tempfile.TemporaryDirectory() as home:
        os.environ["INKLING_HOME"] = home
        for name, precision in ADDED:
            convert(application(name), weights if name == "mobilenet-v2" else None, precision)
        scaling = SCALINGS["-127/128 to 1"]

        def scaled(colors: Any) -> Any:
            """Scales arrays and tensors alike."""
            return colors * scaling.scale + scaling.offset

        things = KerasPeer(imagenet_lite(SIZE, work_folder(THINGS)), scaled)
        rows = one_photo("EfficientNet-Lite2", things, {THINGS: "at least 12"})
        mobilenet = keras_application("mobilenet-v2", weights)
        rows += one_photo("MobileNetV2", mobilenet, asked("mobilenet-v2", {}))
        inception = keras_application("inception-v3", None)
        rows += one_photo("Inception-v3", inception, asked("inception-v3", {"int8": "at least 5"}))
        keep("photos", rows + folder(things) + memory() + same_answers(weights, mobilenet))


def asked(name: str, times: dict[str, str]) -> dict[str, str]:
    """Returns the bundles of an added network, each with its target."""
    return {
        bundle_name(application(name), precision): times.get(precision, "")
        for added, precision in ADDED
        if added == name
    }


if __name__ == "__main__":
    main()
