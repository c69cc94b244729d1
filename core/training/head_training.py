"""A data set + a request -> a trained network; it goes on where a killed training stopped."""

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from safetensors import SafetensorError
from safetensors.numpy import load, load_file, save

from core.bundles.bundle import Bundle
from core.bundles.replace_head import replace_head
from core.errors import Stopped
from core.jobs.progress import ProgressWriter
from core.storage.files import write_whole
from core.training.linear_head import Features, HeadPlan, HeadState, head_of, train_head
from core.training.prepared_data import PreparedData, TrainedModel, write_history
from core.training.runs import TrainingRequest

HEAD_FILE = "head.safetensors"


def head_plan(request: TrainingRequest) -> HeadPlan:
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


def train_last_layer(
    lesson: PreparedData, features: np.ndarray, folder: Path, reporter: ProgressWriter
) -> HeadState:
    """Trains a new last layer on features, or goes on from the checkpoint in the run's folder.

    Raises:
        Stopped: If the person wants nothing of it kept.
    """
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
        if reporter.stop_request() == "discard":
            raise Stopped("The training was thrown away.")
        return not reporter.stop_request()

    if reporter.stop_request() == "keep" and state is not None:
        return state
    return train_head(
        part_of(features, lesson.labels, parts.train),
        part_of(features, lesson.labels, parts.validation),
        len(lesson.data_set.classes),
        head_plan(request),
        state,
        after_epoch,
    )


def on_backbone(base: Bundle, state: HeadState, features: np.ndarray) -> TrainedModel:
    """Puts a trained last layer on the backbone whose features it learned from."""
    kernel, bias = head_of(state)
    weights = load_file(base.folder / "weights.safetensors")
    weights = {path: value for path, value in weights.items() if not path.startswith(("logits/", "hidden/"))}
    weights |= {"logits/kernel": kernel, "logits/bias": bias}
    card = base.card["network"]
    return TrainedModel(
        tflite=replace_head((base.folder / "model.tflite").read_bytes(), kernel, bias),
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
