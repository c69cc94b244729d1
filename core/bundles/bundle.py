"""A bundle on disk: a folder that holds everything about one network.

    card.json               what the network is, its figures, and the sha256 of every other file
    labels.txt              one label a line, in the order of the logits
    model.tflite            the network: logits, and the last feature map if it has one
    weights.safetensors     every weight by its Keras path
    history.csv             one line of figures for each epoch
    evaluation.safetensors  labels and logits of a sample of the test pictures
    examples.png            a few training pictures of each class
    origin.json             exists only if the bundle came from outside; never exported

A bundle is data, never code: nothing in it is unpickled or imported.
"""

import hashlib
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import safe_open
from safetensors.numpy import save

from core.bundles.card import Card, CardDraft
from core.bundles.card_file import read_card, write_card
from core.bundles.class_activation import HEADS, FeatureGrid, Head
from core.bundles.familiarity import FAMILIARITY_MEANS, NO_STRANGERS, STRANGER_MEANS, Familiarity
from core.bundles.format import FILES, FORMAT, ORIGIN
from core.bundles.integrity import check_integrity, read_labels, require_files
from core.bundles.runtime import LiteRTModel, read_network
from core.bundles.titles import marked_title
from core.errors import BadBundle
from core.preprocessing.preprocessor import Kind, Preprocessor
from core.storage.files import UNFINISHED, replace_folder


@dataclass(frozen=True)
class Bundle:
    """A checked bundle on disk.

    Attributes:
        folder: Path of its folder.
        card: Its card.
        labels: Labels of the classes, in the order of the logits.
        is_imported: Whether it came from outside, rather than from Inkling or the user's own training.
        title_in_library: Its title in the library; None if its own title is already unique there.
    """

    folder: Path
    card: Card
    labels: tuple[str, ...]
    is_imported: bool = False
    title_in_library: str | None = None

    @cached_property
    def fingerprint(self) -> str:
        """The sha256 of its card, which contains those of all other files; computed once."""
        return hashlib.sha256(self.card.model_dump_json().encode()).hexdigest()

    @property
    def name(self) -> str:
        """Name on the command line, unique in a library."""
        return self.card.name

    @property
    def title(self) -> str:
        """Name on the pages, unique in the library."""
        return self.own_title if self.title_in_library is None else self.title_in_library

    @property
    def own_title(self) -> str:
        """Title on its card, marked if the network came from outside."""
        return marked_title(self.card.title) if self.is_imported else self.card.title

    @property
    def task(self) -> str:
        """What it recognises, such as "digits", "animals" or "sketches"."""
        return self.card.task

    @property
    def kind(self) -> Kind:
        """What it reads: "ink" for drawings, "photo" for photos."""
        return self.card.input.kind

    @property
    def head(self) -> str:
        """How the logits are computed from the feature map: a key of `HEADS`."""
        return self.card.network.head

    @property
    def grid(self) -> FeatureGrid | None:
        """Where the feature map's cells lie; None without a feature map."""
        return self.card.network.feature_grid

    @property
    def temperature(self) -> float:
        """Divides the logits before the softmax."""
        return self.card.temperature

    @property
    def reject_threshold(self) -> float:
        """Energy score, or familiarity if its card has a threshold for that, below which it is "not sure".

        A class may have a threshold of its own: see `reject_threshold_of`.
        """
        threshold = self.card.familiarity_threshold
        return self.card.reject_threshold if threshold is None else threshold

    @cached_property
    def class_reject_thresholds(self) -> Mapping[int, float]:
        """Thresholds of the classes that have their own, by index of the label; none for familiarity."""
        if self.card.familiarity_threshold is not None:
            return {}
        own = self.card.class_reject_thresholds
        return {place: own[label] for place, label in enumerate(self.labels) if label in own}

    def reject_threshold_of(self, probabilities: np.ndarray) -> np.ndarray:
        """Returns the threshold for an answer's familiarity: that of its most likely class.

        Args:
            probabilities: `(..., classes)`, or logits.

        Returns:
            `(...)` float64.
        """
        likeliest = probabilities.argmax(axis=-1)
        thresholds = np.full(likeliest.shape, self.reject_threshold)
        for place, threshold in self.class_reject_thresholds.items():
            thresholds[likeliest == place] = threshold
        return thresholds

    @property
    def preprocessor(self) -> Preprocessor:
        """Prepares pictures as the network expects them."""
        spec = self.card.input
        return Preprocessor(spec.kind, spec.frame, spec.size[0], spec.scaling, spec.crop, spec.interpolation)

    def network(self) -> LiteRTModel:
        """Loads the network."""
        return read_network(self.folder / "model.tflite")

    def head_weights(self) -> Head | None:
        """Reads the weights that heat maps need; None for a network without heat maps."""
        if self.grid is None or not HEADS[self.head]:
            return None
        with safe_open(self.folder / "weights.safetensors", framework="numpy") as file:
            arrays = {name: np.asarray(file.get_tensor(name), np.float32) for name in HEADS[self.head]}
        return Head(self.head, arrays)

    def familiarity(self) -> Familiarity | None:
        """Reads the class means that measure familiarity; None if the energy score is used instead."""
        if self.card.familiarity_threshold is None:
            return None
        with safe_open(self.folder / "weights.safetensors", framework="numpy") as file:
            means = np.asarray(file.get_tensor(FAMILIARITY_MEANS), np.float32)
            return Familiarity(means, _strangers_in(file))

    def strangers(self) -> np.ndarray:
        """Reads what kinds of strangers look like to the network, as in `Familiarity`; it may know none."""
        with safe_open(self.folder / "weights.safetensors", framework="numpy") as file:
            return _strangers_in(file)

    def evaluation(self) -> tuple[np.ndarray, np.ndarray]:
        """Reads logits `(n, classes)` float32 and labels `(n,)` int64 or int32 of sampled test pictures."""
        with safe_open(self.folder / "evaluation.safetensors", framework="numpy") as file:
            return np.asarray(file.get_tensor("logits"), np.float32), np.asarray(file.get_tensor("labels"))


def _strangers_in(weights: Any) -> np.ndarray:
    if STRANGER_MEANS not in weights.keys():  # noqa: SIM118, since the file is no mapping
        return NO_STRANGERS
    return np.asarray(weights.get_tensor(STRANGER_MEANS), np.float32)


def read_bundle(folder: Path) -> Bundle:
    """Reads and checks a bundle.

    Args:
        folder: The bundle's folder; its name must be the bundle's name.

    Returns:
        The bundle. Its card is valid, and its files are complete, intact (sha256) and consistent.

    Raises:
        BadBundle: If anything is missing, damaged or inconsistent; the message says what.
    """
    card = read_card(folder)
    require_files(folder)
    labels = read_labels(folder, folder.name)
    check_integrity(folder, card, labels)
    return Bundle(folder, card, labels, os.path.lexists(folder / ORIGIN))


def bundle_files(
    labels: Sequence[str],
    tflite: bytes,
    weights: Mapping[str, np.ndarray],
    history: bytes,
    examples: bytes,
    evaluation: Mapping[str, np.ndarray] | None = None,
) -> dict[str, bytes]:
    """Returns the contents of a bundle's files, as `write_bundle` expects them.

    Args:
        labels: Labels of the classes, in the order of the logits.
        tflite: The network, as a `.tflite` file.
        weights: Every weight by its Keras path.
        history: A CSV table, one row of figures for each epoch.
        examples: A PNG image of a few training pictures.
        evaluation: `logits` `(n, classes)` and `labels` `(n,)` of test pictures; None for none.
    """
    if evaluation is None:
        evaluation = {"logits": np.zeros((0, len(labels)), np.float32), "labels": np.zeros(0, np.int64)}
    return {
        "labels.txt": ("\n".join(labels) + "\n").encode(),
        "model.tflite": tflite,
        "weights.safetensors": save(dict(weights)),
        "history.csv": history,
        "evaluation.safetensors": save(dict(evaluation)),
        "examples.png": examples,
    }


def write_bundle(folder: Path, draft: CardDraft, files: Mapping[str, bytes]) -> Bundle:
    """Writes a bundle atomically: it appears under its name complete and checked, or not at all.

    Args:
        folder: Its path; an existing bundle there is replaced, unless it came from outside.
        draft: The card without sizes and checksums, which are added.
        files: Contents of all `FILES`, by name.

    Returns:
        The bundle as read back.

    Raises:
        BadBundle: If a file is missing, the result is not a valid bundle, or a bundle from outside has this
            path; nothing is changed in that case.
    """
    if set(files) != set(FILES):
        raise BadBundle(f"A bundle has the files {', '.join(FILES)}. Received: {', '.join(sorted(files))}")
    if os.path.lexists(folder / ORIGIN):
        raise BadBundle(f"An imported network has this name; delete it first. Received: {folder.name}")
    card = Card.model_validate(
        {
            "format": FORMAT,
            **draft.model_dump(exclude_unset=True),
            "size_bytes": {name: len(files[name]) for name in FILES},
            "sha256": {name: hashlib.sha256(files[name]).hexdigest() for name in FILES},
        }
    )
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f"{UNFINISHED}writing-") as hidden:
        unfinished = Path(hidden) / folder.name
        unfinished.mkdir()
        for name, content in files.items():
            (unfinished / name).write_bytes(content)
        write_card(unfinished, card)
        checked = read_bundle(unfinished)
        replace_folder(unfinished, folder)
    return replace(checked, folder=folder)
