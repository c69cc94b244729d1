"""A data set + a request -> a trained network; it goes on where a killed training stopped."""

import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from safetensors import SafetensorError
from safetensors.numpy import load, load_file, save

from core.backbones import backbone
from core.bundle import Bundle
from core.classifier import Classifier
from core.dataset_store import DataSet, Sample, read_data_set
from core.doctor import require_fit
from core.duplicates import NEAR_BITS, duplicate_groups
from core.errors import Stopped
from core.features import features_of
from core.files import write_whole
from core.graft import graft
from core.head import Features, HeadPlan, HeadState, head_of, train_head
from core.reporter import Reporter
from core.runs import Request
from core.split import Split, split

HEAD_FILE = "head.safetensors"


@dataclass(frozen=True)
class Lesson:
    """A data set made ready for one training.

    Attributes:
        request: What was asked for.
        data_set: Without its empty classes.
        samples: All of its pictures.
        labels: `(n,)` int class of each.
        groups: `(n,)` int; near duplicates share one.
        split: What is trained on, watched and tested on.
    """

    request: Request
    data_set: DataSet
    samples: tuple[Sample, ...]
    labels: np.ndarray
    groups: np.ndarray
    split: Split


@dataclass(frozen=True)
class Learned:
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


def prepare(request: Request) -> Lesson:
    """Reads the data set and divides it.

    Raises:
        BadData: If it cannot be trained on.
        UnknownDataSet: If it is not there.
    """
    data_set = require_fit(read_data_set(request.data_set))
    number_of = {label: number for number, label in enumerate(data_set.classes)}
    samples = data_set.samples
    labels = np.array([number_of[sample.label] for sample in samples])
    # Simple drawings are alike without being copies: only equal ones are kept together.
    drawn = data_set.kind == "ink"
    hashes = [sample.sha256[:16] if drawn else sample.hash for sample in samples]
    groups = duplicate_groups(hashes, bits=0 if drawn else NEAR_BITS)
    parts = split(labels, groups, request.test_share, request.validation_share, request.seed)
    return Lesson(request, data_set, samples, labels, groups, parts)


def learn(lesson: Lesson, folder: Path, reporter: Reporter) -> Learned:
    """Trains in the way that was asked for.

    Args:
        lesson: The prepared data.
        folder: The run's: holds checkpoints and history.
        reporter: Whom to tell.

    Returns:
        What was learned, or the best so far if the person wanted to stop.

    Raises:
        Stopped: If the person wants nothing of it kept, or there is nothing yet.
    """
    request = lesson.request
    if request.way == "scratch":
        from core.finetuning import learn_from_scratch

        return learn_from_scratch(lesson, folder, reporter)
    base = backbone(request.backbone, lesson.data_set.kind)
    reporter.phase("Computing features", len(lesson.samples))
    features = features_of(
        lesson.data_set, lesson.samples, Classifier(base), request.views, reporter.progress_or_stop
    )
    state = _train_head(lesson, features, folder, reporter)
    learned = _grafted(base, state, features)
    if request.way == "tune" and reporter.wish() != "keep":
        from core.finetuning import tune_last_blocks

        return tune_last_blocks(lesson, learned, folder, reporter)
    return learned


def head_plan(request: Request) -> HeadPlan:
    """Returns how the head of a request is trained."""
    return HeadPlan(
        epochs=request.epochs,
        batch_size=request.batch_size,
        learning_rate=request.learning_rate,
        seed=request.seed,
    )


def part_of(features: np.ndarray, labels: np.ndarray, places: np.ndarray) -> Features:
    """Returns the features and labels of some pictures."""
    return Features(features[places], labels[places])


def write_history(folder: Path, history: list[dict[str, float]]) -> None:
    """Writes the figures of each epoch, whole."""
    write_whole(folder / "history.csv", pd.DataFrame(history).to_csv(index=False))


def _train_head(lesson: Lesson, features: np.ndarray, folder: Path, reporter: Reporter) -> HeadState:
    request, parts = lesson.request, lesson.split
    if request.batch_size > len(parts.train):
        request = replace(request, batch_size=len(parts.train))
    state = _read_head(folder / HEAD_FILE)
    reporter.phase("Training the last layer", request.epochs)
    began = time.monotonic()
    seconds_before = state.history[-1]["seconds"] if state else 0.0

    def after_epoch(state: HeadState) -> bool:
        state.history[-1]["seconds"] = round(seconds_before + time.monotonic() - began, 2)
        _write_head(folder / HEAD_FILE, state)
        write_history(folder, state.history)
        reporter.progress(len(state.history), request.epochs)
        if reporter.wish() == "discard":
            raise Stopped("The training was thrown away.")
        return not reporter.wish()

    if reporter.wish() == "keep" and state is not None:
        return state
    return train_head(
        part_of(features, lesson.labels, parts.train),
        part_of(features, lesson.labels, parts.validation),
        len(lesson.data_set.classes),
        head_plan(request),
        state,
        after_epoch,
    )


def _grafted(base: Bundle, state: HeadState, features: np.ndarray) -> Learned:
    kernel, bias = head_of(state)
    weights = load_file(base.folder / "weights.safetensors")
    weights = {path: value for path, value in weights.items() if not path.startswith(("logits/", "hidden/"))}
    weights |= {"logits/kernel": kernel, "logits/bias": bias}
    card = base.card["network"]
    return Learned(
        tflite=graft((base.folder / "model.tflite").read_bytes(), kernel, bias),
        weights=weights,
        network={
            "name": card["name"],
            "parameters": int(sum(value.size for value in weights.values())),
            "head": "pooled",
            "feature_grid": card["feature_grid"],
            "precision": card.get("precision", "float32"),
        },
        input=dict(base.card["input"]),
        history=state.history,
        best_epoch=state.best_epoch,
        features=features,
        versions={"numpy": np.__version__},
    )


def _write_head(path: Path, state: HeadState) -> None:
    history = pd.DataFrame(state.history)
    columns = {f"history/{name}": history[name].to_numpy(np.float64) for name in history}
    write_whole(path, save({**state.arrays, **columns, "best_epoch": np.array([state.best_epoch])}))


def _read_head(path: Path) -> HeadState | None:
    """Reads the checkpoint; None if there is none, or it was damaged from outside."""
    try:
        arrays = load(path.read_bytes())
    except (OSError, SafetensorError):
        return None
    best_epoch = int(arrays.pop("best_epoch")[0])
    columns = {name.removeprefix("history/"): arrays.pop(name) for name in list(arrays) if "/" in name}
    history = pd.DataFrame(columns).to_dict("records")
    return HeadState(arrays, [{str(key): value for key, value in row.items()} for row in history], best_epoch)
