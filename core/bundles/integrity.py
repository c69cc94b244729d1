"""Checks that the files of a bundle are intact, and agree with its card and with each other."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError, safe_open

from core.bundles.card import Card
from core.bundles.class_activation import HEADS, HIDDEN_BIAS, HIDDEN_KERNEL, KERNEL
from core.bundles.familiarity import FAMILIARITY_MEANS, STRANGER_MEANS
from core.bundles.format import FILES, MAX_FILE_BYTES
from core.bundles.runtime import Shapes, read_network
from core.errors import BadBundle
from core.preprocessing.ink_frames import FRAME_SIZE_PX, FRAME_SIZES_PX
from core.storage.received import unquoted

_CHANNELS = {"ink": 1, "photo": 3}
# The number types of safetensors that NumPy has, too.
_MAX_STRANGERS = 64
_FLOATS, _INTEGERS = ("F64", "F32", "F16"), ("I64", "I32")
_TYPES = (*_FLOATS, *_INTEGERS, "I16", "I8", "U64", "U32", "U16", "U8", "BOOL")


def require_files(folder: Path) -> None:
    """Refuses a folder in which a file of a bundle is missing, is a link, or is too large."""
    for name in FILES:
        path = folder / name
        if not path.is_file() or path.is_symlink():
            raise BadBundle(f"The bundle {folder.name} is incomplete. Received: no file {name}")
        if path.stat().st_size > MAX_FILE_BYTES:
            raise BadBundle(f"{name} of {folder.name} is too large. Received: {path.stat().st_size:,} bytes")


def read_labels(folder: Path, whose: str) -> tuple[str, ...]:
    """Reads the labels.

    Args:
        folder: The bundle's folder.
        whose: The bundle's name, for the error message.

    Returns:
        The labels, in the order of the logits.

    Raises:
        BadBundle: If they are not text.
    """
    try:
        return tuple((folder / "labels.txt").read_text(encoding="utf-8").splitlines())
    except ValueError as error:
        raise BadBundle(f"The labels of {whose} are not text. Received: {unquoted(str(error))}") from error


def check_integrity(folder: Path, card: Card, labels: tuple[str, ...]) -> None:
    """Checks that the files are intact and consistent.

    Args:
        folder: The bundle's folder, with all of its files.
        card: The bundle's card.
        labels: Labels of the classes, in the order of the logits.

    Raises:
        BadBundle: If the name, a checksum, the labels, the network's shapes or the stored arrays contradict
            the card; the message says which.
    """
    _require(folder, card.name == folder.name, "its name must be its folder's", card.name)
    _check_labels(folder, card, labels)
    _check_checksums(folder, card)
    shapes = read_network(folder / "model.tflite").shapes
    _check_shapes(folder, card, shapes)
    _check_types(folder)
    _check_evaluation(folder, len(labels))
    if shapes.features is not None and HEADS[card.network.head]:
        _check_head(folder, card, shapes.features)
    if card.familiarity_threshold is not None:
        _check_familiarity(folder, card, shapes.features)
    _check_strangers(folder, shapes.features)


def _check_labels(folder: Path, card: Card, labels: tuple[str, ...]) -> None:
    fits = card.classes == len(labels)
    _require(folder, fits, f"it must have as many labels as its card says, {card.classes:,}", len(labels))
    _require(folder, len(set(labels)) == len(labels), "labels must be unique", "a duplicate label")


def _check_checksums(folder: Path, card: Card) -> None:
    for name in FILES:
        content = (folder / name).read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        _require(folder, digest == card.sha256[name], f"{name} was changed or damaged (sha256)", digest[:12])
        size = card.size_bytes[name]
        _require(folder, len(content) == size, f"{name} must have {size:,} bytes", f"{len(content):,}")


def _check_shapes(folder: Path, card: Card, shapes: Shapes) -> None:
    logits, size = list(shapes.logits), list(shapes.input)
    _require(folder, logits == [1, card.classes], "the network must give one logit per label", logits)
    fits = size == [1, *card.input.size]
    _require(folder, fits, "the network's input must be as the card says", size)
    height, width, channels = card.input.size
    fits = height == width and channels == _CHANNELS[card.input.kind]
    _require(folder, fits, "drawings are squares of one channel, photos of three", size)
    sizes_px = FRAME_SIZES_PX if card.input.frame == "quickdraw" else (FRAME_SIZE_PX,)
    fits = card.input.kind != "ink" or height in sizes_px
    allowed = " or ".join(f"{size_px} x {size_px}" for size_px in sizes_px)
    _require(folder, fits, f"drawings are {allowed} pixels", size)
    fits = card.network.feature_grid is None or shapes.features is not None
    _require(folder, fits, "a network with a feature grid must have a feature map", None)


def _check_types(folder: Path) -> None:
    """Refuses number types that NumPy lacks, such as `bfloat16`: reading all weights would fail."""
    for file_name in ("weights.safetensors", "evaluation.safetensors"):
        with _arrays(folder, file_name) as file:
            names: list[str] = file.keys()
            types = {file.get_slice(name).get_dtype() for name in names}
        rule = f"the numbers of {file_name} must be of supported types"
        _require(folder, types <= set(_TYPES), rule, ", ".join(sorted(types - set(_TYPES))))


def _check_evaluation(folder: Path, classes: int) -> None:
    file_name = "evaluation.safetensors"
    shapes = _array_shapes(folder, file_name, ("logits", "labels"))
    logits = shapes["logits"]
    _require(folder, logits[1:] == [classes], "the stored logits must fit the labels", logits)
    fits = shapes["labels"] == logits[:1]
    _require(folder, fits, "each of the stored logits must have a label", shapes["labels"])
    _check_numbers(folder, file_name, "logits", _FLOATS)
    labels = _check_numbers(folder, file_name, "labels", _INTEGERS)
    wrong = labels[(labels < 0) | (labels >= classes)]
    _require(folder, not wrong.size, f"the stored labels must be below {classes:,}", wrong[:1])


def _check_head(folder: Path, card: Card, features: tuple[int, ...]) -> None:
    _, rows, columns, channels = features
    inputs = rows * columns * channels if card.network.head == "flattened" else channels
    names = HEADS[card.network.head]
    shapes = _array_shapes(folder, "weights.safetensors", names)
    layers = [inputs, *shapes.get(HIDDEN_KERNEL, [inputs])[1:]]
    fits = shapes[KERNEL] == [layers[-1], card.classes]
    if HIDDEN_KERNEL in shapes:
        fits &= shapes[HIDDEN_KERNEL] == layers and shapes[HIDDEN_BIAS] == layers[1:]
    _require(folder, fits, "the head's weights must fit the feature map", shapes)
    for name in names:
        _check_numbers(folder, "weights.safetensors", name, _FLOATS)
    has_grid = card.network.feature_grid is not None
    _require(folder, has_grid, "a network with a feature map must have a feature grid", None)


def _check_familiarity(folder: Path, card: Card, features: tuple[int, ...] | None) -> None:
    _require(folder, features is not None, "a familiarity needs a feature map", None)
    assert features is not None
    shapes = _array_shapes(folder, "weights.safetensors", (FAMILIARITY_MEANS,))
    wanted = [card.classes, features[3]]
    _require(
        folder,
        shapes[FAMILIARITY_MEANS] == wanted,
        "its familiarity must fit the feature map and the classes",
        shapes,
    )
    _check_numbers(folder, "weights.safetensors", FAMILIARITY_MEANS, _FLOATS)


def _check_strangers(folder: Path, features: tuple[int, ...] | None) -> None:
    with _arrays(folder, "weights.safetensors") as file:
        if features is None or STRANGER_MEANS not in file.keys():  # noqa: SIM118, since the file is no mapping
            return
        shape = list(file.get_slice(STRANGER_MEANS).get_shape())
    fits = len(shape) == 2 and shape[1] == features[3] and shape[0] <= _MAX_STRANGERS
    _require(folder, fits, f"at most {_MAX_STRANGERS} strangers, which must fit the feature map", shape)
    _check_numbers(folder, "weights.safetensors", STRANGER_MEANS, _FLOATS)


def _check_numbers(folder: Path, file_name: str, name: str, types: tuple[str, ...]) -> np.ndarray:
    """Reads and returns an array; refuses one of another type, or with infinite or undefined numbers."""
    with _arrays(folder, file_name) as file:
        kind = file.get_slice(name).get_dtype()
        _require(folder, kind in types, f"{name} must be of type {' or '.join(types)}", kind)
        array: np.ndarray = file.get_tensor(name)
    # Pages compute with float32.
    fits = bool((np.abs(array) <= np.finfo(np.float32).max).all())
    _require(folder, fits, f"{name} must be finite", "numbers that are not")
    return array


def _array_shapes(folder: Path, file_name: str, names: tuple[str, ...]) -> dict[str, list[int]]:
    with _arrays(folder, file_name) as file:
        return {name: list(file.get_slice(name).get_shape()) for name in names}


@contextmanager
def _arrays(folder: Path, file_name: str) -> Iterator[Any]:
    """Opens a file of arrays; refuses one that cannot be read."""
    try:
        with safe_open(folder / file_name, framework="numpy") as file:
            yield file
    except (SafetensorError, OSError) as error:
        raise BadBundle(
            f"The arrays of {folder.name} cannot be read. Received: {unquoted(str(error))}"
        ) from error


def _require(folder: Path, holds: bool, rule: str, received: object) -> None:
    if not holds:
        raise BadBundle(f"The bundle {folder.name} is not valid: {rule}. Received: {unquoted(str(received))}")
