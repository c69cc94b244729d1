"""A data set prepared for one training, and the result of a training."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from core.bundles.card import InputSpec, NetworkSpec
from core.datasets.checks import require_trainable
from core.datasets.data_set import DataSet, Sample
from core.datasets.near_duplicates import NEAR_BITS, duplicate_groups, look_of
from core.datasets.recordings import join_recordings
from core.datasets.splitting import Split, divisible_groups, split
from core.datasets.store import read_data_set
from core.storage.files import write_whole
from core.training.request import TrainingRequest

HISTORY_FILE = "history.csv"


@dataclass(frozen=True)
class PreparedData:
    """A data set prepared for one training.

    Attributes:
        request: The training's request.
        data_set: The data set without its empty classes.
        samples: All pictures of the data set.
        labels: `(n,)` int, indices into `data_set.classes`.
        near_duplicates: `(n,)` int; near duplicates share a group.
        groups: `(n,)` int; the same groups, except that in classes that could not be divided otherwise, each
            picture is a group of its own.
        split: Indices of the training, validation and test sets.
        split_by_picture: Classes with near duplicates on both sides of the split, because their pictures are
            too alike, or the user's own test part has copies of training pictures.
    """

    request: TrainingRequest
    data_set: DataSet
    samples: tuple[Sample, ...]
    labels: np.ndarray
    near_duplicates: np.ndarray
    groups: np.ndarray
    split: Split
    split_by_picture: tuple[str, ...] = ()

    @property
    def given_test(self) -> int:
        """Number of test pictures from the user's own part called test."""
        return sum(self.samples[index].part == "test" for index in self.split.test)


@dataclass(frozen=True)
class Unseen:
    """Answers for pictures by networks that had not seen them.

    Attributes:
        logits: `(n, classes)` float32.
        familiarity: `(n,)` float32, how familiar each picture was to the network; see `Familiarity.score`.
        is_answered: `(n,)` bool, which pictures have an answer; the rows of the others are zeros.
        folds: Number of networks that answered in cross-validation.
    """

    logits: np.ndarray
    familiarity: np.ndarray
    is_answered: np.ndarray
    folds: int


@dataclass(frozen=True)
class TrainedModel:
    """The result of a training.

    Attributes:
        tflite: Content of the network's `.tflite` file.
        weights: Arrays by Keras path.
        network: What a card says about the network.
        input: What a card says about the network's input.
        history: Figures of each epoch, as in a bundle's history.csv.
        best_epoch: The epoch whose weights these are, counted from 1.
        unseen: Answers for all pictures by last layers that had not seen them; None if trained from scratch.
        features: `(n, variants, features)` float32 of all pictures from the backbone; None if trained from
            scratch.
        versions: Versions of the libraries that were used, by name.
        starts_from_sha256: Checksum of the backbone's `.tflite` file; empty if trained from scratch.
    """

    tflite: bytes
    weights: dict[str, np.ndarray]
    network: NetworkSpec
    input: InputSpec
    history: list[dict[str, float]]
    best_epoch: int
    unseen: Unseen | None
    features: np.ndarray | None
    versions: dict[str, str]
    starts_from_sha256: str = ""


def prepare(request: TrainingRequest) -> PreparedData:
    """Reads the data set of a request and divides it into training, validation and test sets.

    If only a last layer learns, all pictures except the user's own test part are training pictures, because
    the last layer is measured by cross-validation.

    Raises:
        BadData: If the data set cannot be trained on.
        UnknownDataSet: If there is no data set of that name.
    """
    data_set = require_trainable(read_data_set(request.data_set))
    index_of_label = {label: index for index, label in enumerate(data_set.classes)}
    samples = data_set.samples
    labels = np.array([index_of_label[sample.label] for sample in samples])
    # Simple drawings are alike without being copies, so only identical ones are kept together.
    is_drawn = data_set.kind == "ink"
    hashes = [sample.sha256[:16] if is_drawn else look_of(sample) for sample in samples]
    groups = join_recordings(duplicate_groups(hashes, bits=0 if is_drawn else NEAR_BITS), samples)
    return _divided(request, data_set, samples, labels, groups)


def regrouped(prepared: PreparedData, groups: np.ndarray) -> PreparedData:
    """Divides prepared data again, now that more near duplicates are known.

    Args:
        prepared: The prepared data.
        groups: `(n,)` int; near duplicates share a group.
    """
    return _divided(prepared.request, prepared.data_set, prepared.samples, prepared.labels, groups)


def _divided(
    request: TrainingRequest,
    data_set: DataSet,
    samples: tuple[Sample, ...],
    labels: np.ndarray,
    groups: np.ndarray,
) -> PreparedData:
    given = [sample.part for sample in samples]
    divisible = divisible_groups(labels, groups, given)
    if request.strategy == "head":
        is_test = np.array([part == "test" for part in given])
        parts = Split(np.flatnonzero(~is_test), np.array([], int), np.flatnonzero(is_test))
    else:
        parts = split(labels, divisible, request.test_share, request.validation_share, request.seed, given)
    is_taken_apart = (divisible != groups) & (np.bincount(groups)[groups] > 1)
    # No test pictures were drawn from a class if the user had chosen some.
    is_taken_apart &= ~np.isin(labels, labels[[part == "test" for part in given]])
    # What the user has put into the test stays there, even if it is a copy of a training picture.
    is_taken_apart[parts.test] |= np.isin(groups[parts.test], groups[parts.train])
    split_by_picture = tuple(data_set.classes[label] for label in np.unique(labels[is_taken_apart]))
    return PreparedData(request, data_set, samples, labels, groups, divisible, parts, split_by_picture)


def write_history(folder: Path, history: list[dict[str, float]]) -> None:
    """Writes the figures of each epoch into a run's folder, atomically."""
    write_whole(folder / HISTORY_FILE, pd.DataFrame(history).to_csv(index=False))
