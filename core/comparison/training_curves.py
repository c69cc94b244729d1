"""The training curves of networks and runs, in a form in which several can be overlaid."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.bundles.bundle import Bundle
from core.evaluation.training_history import read_epochs
from core.training.runs import Run

_COLUMNS = ("epoch", "loss", "accuracy", "val_loss", "val_accuracy", "seconds")
_MAX_BYTES = 16 * 2**20
_MAX_EPOCH = 1_000_000


@dataclass(frozen=True)
class TrainingCurve:
    """The course of one training.

    Attributes:
        title: Title of the curve, such as the network's.
        epochs: `(n,)` int, increasing.
        seconds: `(n,)` float: time since the training began, never decreasing.
        accuracy: `(n,)` float: share of right answers on the training pictures.
        val_accuracy: `(n,)` float: the same on pictures that were held back during training.
        loss: `(n,)` float: how much the answers differ from the truth on the training pictures.
        val_loss: `(n,)` float: the same on the pictures that were held back.
    """

    title: str
    epochs: np.ndarray
    seconds: np.ndarray
    accuracy: np.ndarray
    val_accuracy: np.ndarray
    loss: np.ndarray
    val_loss: np.ndarray


def curve_of_bundle(bundle: Bundle, title: str) -> TrainingCurve | None:
    """Reads the training curve of a network; None if its history is empty or cannot be read.

    Args:
        bundle: The network's bundle.
        title: Title of the curve.
    """
    try:
        path = bundle.folder / "history.csv"
        history = read_epochs(path, _MAX_BYTES, dtype=float, usecols=lambda name: name in _COLUMNS)
    except (OSError, ValueError, OverflowError):
        return None
    # Recipes record the time of each epoch, trainings on this computer the total time until then.
    return _curve(history, title, is_cumulative=bundle.card.training.strategy is not None)


def curve_of_run(run: Run, title: str) -> TrainingCurve | None:
    """Returns the training curve of a run so far; None if there is no epoch yet.

    Args:
        run: The run.
        title: Title of the curve.
    """
    return _curve(run.history(), title, is_cumulative=True)


def runs_in_progress(runs: Iterable[Run], bundles: Iterable[Bundle]) -> list[Run]:
    """Returns the runs whose network is not in the library yet, or never will be."""
    published = {bundle.name for bundle in bundles}
    return [run for run in runs if run.request.bundle not in published]


def _curve(history: pd.DataFrame, title: str, is_cumulative: bool) -> TrainingCurve | None:
    if not set(_COLUMNS) <= set(history.columns):
        return None
    sound = history[
        np.isfinite(history[list(_COLUMNS)]).all(axis=1) & history["epoch"].between(1, _MAX_EPOCH)
    ]
    sound = sound.drop_duplicates("epoch", keep="last").sort_values("epoch")
    if sound.empty:
        return None
    seconds = sound["seconds"].clip(lower=0)
    columns = {name: sound[name].to_numpy(float) for name in ("accuracy", "val_accuracy", "loss", "val_loss")}
    return TrainingCurve(
        title,
        sound["epoch"].to_numpy(int),
        (seconds.cummax() if is_cumulative else seconds.cumsum()).to_numpy(float),
        **columns,
    )
