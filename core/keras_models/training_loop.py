"""A Keras training that can be stopped, resumes where it was killed, and keeps its best epoch."""

import json
import os
import time
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Annotated

import keras
import numpy as np
from pydantic import Field, TypeAdapter
from pydantic.dataclasses import dataclass
from safetensors import SafetensorError, safe_open
from safetensors.numpy import load, save

from core.errors import Stopped
from core.jobs.progress import ProgressWriter
from core.jobs.retry import retry_while_busy
from core.keras_models.weights import arrays_of, assign, require_fit, set_weights, variables_by_path
from core.preprocessing.augmentation import augment
from core.preprocessing.preprocessor import Preprocessor
from core.storage.files import write_whole
from core.training.prepared_data import PreparedData, write_history

CHECKPOINT = "tuning.safetensors"
_METADATA = "told"  # the name that version 0.1 used
_HISTORY_FIGURES = ("loss", "accuracy", "val_loss", "val_accuracy")


@dataclass(frozen=True)
class _Figures:
    """What a checkpoint holds besides its arrays."""

    history: list[dict[str, int | float]]
    best_epoch: Annotated[int, Field(ge=0)]
    to_beat: float

    def __post_init__(self) -> None:
        """Raises `ValueError` if the best epoch is not in the history."""
        if self.best_epoch > len(self.history):
            raise ValueError("the best epoch is not in the history")


_FIGURES_READER = TypeAdapter(_Figures)


class TrainingLoop(keras.callbacks.Callback):
    """A Keras training that writes a checkpoint after each epoch, can be stopped, and keeps the best epoch.

    Args:
        model: The network; only its trainable layers learn.
        prepared: The prepared data.
        preprocessor: Turns pictures into the network's input.
        folder: The run's folder.
        progress: Receives progress.
        earlier_history: Figures of the epochs before this training.
        phase: Name of the training's phase, in words.

    Attributes:
        history: Figures of all epochs.
        best: Weights of the best epoch by Keras path; empty if no epoch was better than the loss to beat.
        best_epoch: The best epoch, counted from 1; 0 if there is none.
    """

    def __init__(
        self,
        model: keras.Model,
        prepared: PreparedData,
        preprocessor: Preprocessor,
        folder: Path,
        progress: ProgressWriter,
        earlier_history: list[dict[str, float]],
        phase: str,
    ) -> None:
        super().__init__()
        # Keras sets its own attribute `model` only for the duration of `fit`.
        self.network, self.prepared, self.preprocessor = model, prepared, preprocessor
        self.folder, self.progress, self.phase = folder, progress, phase
        self.history, self.earlier_epochs = list(earlier_history), len(earlier_history)
        self.best: dict[str, np.ndarray] = {}
        self.best_epoch = 0
        self.loss_to_beat = np.inf
        self.epochs = self.batches = 0
        self.epoch_started_seconds = time.monotonic()

    def run(self, epochs: int, learning_rate: float, loss_to_beat: float) -> None:
        """Trains, or resumes from the checkpoint.

        Args:
            epochs: Maximum number of passes over all pictures.
            learning_rate: Peak learning rate; it rises for a twentieth of all steps, then falls (cosine).
            loss_to_beat: Validation loss that the best epoch must be below.
        """
        parts = self.prepared.split
        train = Batches(self.prepared, self.preprocessor, parts.train, augment=True)
        validation = Batches(self.prepared, self.preprocessor, parts.validation, augment=False)
        self._compile(epochs * len(train), learning_rate)
        self.loss_to_beat = loss_to_beat
        self._read_checkpoint()
        epochs_done = len(self.history) - self.earlier_epochs
        self.progress.phase(self.phase, epochs)
        self.epochs, self.batches, train.epoch = epochs, len(train), epochs_done
        if not self.progress.stop_request():
            self.network.fit(
                train,
                validation_data=validation,
                initial_epoch=epochs_done,
                epochs=epochs,
                verbose=0,
                shuffle=False,
                callbacks=[self],
            )

    def on_train_batch_begin(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Sets the learning rate of the next step; called by Keras."""
        self.network.optimizer.learning_rate = self._scheduled_learning_rate()

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Reports progress, and stops if the job is asked to; called by Keras."""
        epochs_done = len(self.history) - self.earlier_epochs
        share_of_next = (batch + 1) / self.batches
        self.progress.progress(epochs_done, self.epochs, share_of_next=share_of_next)
        stop_request = self.progress.stop_request()
        if stop_request == "discard":
            raise Stopped("The training was thrown away.")
        self.network.stop_training = bool(stop_request)

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Writes the epoch's figures and the checkpoint; called by Keras."""
        if self.progress.stop_request():
            return  # the epoch was not finished
        figures = {name: round(float((logs or {})[name]), 5) for name in _HISTORY_FIGURES}
        learning_rate = self._scheduled_learning_rate()
        seconds_before = self.history[-1]["seconds"] if self.history else 0.0
        seconds = round(seconds_before + time.monotonic() - self.epoch_started_seconds, 2)
        self.epoch_started_seconds = time.monotonic()
        self.history.append(
            {
                "epoch": len(self.history) + 1,
                **figures,
                "learning_rate": float(f"{learning_rate:.4g}"),
                "seconds": seconds,
            }
        )
        if figures["val_loss"] < self.loss_to_beat:
            self.loss_to_beat, self.best_epoch = figures["val_loss"], len(self.history)
            self.best = arrays_of(self.network.weights)
        self._write_checkpoint()
        write_history(self.folder, self.history)
        self.progress.progress(epoch + 1, self.epochs)
        self.progress.has_checkpoint = True

    def _compile(self, steps: int, learning_rate: float) -> None:
        warmup_steps = steps // 20
        self.schedule = keras.optimizers.schedules.CosineDecay(
            1e-6, steps - warmup_steps, warmup_target=learning_rate, warmup_steps=warmup_steps
        )
        # An optimizer that is given the schedule itself builds it into each step once for every weight, and a
        # metric that is given by name makes Keras trace the step twice. Together, they double the time to
        # start.
        optimizer = keras.optimizers.AdamW(learning_rate, weight_decay=0.02)
        optimizer.build(self.network.trainable_variables)
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        accuracy = keras.metrics.SparseCategoricalAccuracy(name="accuracy")
        self.network.compile(optimizer, loss, weighted_metrics=[accuracy], jit_compile=False)

    def _scheduled_learning_rate(self) -> float:
        return float(keras.ops.convert_to_numpy(self.schedule(self.network.optimizer.iterations)))

    def _optimizer_variables(self) -> list[tuple[str, keras.Variable]]:
        optimizer = self.network.optimizer
        # The learning rate is computed from the step.
        states = [each for each in optimizer.variables if each is not optimizer.learning_rate]
        return [(str(index), each) for index, each in enumerate(states)]

    def _write_checkpoint(self) -> None:
        optimizer = {name: np.asarray(variable.value) for name, variable in self._optimizer_variables()}
        groups = {"now": arrays_of(self.network.weights), "best": self.best, "optimizer": optimizer}
        arrays = {
            f"{group}/{path}": value for group, values in groups.items() for path, value in values.items()
        }
        figures = _Figures(self.history, self.best_epoch, self.loss_to_beat)
        write_whole(self.folder / CHECKPOINT, save(arrays, {_METADATA: json.dumps(asdict(figures))}))

    def _read_checkpoint(self) -> None:
        """Resumes from the checkpoint; a missing or damaged one is ignored."""
        path = self.folder / CHECKPOINT
        try:
            arrays = load(path.read_bytes())
            with safe_open(path, framework="numpy") as file:
                figures = _FIGURES_READER.validate_json(file.metadata()[_METADATA])
            best = _group(arrays, "best")
            if figures.best_epoch:
                require_fit(variables_by_path(self.network), best)
            require_fit(self._optimizer_variables(), _group(arrays, "optimizer"))
            set_weights(self.network, _group(arrays, "now"))
        except (OSError, SafetensorError, ValueError, KeyError, TypeError):
            return
        assign(self._optimizer_variables(), _group(arrays, "optimizer"))
        self.best, self.history = best, figures.history
        self.best_epoch, self.loss_to_beat = figures.best_epoch, figures.to_beat


class Batches(keras.utils.PyDataset):
    """Batches of pictures, read when they are needed, so that memory use stays flat.

    Args:
        prepared: The prepared data.
        preprocessor: Turns pictures into the network's input.
        indices: `(n,)` int, the indices of the pictures.
        augment: Whether the pictures are shuffled and augmented, differently in each epoch.
    """

    def __init__(
        self, prepared: PreparedData, preprocessor: Preprocessor, indices: np.ndarray, augment: bool
    ) -> None:
        super().__init__(workers=os.cpu_count() or 1, max_queue_size=8)
        self.prepared, self.preprocessor = prepared, preprocessor
        self.indices, self.augment = indices, augment
        self.epoch = 0
        counts = np.bincount(prepared.labels[indices], minlength=len(prepared.data_set.classes))
        self.class_weights = len(indices) / np.maximum(counts, 1) / max((counts > 0).sum(), 1)

    def __len__(self) -> int:
        return -(-len(self.indices) // self.prepared.request.batch_size)

    def __getitem__(self, batch: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Returns `(m, height, width, channels)` float32 pixels, `(m,)` int labels and `(m,)` weights."""
        size, seed = self.prepared.request.batch_size, self.prepared.request.seed
        order = self.indices
        if self.augment:
            order = np.random.default_rng([seed, self.epoch]).permutation(order)
        chosen = order[batch * size : (batch + 1) * size]
        pixels = np.stack([self._pixels(index) for index in chosen.tolist()]).astype(np.float32)
        labels = self.prepared.labels[chosen]
        return pixels, labels, self.class_weights[labels]

    def on_epoch_end(self) -> None:
        """Changes the shuffling and augmentation for the next epoch; called by Keras."""
        self.epoch += 1

    def _pixels(self, index: int) -> np.ndarray:
        sample = self.prepared.samples[index]
        content = retry_while_busy(partial(self.prepared.data_set.read, sample))
        if self.augment:
            generator = np.random.default_rng([self.prepared.request.seed, self.epoch, index])
            return self.preprocessor.scaled(augment(self.preprocessor, content, generator))
        return self.preprocessor.scaled(self.preprocessor.or_blank(content))


def _group(arrays: dict[str, np.ndarray], name: str) -> dict[str, np.ndarray]:
    return {
        path.removeprefix(f"{name}/"): value for path, value in arrays.items() if path.startswith(f"{name}/")
    }
