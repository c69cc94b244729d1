"""Training a network's own layers with Keras: its last blocks, or all of it from scratch.

Needs TensorFlow; only the worker imports it.
"""

import json
import os
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import keras
import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import load, save

from core.bundles.applications import APPLICATIONS
from core.errors import Stopped
from core.jobs.progress import ProgressWriter
from core.keras_models import architectures
from core.keras_models.applications import build_on
from core.keras_models.receptive_field import feature_grid
from core.keras_models.tflite import to_tflite, versions
from core.preprocessing.augmentation import varied
from core.preprocessing.photo_crop import PHOTO_FRAME
from core.preprocessing.preprocessor import Preprocessor
from core.storage.files import write_whole
from core.training.backbones import backbone
from core.training.prepared_data import PreparedData, TrainedModel, write_history

CHECKPOINT = "tuning.safetensors"
SCRATCH = {"ink": "sketches-deep", "photo": "photos-small"}
TUNE_EPOCHS = 8
TUNE_LEARNING_RATE = 3e-5
# The last layers of a backbone that learn too: about its last two blocks.
_TUNED_SHARE = 0.2


def tune_last_blocks(
    lesson: PreparedData, start: TrainedModel, folder: Path, reporter: ProgressWriter
) -> TrainedModel:
    """Goes on from a trained head: the backbone's last blocks learn too, slowly.

    Args:
        lesson: The prepared data.
        start: The head on its backbone.
        folder: The run's.
        reporter: Whom to tell.

    Returns:
        The tuned network if validation says that it is better, else the one from the start.
    """
    base = backbone(lesson.request.backbone, lesson.data_set.kind)
    model = build(base.card["network"]["name"], len(lesson.data_set.classes))
    set_weights(model, start.weights)
    for number, layer in enumerate(model.layers):
        # The statistics of a normalisation are of far more pictures than these.
        is_norm = isinstance(layer, keras.layers.BatchNormalization)
        layer.trainable = number >= len(model.layers) * (1 - _TUNED_SHARE) and not is_norm
    fit = _Fit(
        model, lesson, base.preprocessor, folder, reporter, start.history, "Fine-tuning the last blocks"
    )
    fit.run(TUNE_EPOCHS, TUNE_LEARNING_RATE, start.history[start.best_epoch - 1]["val_loss"])
    if not fit.best:
        return replace(start, history=fit.history)
    return _learned(fit, start.input, start.network, start.features)


def learn_from_scratch(lesson: PreparedData, folder: Path, reporter: ProgressWriter) -> TrainedModel:
    """Trains a small network of our own from nothing; raises `Stopped` if it ends before the first epoch."""
    kind = lesson.data_set.kind
    keras.utils.set_random_seed(lesson.request.seed)
    model = build(SCRATCH[kind], len(lesson.data_set.classes))
    size = list(model.inputs[0].shape[1:])
    preprocessor = Preprocessor(
        kind,
        "quickdraw" if kind == "ink" else PHOTO_FRAME,
        size[0],
        "0.0 for paper to 1.0 for ink" if kind == "ink" else "0 to 1",
    )
    fit = _Fit(model, lesson, preprocessor, folder, reporter, [], "Training from scratch")
    fit.run(lesson.request.epochs, lesson.request.learning_rate, np.inf)
    if not fit.best:
        raise Stopped("The training was stopped before it had learned anything.")
    card_input = {"kind": kind, "size": size, "frame": preprocessor.frame, "scaling": preprocessor.scaling}
    network = {
        "name": SCRATCH[kind],
        "parameters": model.count_params(),
        "head": "pooled",
        "feature_grid": feature_grid(model),
        "precision": "float32",
    }
    return _learned(fit, card_input, network, None)


def build(name: str, classes: int) -> keras.Model:
    """Builds any network that a card names: ours, or one of Keras Applications with a pooled head."""
    return (
        build_on(APPLICATIONS[name], classes) if name in APPLICATIONS else architectures.build(name, classes)
    )


def set_weights(model: keras.Model, arrays: dict[str, np.ndarray]) -> None:
    """Sets a model's weights by their Keras paths; raises `KeyError` if one is missing."""
    for variable in model.weights:
        variable.assign(arrays[variable.path].astype(np.float32))


def _learned(
    fit: "_Fit", card_input: dict[str, Any], network: dict[str, Any], features: np.ndarray | None
) -> TrainedModel:
    set_weights(fit.model, fit.best)
    return TrainedModel(
        tflite=to_tflite(fit.model),
        weights=fit.best,
        network={**network, "precision": "float32"},
        input=card_input,
        history=fit.history,
        best_epoch=fit.best_epoch,
        features=features,
        versions=versions(),
    )


class _Fit(keras.callbacks.Callback):
    """One training by Keras that checkpoints after each epoch, listens to the person, and keeps the best."""

    def __init__(
        self,
        model: keras.Model,
        lesson: PreparedData,
        preprocessor: Preprocessor,
        folder: Path,
        reporter: ProgressWriter,
        earlier: list[dict[str, float]],
        phase: str,
    ) -> None:
        super().__init__()
        self.trained, self.lesson, self.preprocessor = model, lesson, preprocessor
        self.folder, self.reporter, self.phase = folder, reporter, phase
        self.history, self.first = list(earlier), len(earlier)
        self.best: dict[str, np.ndarray] = {}
        self.best_epoch = 0
        self.began = time.monotonic()

    def run(self, epochs: int, learning_rate: float, to_beat: float) -> None:
        """Trains, or goes on from the checkpoint; `best` is left empty if nothing beats `to_beat`."""
        parts, lesson = self.lesson.split, self.lesson
        batches = _Batches(lesson, self.preprocessor, parts.train, vary=True)
        steps = epochs * len(batches)
        schedule = keras.optimizers.schedules.CosineDecay(
            1e-6, steps - steps // 20, warmup_target=learning_rate, warmup_steps=steps // 20
        )
        optimizer = keras.optimizers.AdamW(schedule, weight_decay=0.02)
        optimizer.build(self.trained.trainable_variables)
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        self.trained.compile(optimizer, loss, weighted_metrics=["accuracy"], jit_compile=False)
        self.to_beat = to_beat
        self._go_on()
        done = len(self.history) - self.first
        self.reporter.phase(self.phase, epochs)
        self.epochs, batches.epoch = epochs, done
        if not self.reporter.stop_request():
            self.trained.fit(
                batches,
                validation_data=_Batches(lesson, self.preprocessor, parts.validation, vary=False),
                initial_epoch=done,
                epochs=epochs,
                verbose=0,
                shuffle=False,
                callbacks=[self],
            )

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        wish = self.reporter.stop_request()
        if wish == "discard":
            raise Stopped("The training was thrown away.")
        self.trained.stop_training = bool(wish)

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        if self.reporter.stop_request():
            return  # it was not finished
        names = ("loss", "accuracy", "val_loss", "val_accuracy")
        row = {
            "epoch": len(self.history) + 1,
            **{name: round(float((logs or {})[name]), 5) for name in names},
        }
        rate = float(keras.ops.convert_to_numpy(self.trained.optimizer.learning_rate))
        earlier = self.history[-1]["seconds"] if self.history else 0.0
        seconds = round(earlier + time.monotonic() - self.began, 2)
        self.began = time.monotonic()
        self.history.append({**row, "learning_rate": float(f"{rate:.4g}"), "seconds": seconds})
        if row["val_loss"] < self.to_beat:
            self.to_beat, self.best_epoch = row["val_loss"], len(self.history)
            self.best = _arrays(self.trained.weights)
        self._write_checkpoint()
        write_history(self.folder, self.history)
        self.reporter.progress(epoch + 1, self.epochs)
        self.reporter.has_learned = True

    def _write_checkpoint(self) -> None:
        optimizer = {f"{n}": np.asarray(v.value) for n, v in enumerate(self.trained.optimizer.variables)}
        parts = {"now": _arrays(self.trained.weights), "best": self.best, "optimizer": optimizer}
        arrays = {f"{part}/{name}": value for part, all_ in parts.items() for name, value in all_.items()}
        told = {"history": self.history, "best_epoch": self.best_epoch, "to_beat": self.to_beat}
        metadata = {"told": json.dumps(told)}
        write_whole(self.folder / CHECKPOINT, save(arrays, metadata))

    def _go_on(self) -> None:
        path = self.folder / CHECKPOINT
        try:
            arrays = load(path.read_bytes())
            with safe_open(path, framework="numpy") as file:
                told = json.loads(file.metadata()["told"])
        except (OSError, SafetensorError):
            return
        set_weights(self.trained, _part(arrays, "now"))
        stored = _part(arrays, "optimizer")
        for number, variable in enumerate(self.trained.optimizer.variables):
            variable.assign(stored[str(number)])
        self.best, self.history = _part(arrays, "best"), told["history"]
        self.best_epoch, self.to_beat = told["best_epoch"], told["to_beat"]


class _Batches(keras.utils.PyDataset):
    """Batches of pictures, read when they are needed, so that memory stays flat; varied anew each epoch."""

    def __init__(
        self, lesson: PreparedData, preprocessor: Preprocessor, places: np.ndarray, vary: bool
    ) -> None:
        super().__init__(workers=os.cpu_count() or 1, max_queue_size=8)
        self.lesson, self.preprocessor, self.places, self.vary = lesson, preprocessor, places, vary
        self.epoch = 0
        counts = np.bincount(lesson.labels[places], minlength=len(lesson.data_set.classes))
        self.weights = len(places) / np.maximum(counts, 1) / max((counts > 0).sum(), 1)

    def __len__(self) -> int:
        return -(-len(self.places) // self.lesson.request.batch_size)

    def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        size, seed = self.lesson.request.batch_size, self.lesson.request.seed
        order = (
            np.random.default_rng([seed, self.epoch]).permutation(self.places) if self.vary else self.places
        )
        pictures = []
        for place in order[index * size : (index + 1) * size].tolist():
            content = self.lesson.data_set.read(self.lesson.samples[place])
            if self.vary:
                seen = varied(self.preprocessor, content, np.random.default_rng([seed, self.epoch, place]))
            else:
                seen = self.preprocessor.or_blank(content)
            pictures.append(self.preprocessor.scaled(seen))
        labels = self.lesson.labels[order[index * size : (index + 1) * size]]
        return np.stack(pictures).astype(np.float32), labels, self.weights[labels]

    def on_epoch_end(self) -> None:
        self.epoch += 1


def _arrays(variables: list[Any]) -> dict[str, np.ndarray]:
    return {variable.path: np.asarray(variable.value, dtype=np.float32) for variable in variables}


def _part(arrays: dict[str, np.ndarray], name: str) -> dict[str, np.ndarray]:
    return {
        path.removeprefix(f"{name}/"): value for path, value in arrays.items() if path.startswith(f"{name}/")
    }
