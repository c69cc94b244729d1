"""Features -> a trained last layer on its backbone; it goes on where a killed training stopped."""

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from safetensors import SafetensorError
from safetensors.numpy import load, load_file, save

from core.bundles.bundle import Bundle
from core.bundles.card import NetworkSpec
from core.bundles.replace_head import replace_head
from core.errors import Stopped
from core.jobs.progress import ProgressWriter
from core.storage.files import write_whole
from core.training.linear_head import Features, HeadPlan, HeadState, head_of, train_head
from core.training.prepared_data import PreparedData, TrainedModel, write_history
from core.training.request import TrainingRequest

HEAD_FILE = "head.safetensors"
_HISTORY_PREFIX = "history/"
_HISTORY_FIGURES = {"epoch", "loss", "accuracy", "val_loss", "val_accuracy", "learning_rate", "seconds"}
# What version 0.1 called the arrays of a checkpoint.
_OLD_NAMES = {
    "deviation": "std",
    "kernel_first": "kernel_first_moment",
    "kernel_second": "kernel_second_moment",
    "bias_first": "bias_first_moment",
    "bias_second": "bias_second_moment",
}
_NEEDED = {"mean", "kernel", "bias", "best_kernel", "best_bias", *_OLD_NAMES.values()}


def head_plan(request: TrainingRequest) -> HeadPlan:
    """Returns how the head of a request is trained."""
    return HeadPlan(
        epochs=request.epochs,
        batch_size=request.batch_size,
        learning_rate=request.learning_rate,
        seed=request.seed,
    )


def select_features(features: np.ndarray, labels: np.ndarray, indices: np.ndarray) -> Features:
    """Returns the features and labels of some pictures.

    Args:
        features: `(n, variants, features)` of all pictures.
        labels: `(n,)` int of all pictures.
        indices: `(m,)` int, which ones.
    """
    return Features(features[indices], labels[indices])


def train_last_layer(
    prepared: PreparedData, features: np.ndarray, folder: Path, progress: ProgressWriter
) -> HeadState:
    """Trains a new last layer on features, or goes on from the checkpoint in the run's folder.

    Args:
        prepared: The prepared data.
        features: `(n, variants, features)` of all pictures.
        folder: The run's folder: holds the checkpoint and the history.
        progress: Receives progress.

    Returns:
        The last state, complete or stopped early to keep the best so far.

    Raises:
        Stopped: If nothing of it is to be kept.
    """
    request, parts = prepared.request, prepared.split
    if request.batch_size > len(parts.train):
        request = replace(request, batch_size=len(parts.train))
    kernel_shape = (features.shape[-1], len(prepared.data_set.classes))
    checkpoint = _read_checkpoint(folder / HEAD_FILE, kernel_shape)
    progress.phase("Training the last layer", request.epochs)
    started_seconds = time.monotonic()
    seconds_before = checkpoint.history[-1]["seconds"] if checkpoint else 0.0

    def after_epoch(state: HeadState) -> bool:
        state.history[-1]["seconds"] = round(seconds_before + time.monotonic() - started_seconds, 2)
        _write_checkpoint(folder / HEAD_FILE, state)
        write_history(folder, state.history)
        progress.progress(len(state.history), request.epochs)
        if progress.stop_request() == "discard":
            raise Stopped("The training was thrown away.")
        return not progress.stop_request()

    if progress.stop_request() == "keep" and checkpoint is not None:
        return checkpoint
    return train_head(
        select_features(features, prepared.labels, parts.train),
        select_features(features, prepared.labels, parts.validation),
        len(prepared.data_set.classes),
        head_plan(request),
        checkpoint,
        after_epoch,
    )


def on_backbone(base: Bundle, state: HeadState, features: np.ndarray) -> TrainedModel:
    """Puts a trained last layer on the backbone whose features it learned from.

    Args:
        base: The backbone.
        state: The last layer.
        features: `(n, variants, features)` of all pictures by the backbone; kept in the result.
    """
    kernel, bias = head_of(state)
    weights = load_file(base.folder / "weights.safetensors")
    old_head = {path for path in weights if path.startswith(("logits/", "hidden/"))}
    parameters = base.card.network.parameters - sum(weights[path].size for path in old_head)
    # Of a large backbone this is all: the rest is in its `.tflite`.
    weights = {path: value for path, value in weights.items() if path not in old_head}
    weights |= {"logits/kernel": kernel, "logits/bias": bias}
    return TrainedModel(
        tflite=replace_head((base.folder / "model.tflite").read_bytes(), kernel, bias),
        weights=weights,
        network=NetworkSpec(
            name=base.card.network.name,
            parameters=int(parameters + kernel.size + bias.size),
            head="pooled",
            feature_grid=base.card.network.feature_grid,
            precision=base.card.network.precision,
        ),
        input=base.card.input,
        history=state.history,
        best_epoch=state.best_epoch,
        head_epochs=state.best_epoch,
        features=features,
        versions={"numpy": np.__version__},
        starts_from_sha256=base.card.sha256["model.tflite"],
    )


def _write_checkpoint(path: Path, state: HeadState) -> None:
    history = pd.DataFrame(state.history)
    columns = {f"{_HISTORY_PREFIX}{name}": history[name].to_numpy(np.float64) for name in history}
    write_whole(path, save({**state.arrays, **columns, "best_epoch": np.array([state.best_epoch])}))


def _read_checkpoint(path: Path, kernel_shape: tuple[int, int]) -> HeadState | None:
    """Reads the checkpoint of a kernel; None if there is none, or it was damaged from outside."""
    try:
        arrays = {_OLD_NAMES.get(name, name): array for name, array in load(path.read_bytes()).items()}
        best_epoch = int(arrays.pop("best_epoch")[0])
    except (OSError, SafetensorError, KeyError, IndexError, ValueError, OverflowError, TypeError):
        return None
    columns = {
        name.removeprefix(_HISTORY_PREFIX): arrays.pop(name)
        for name in list(arrays)
        if name.startswith(_HISTORY_PREFIX)
    }
    if set(arrays) != _NEEDED or not set(columns) >= _HISTORY_FIGURES:
        return None
    epochs = columns["epoch"].shape
    if len(epochs) != 1 or not 1 <= best_epoch <= epochs[0]:
        return None
    shapes = {name: _shape_of(name, kernel_shape) for name in arrays} | dict.fromkeys(columns, epochs)
    for name, array in (arrays | columns).items():
        if array.shape != shapes[name] or array.dtype.kind != "f" or not np.isfinite(array).all():
            return None
    if (arrays["std"] <= 0).any():
        return None
    history = pd.DataFrame(columns).to_dict("records")
    return HeadState(arrays, [{str(key): value for key, value in row.items()} for row in history], best_epoch)


def _shape_of(name: str, kernel_shape: tuple[int, int]) -> tuple[int, ...]:
    """Returns the shape that an array of a checkpoint has."""
    if "kernel" in name:
        return kernel_shape
    return kernel_shape[1:] if "bias" in name else kernel_shape[:1]
