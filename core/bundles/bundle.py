"""The bundle format: a folder that holds everything about one model.

    card.json               what the model is, its figures, and the sha256 of every other file
    labels.txt              one label a line, in the order of the logits
    model.tflite            the network: logits, and the last feature map if it has one
    weights.safetensors     every weight by its Keras path
    history.csv             one line of figures for each epoch
    evaluation.safetensors  labels and logits of a sample of the test pictures
    examples.png            a few training pictures of each class

A bundle is data, never code: nothing in it is unpickled or imported.
"""

import hashlib
import json
import math
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError, safe_open

from core.bundles.class_activation import (
    HEADS,
    HIDDEN_BIAS,
    HIDDEN_KERNEL,
    KERNEL,
    FeatureGrid,
    Head,
    grid_of_card,
)
from core.bundles.runtime import LiteRTModel, read_network
from core.errors import BadBundle
from core.preprocessing.ink_frames import INK_FRAMES
from core.preprocessing.photo_crop import INTERPOLATIONS, PHOTO_FRAME, SCALINGS
from core.preprocessing.preprocessor import Preprocessor
from core.storage.files import replace_folder

FORMAT = 1
CARD = "card.json"
FILES = (
    "labels.txt",
    "model.tflite",
    "weights.safetensors",
    "history.csv",
    "evaluation.safetensors",
    "examples.png",
)
KINDS = ("ink", "photo")
MAX_CARD_BYTES = 1024 * 1024
MAX_FILE_BYTES = 512 * 1024 * 1024
MAX_CLASSES = 20_000
NAME_PATTERN = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


@dataclass(frozen=True)
class Bundle:
    """A checked bundle on disk.

    Attributes:
        folder: Where it lies.
        name: Name on the command line, unique in a library.
        title: Name on the pages.
        task: What it recognises, as "digits", "animals" or "sketches".
        labels: In the order of the logits.
        kind: What it reads: "ink" for drawings, "photo" for photos.
        frame: How its pictures are placed: a key of `INK_FRAMES`, or "photo".
        scaling: For photos, how colours become numbers: a key of `SCALINGS`.
        crop: For photos, the share of the shorter side that is kept.
        interpolation: For photos, how they are reduced: a key of `INTERPOLATIONS`.
        head: How the logits follow from the feature map: a key of `core.bundles.class_activation.HEADS`.
        grid: Where the feature map's cells lie; None without a feature map.
        temperature: Divides the logits before the softmax.
        reject_threshold: Energy score below which it says "not sure".
        card: All of card.json.
    """

    folder: Path
    name: str
    title: str
    task: str
    labels: tuple[str, ...]
    kind: str
    frame: str
    scaling: str
    crop: float
    interpolation: str
    head: str
    grid: FeatureGrid | None
    temperature: float
    reject_threshold: float
    card: Mapping[str, Any]

    @property
    def preprocessor(self) -> Preprocessor:
        """How the network wants its pictures."""
        size_px = int(self.card["input"]["size"][0])
        return Preprocessor(self.kind, self.frame, size_px, self.scaling, self.crop, self.interpolation)

    def network(self) -> LiteRTModel:
        """Loads the network."""
        return read_network(self.folder / "model.tflite")

    def head_weights(self) -> Head | None:
        """Reads what heat maps need; None for a network without them."""
        if self.grid is None or not HEADS[self.head]:
            return None
        with safe_open(self.folder / "weights.safetensors", framework="numpy") as file:
            arrays = {name: np.asarray(file.get_tensor(name), np.float32) for name in HEADS[self.head]}
        return Head(self.head, arrays)

    def evaluation(self) -> tuple[np.ndarray, np.ndarray]:
        """Reads the sampled test pictures' logits `(n, classes)` float32 and labels `(n,)` int64."""
        with safe_open(self.folder / "evaluation.safetensors", framework="numpy") as file:
            return np.asarray(file.get_tensor("logits"), np.float32), np.asarray(file.get_tensor("labels"))


def read_bundle(folder: Path) -> Bundle:
    """Reads and checks a bundle.

    Args:
        folder: The bundle's folder; its name must be the bundle's name.

    Returns:
        The bundle. Its files are there and whole (sha256), and its labels fit the network's logits.

    Raises:
        BadBundle: If anything is missing, damaged or contradicts the rest; the message names it.
    """
    card = _read_card(folder)
    try:
        bundle = _bundle_of(folder, card)
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise BadBundle(
            f"{CARD} of {folder.name} lacks a value or has one of the wrong kind. Received: {error!r}"
        ) from error
    _check(bundle)
    return bundle


def write_bundle(folder: Path, card: Mapping[str, Any], files: Mapping[str, bytes]) -> Bundle:
    """Writes a bundle whole: it appears under its name complete and checked, or not at all.

    Args:
        folder: Where it shall lie; a bundle that is there already is replaced.
        card: The card without `format`, `size_bytes` and `sha256`, which are added.
        files: Contents of all `FILES`.

    Returns:
        The bundle as read back.

    Raises:
        BadBundle: If a file is missing or the result is not a sound bundle; nothing is changed then.
    """
    if set(files) != set(FILES):
        raise BadBundle(f"A bundle has the files {', '.join(FILES)}. Received: {', '.join(sorted(files))}")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".writing-") as place:
        draft = Path(place) / folder.name
        draft.mkdir()
        for name, content in files.items():
            (draft / name).write_bytes(content)
        full = {
            "format": FORMAT,
            **card,
            "size_bytes": {name: len(content) for name, content in files.items()},
            "sha256": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
        }
        (draft / CARD).write_text(json.dumps(full, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        read_bundle(draft)
        replace_folder(draft, folder)
    return read_bundle(folder)


def _read_card(folder: Path) -> dict[str, Any]:
    path = folder / CARD
    if not path.is_file() or path.is_symlink():
        raise BadBundle(f"A bundle must have a {CARD}. Received: {folder.name} without one")
    if path.stat().st_size > MAX_CARD_BYTES:
        raise BadBundle(f"{CARD} may have at most 1 MB. Received: {path.stat().st_size:,} bytes")
    try:
        card = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise BadBundle(f"{CARD} of {folder.name} is not JSON. Received: {error}") from error
    if not isinstance(card, dict) or card.get("format") != FORMAT:
        found = card.get("format") if isinstance(card, dict) else type(card).__name__
        raise BadBundle(f"This version reads bundles of format {FORMAT}. Received: {found!r}")
    return card


def _bundle_of(folder: Path, card: dict[str, Any]) -> Bundle:
    for name in FILES:
        path = folder / name
        if not path.is_file() or path.is_symlink():
            raise BadBundle(f"The bundle {folder.name} is incomplete. Received: no file {name}")
        if path.stat().st_size > MAX_FILE_BYTES:
            raise BadBundle(f"{name} of {folder.name} is too large. Received: {path.stat().st_size:,} bytes")
    labels = (folder / "labels.txt").read_text(encoding="utf-8").splitlines()
    grid = card["network"]["feature_grid"]
    return Bundle(
        folder=folder,
        name=_text(card["name"]),
        title=_text(card["title"]),
        task=_text(card["task"]),
        labels=tuple(labels),
        kind=_text(card["input"]["kind"]),
        frame=_text(card["input"]["frame"]),
        scaling=_text(card["input"]["scaling"]),
        crop=float(card["input"].get("crop", 1.0)),
        interpolation=_text(card["input"].get("interpolation", "bilinear")),
        head=_text(card["network"]["head"]),
        grid=None if grid is None else grid_of_card(grid),
        temperature=float(card["temperature"]),
        reject_threshold=float(card["reject_threshold"]),
        card=card,
    )


def _check(bundle: Bundle) -> None:
    def require(holds: bool, rule: str, received: object) -> None:
        if not holds:
            raise BadBundle(f"The bundle {bundle.folder.name} is not sound: {rule}. Received: {received}")

    card, labels = bundle.card, bundle.labels
    require(
        NAME_PATTERN.fullmatch(bundle.name) is not None and bundle.name == bundle.folder.name,
        "its name must be its folder's, in small letters, digits and hyphens",
        bundle.name,
    )
    require(2 <= len(labels) <= MAX_CLASSES, f"it needs 2 to {MAX_CLASSES:,} labels", len(labels))
    require(card.get("classes") == len(labels), "the card must count the labels", card.get("classes"))
    require(len(set(labels)) == len(labels), "no label may come twice", "a label that does")
    require(bundle.kind in KINDS, f"its kind must be one of {', '.join(KINDS)}", bundle.kind)
    frames = INK_FRAMES if bundle.kind == "ink" else (PHOTO_FRAME,)
    require(bundle.frame in frames, f"the frame must be one of {', '.join(frames)}", bundle.frame)
    if bundle.kind == "photo":
        require(
            bundle.scaling in SCALINGS, f"the scaling must be one of {', '.join(SCALINGS)}", bundle.scaling
        )
        require(
            bundle.interpolation in INTERPOLATIONS,
            f"the interpolation must be one of {', '.join(INTERPOLATIONS)}",
            bundle.interpolation,
        )
        require(0.5 <= bundle.crop <= 1.0, "the crop must be 0.5 to 1.0", bundle.crop)
    require(bundle.head in HEADS, f"the head must be one of {', '.join(HEADS)}", bundle.head)
    temperature, threshold = bundle.temperature, bundle.reject_threshold
    require(math.isfinite(temperature) and temperature > 0, "the temperature must be above zero", temperature)
    require(math.isfinite(threshold), "the reject threshold must be a number", threshold)
    if bundle.grid is not None:
        require(bundle.grid.sound, "the feature grid must be numbers, its step above zero", bundle.grid)
    for name in FILES:
        found = hashlib.sha256((bundle.folder / name).read_bytes()).hexdigest()
        wanted = card.get("sha256", {}).get(name)
        require(found == wanted, f"{name} was changed or damaged (sha256)", found[:12])
    shapes = bundle.network().shapes
    require(shapes.logits == (1, len(labels)), "the network must give one logit a label", list(shapes.logits))
    size = card["input"].get("size")
    require(list(shapes.input[1:]) == size, "the network's input must be as the card says", shapes.input[1:])
    fits = shapes.input[1] == shapes.input[2] and shapes.input[3] == (1 if bundle.kind == "ink" else 3)
    require(fits, "drawings are squares of one channel, photos of three", shapes.input[1:])
    needed = HEADS[bundle.head] if shapes.features is not None else ()
    try:
        with safe_open(bundle.folder / "evaluation.safetensors", framework="numpy") as file:
            stored = file.get_slice("logits").get_shape()
        with safe_open(bundle.folder / "weights.safetensors", framework="numpy") as file:
            found_shapes = {name: file.get_slice(name).get_shape() for name in needed}
    except (SafetensorError, OSError) as error:
        raise BadBundle(f"The arrays of {bundle.folder.name} cannot be read. Received: {error}") from error
    require(stored[1:] == [len(labels)], "the stored logits must fit the labels", stored)
    if needed and shapes.features is not None:
        rows, columns, channels = shapes.features[1:]
        inputs = rows * columns * channels if bundle.head == "flattened" else channels
        chain = [inputs, *found_shapes.get(HIDDEN_KERNEL, [inputs])[1:]]
        fitting = found_shapes[KERNEL] == [chain[-1], len(labels)]
        if HIDDEN_KERNEL in found_shapes:
            fitting &= found_shapes[HIDDEN_KERNEL] == chain and found_shapes[HIDDEN_BIAS] == chain[1:]
        require(
            fitting and bundle.grid is not None, "the head's weights must fit the feature map", found_shapes
        )


def _text(value: object) -> str:
    if not isinstance(value, str) or not value or len(value) > 200:
        raise ValueError(f"expected a short text, received {str(value)[:40]!r}")
    return value
