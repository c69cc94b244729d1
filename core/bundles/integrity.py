"""Whether the files of a bundle are whole, and agree with its card and with each other."""

import hashlib
from pathlib import Path

from safetensors import SafetensorError, safe_open

from core.bundles.card import Card
from core.bundles.class_activation import HEADS, HIDDEN_BIAS, HIDDEN_KERNEL, KERNEL
from core.bundles.format import FILES, MAX_FILE_BYTES
from core.bundles.runtime import Shapes, read_network
from core.errors import BadBundle

_CHANNELS = {"ink": 1, "photo": 3}


def require_files(folder: Path) -> None:
    """Refuses a folder without all files of a bundle, or with a link or a huge file among them."""
    for name in FILES:
        path = folder / name
        if not path.is_file() or path.is_symlink():
            raise BadBundle(f"The bundle {folder.name} is incomplete. Received: no file {name}")
        if path.stat().st_size > MAX_FILE_BYTES:
            raise BadBundle(f"{name} of {folder.name} is too large. Received: {path.stat().st_size:,} bytes")


def read_labels(folder: Path, whose: str) -> tuple[str, ...]:
    """Reads the labels.

    Args:
        folder: The bundle's.
        whose: The bundle's name, for the sentence.

    Returns:
        The labels, in the order of the logits.

    Raises:
        BadBundle: If they are not text.
    """
    try:
        return tuple((folder / "labels.txt").read_text(encoding="utf-8").splitlines())
    except ValueError as error:
        raise BadBundle(f"The labels of {whose} are not text. Received: {error}") from error


def check_integrity(folder: Path, card: Card, labels: tuple[str, ...]) -> None:
    """Checks that the files are whole and fit each other.

    Args:
        folder: The bundle's, with all of its files.
        card: What it says.
        labels: In the order of the logits.

    Raises:
        BadBundle: If the name, a checksum, the labels, the network's shapes or the stored arrays contradict
            the card; the sentence names what does.
    """
    _require(folder, card.name == folder.name, "its name must be its folder's", card.name)
    _check_labels(folder, card, labels)
    _check_checksums(folder, card)
    shapes = read_network(folder / "model.tflite").shapes
    _check_shapes(folder, card, shapes)
    _check_evaluation(folder, len(labels))
    if shapes.features is not None and HEADS[card.network.head]:
        _check_head(folder, card, shapes.features)


def _check_labels(folder: Path, card: Card, labels: tuple[str, ...]) -> None:
    fits = card.classes == len(labels)
    _require(folder, fits, f"its labels must be as many as its card says, {card.classes:,}", len(labels))
    _require(folder, len(set(labels)) == len(labels), "no label may come twice", "a label that does")


def _check_checksums(folder: Path, card: Card) -> None:
    for name in FILES:
        content = (folder / name).read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        _require(folder, digest == card.sha256[name], f"{name} was changed or damaged (sha256)", digest[:12])
        size = card.size_bytes[name]
        _require(folder, len(content) == size, f"{name} must have {size:,} bytes", f"{len(content):,}")


def _check_shapes(folder: Path, card: Card, shapes: Shapes) -> None:
    logits, size = list(shapes.logits), list(shapes.input[1:])
    _require(folder, logits == [1, card.classes], "the network must give one logit a label", logits)
    _require(folder, size == list(card.input.size), "the network's input must be as the card says", size)
    height, width, channels = card.input.size
    fits = height == width and channels == _CHANNELS[card.input.kind]
    _require(folder, fits, "drawings are squares of one channel, photos of three", size)


def _check_evaluation(folder: Path, classes: int) -> None:
    shapes = _array_shapes(folder, "evaluation.safetensors", ("logits", "labels"))
    logits = shapes["logits"]
    _require(folder, logits[1:] == [classes], "the stored logits must fit the labels", logits)
    fits = shapes["labels"] == logits[:1]
    _require(folder, fits, "each of the stored logits must have a label", shapes["labels"])


def _check_head(folder: Path, card: Card, features: tuple[int, ...]) -> None:
    _, rows, columns, channels = features
    inputs = rows * columns * channels if card.network.head == "flattened" else channels
    shapes = _array_shapes(folder, "weights.safetensors", HEADS[card.network.head])
    layers = [inputs, *shapes.get(HIDDEN_KERNEL, [inputs])[1:]]
    fits = shapes[KERNEL] == [layers[-1], card.classes]
    if HIDDEN_KERNEL in shapes:
        fits &= shapes[HIDDEN_KERNEL] == layers and shapes[HIDDEN_BIAS] == layers[1:]
    _require(folder, fits, "the head's weights must fit the feature map", shapes)
    has_grid = card.network.feature_grid is not None
    _require(folder, has_grid, "a network with a feature map must have a feature grid", None)


def _array_shapes(folder: Path, file_name: str, names: tuple[str, ...]) -> dict[str, list[int]]:
    try:
        with safe_open(folder / file_name, framework="numpy") as file:
            return {name: list(file.get_slice(name).get_shape()) for name in names}
    except (SafetensorError, OSError) as error:
        raise BadBundle(f"The arrays of {folder.name} cannot be read. Received: {error}") from error


def _require(folder: Path, holds: bool, rule: str, received: object) -> None:
    if not holds:
        raise BadBundle(f"The bundle {folder.name} is not sound: {rule}. Received: {received}")
