"""A data set made ready for one training, and what a training brings."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from core.datasets.checks import require_trainable
from core.datasets.near_duplicates import NEAR_BITS, duplicate_groups
from core.datasets.splitting import Split, split
from core.datasets.store import DataSet, Sample, read_data_set
from core.storage.files import write_whole
from core.training.runs import TrainingRequest


@dataclass(frozen=True)
class PreparedData:
    """A data set made ready for one training.

    Attributes:
        request: What was asked for.
        data_set: Without its empty classes.
        samples: All of its pictures.
        labels: `(n,)` int class of each.
        groups: `(n,)` int; near duplicates share one.
        split: What is trained on, watched and tested on.
    """

    request: TrainingRequest
    data_set: DataSet
    samples: tuple[Sample, ...]
    labels: np.ndarray
    groups: np.ndarray
    split: Split


@dataclass(frozen=True)
class TrainedModel:
    """What a training brought.

    Attributes:
        tflite: The network.
        weights: By Keras path.
        network: What a card says of it.
        input: What a card says of its input.
        history: Figures of each epoch.
        best_epoch: The one whose weights these are.
        features: `(n, views, features)` of all pictures by the backbone, or None.
        versions: Of what made it.
    """

    tflite: bytes
    weights: dict[str, np.ndarray]
    network: dict[str, Any]
    input: dict[str, Any]
    history: list[dict[str, float]]
    best_epoch: int
    features: np.ndarray | None
    versions: dict[str, str]


def prepare(request: TrainingRequest) -> PreparedData:
    """Reads the data set and divides it.

    Raises:
        BadData: If it cannot be trained on.
        UnknownDataSet: If it is not there.
    """
    data_set = require_trainable(read_data_set(request.data_set))
    number_of = {label: number for number, label in enumerate(data_set.classes)}
    samples = data_set.samples
    labels = np.array([number_of[sample.label] for sample in samples])
    # Simple drawings are alike without being copies: only equal ones are kept together.
    drawn = data_set.kind == "ink"
    hashes = [sample.sha256[:16] if drawn else sample.hash for sample in samples]
    groups = duplicate_groups(hashes, bits=0 if drawn else NEAR_BITS)
    parts = split(labels, groups, request.test_share, request.validation_share, request.seed)
    return PreparedData(request, data_set, samples, labels, groups, parts)


def write_history(folder: Path, history: list[dict[str, float]]) -> None:
    """Writes the figures of each epoch, whole."""
    write_whole(folder / "history.csv", pd.DataFrame(history).to_csv(index=False))
