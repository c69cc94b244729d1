"""A home in which every name would become markup if a page treated it as Markdown."""

import hashlib
import io
import json

import numpy as np
from PIL import Image

from core.datasets.ingestion import add_drawing
from core.datasets.store import create_data_set
from core.preprocessing.example_drawings import example_drawing
from tests.core.bundles.made_files import bundle_with, mean_network

NAMES = (
    "![a](http://evil.example/a.png)",
    "![a](http:&sol;&sol;evil.example/b)",
    "[a](javascript:alert(1))",
    "<img src=//evil.example/c>",
    "http://evil.example/d www.evil.example",
    ":material/home: :red[x] :smile:",
    "$x^2$ `y` **z** _u_ ~~v~~",
    "# | - 1. > me@evil.example",
    "turn\u202ened",
    "-- -> <-",
)


def hostile_bundle(name, source, size_px, channels, **changes):
    """Adds a network to the user's own, with hostile names throughout its card and labels."""
    tflite = mean_network(size_px, len(NAMES), channels)
    sources = [{"name": NAMES[0], "by": NAMES[1], "licence": NAMES[2], "address": NAMES[3]}]
    figures = {
        "images": 3,
        "accuracy": 0.5,
        "calibration_error_before": 0.5,
        "calibration_error_after": 0.5,
    }
    folder = bundle_with(
        name,
        tflite,
        source,
        title=NAMES[0],
        description=NAMES[3],
        recipe=NAMES[6],
        training={"data": sources},
        figures=dict.fromkeys(NAMES, figures),
        false_positive_rate=dict.fromkeys(NAMES, 0.5),
        **changes,
    )
    labels = ("\n".join(NAMES) + "\n").encode()
    (folder / "labels.txt").write_bytes(labels)
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    card["sha256"]["labels.txt"] = hashlib.sha256(labels).hexdigest()
    card["size_bytes"]["labels.txt"] = len(labels)
    if card.get("speed"):
        card["speed"]["machine"] = NAMES[4]
    (folder / "card.json").write_text(json.dumps(card), encoding="utf-8")
    return folder


def fill_home():
    """Fills `INKLING_HOME` with networks and a data set with hostile names, and a bundle that is refused."""
    hostile_bundle("hostile-digits", "digits-dense", 28, 1, task="digits", order=-5)
    photos = {"kind": "photo", "size": [32, 32, 3], "scaling": "0 to 1", "frame": "photo"}
    hostile_bundle("hostile-photos", "digits-dense", 32, 3, task="photos", input=photos, order=2_000)
    broken = bundle_with("broken", mean_network(28, 10))
    card = json.loads((broken / "card.json").read_text(encoding="utf-8"))
    (broken / "card.json").write_text(json.dumps(card | {"date": NAMES[0]}), encoding="utf-8")
    data_set = create_data_set(NAMES[0], "ink")
    for label in NAMES:
        for number in range(2):
            add_drawing(data_set, example_drawing("digits", number)[1], label)


def photo():
    """Returns the bytes of a small photo."""
    file = io.BytesIO()
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (64, 64, 3), np.uint8)).save(file, "PNG")
    return file.getvalue()
