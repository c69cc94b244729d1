"""Trains a network epoch by epoch, so that an interrupted training resumes after its last complete epoch."""

import json
import os
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import keras
import numpy as np
from safetensors.numpy import load_file, save

from core.keras_models.layers import LOGITS_LAYER
from core.keras_models.registry import build
from core.keras_models.weights import arrays_of, set_weights
from core.preprocessing.photo_crop import SCALINGS
from core.storage.files import write_whole
from recipes.epoch_process import epoch_process
from recipes.fused_norm import use_fused_norm_on_torch
from recipes.outlier_loss import CUSTOM_OBJECTS, CrossentropyWithOutliers, accuracy
from recipes.storage import read_table, write_table

MakeEpoch = Callable[[int, int], tuple[np.ndarray, np.ndarray]]
HISTORY_COLUMNS = ("epoch", "loss", "accuracy", "val_loss", "val_accuracy", "learning_rate", "seconds")


@dataclass(frozen=True)
class Plan:
    """How a network is trained.

    Attributes:
        network: The network's name, as `core.keras_models.build` knows it.
        classes: Number of classes.
        epochs: Number of epochs, over which the learning rate decays to zero along a cosine.
        batch_size: Pictures per step.
        peak_learning_rate: Learning rate after a linear warm-up over the first twentieth of all steps.
        weight_decay: Weight decay of AdamW (Loshchilov and Hutter 2019).
        label_smoothing: Share of the target spread over all classes (Szegedy et al. 2016).
        mixup: Parameter of mixup's beta distribution (Zhang et al. 2018); 0 for no mixup.
        clip_norm: Largest norm of the gradient of one weight tensor; None for no limit, which is faster.
        average: Momentum of the moving average of the weights. The averaged weights are the ones kept.
        dropout: Whether the network's dropout is on.
        frozen: Name prefixes of the layers that are not trained.
        outliers: Whether the epochs also contain outliers, labelled `classes`.
        seed: Seed of the initial weights, the order and the augmentation.
    """

    network: str
    classes: int
    epochs: int
    batch_size: int = 128
    peak_learning_rate: float = 2e-3
    weight_decay: float = 0.02
    label_smoothing: float = 0.1
    mixup: float = 0.0
    clip_norm: float | None = 5.0
    average: float = 0.999
    dropout: bool = True
    frozen: tuple[str, ...] = ()
    outliers: bool = False
    seed: int = 1


def fit(
    plan: Plan,
    make_epoch: MakeEpoch,
    validation: Callable[[], tuple[np.ndarray, np.ndarray]],
    folder: Path,
    start_from: Path | None = None,
    classes_of_start: tuple[int, ...] | None = None,
) -> Path:
    """Trains a network, or resumes an interrupted training.

    Args:
        plan: How to train.
        make_epoch: Makes the pictures and labels of `(seed, epoch)`; called in another process, one epoch
            ahead.
        validation: Returns the validation pictures and labels.
        folder: Holds the checkpoint, `history.csv` and, in the end, `weights.safetensors`.
        start_from: File of initial weights, from another network with the same layers.
        classes_of_start: Which of that network's classes this one keeps, in this one's order; None for all.

    Returns:
        The path of the final weights. If they exist already, nothing is trained.

    Raises:
        SystemExit: If the folder holds a training with another plan.
    """
    folder.mkdir(parents=True, exist_ok=True)
    weights = folder / "weights.safetensors"
    _require_same_plan(plan, folder / "plan.json")
    if weights.exists():
        return weights
    use_fused_norm_on_torch()
    keras.utils.set_random_seed(plan.seed)
    checkpoint, done = _latest_checkpoint(folder)
    history = read_history(folder / "history.csv")[:done]
    images, labels = validation()
    with epoch_process() as pool:
        batches = _Epochs(plan, partial(pool.submit, make_epoch, plan.seed), done)
        if checkpoint is None:
            model = _compiled(plan, len(batches))
            if start_from is not None:
                load_weights(model, start_from, classes_of_start)
        else:
            model = keras.models.load_model(checkpoint, custom_objects=CUSTOM_OBJECTS)
        print(f"{plan.network}: {model.count_params():,} parameters, {done} epochs done", flush=True)
        model.fit(
            batches,
            validation_data=(_scaled(images), _targets(labels, plan)),
            validation_batch_size=512,
            initial_epoch=done,
            epochs=plan.epochs,
            verbose=0,
            callbacks=[keras.callbacks.SwapEMAWeights(), _Checkpoint(folder, history)],
        )
    # `fit` leaves the averaged weights in the model.
    write_whole(weights, save(arrays_of(model.weights)))
    return weights


def load_weights(model: keras.Model, path: Path, classes: tuple[int, ...] | None = None) -> None:
    """Sets a model's weights by their Keras paths.

    Args:
        model: The model whose weights are set.
        path: A `.safetensors` file.
        classes: Which of the stored network's classes the model has, in the model's order; None for all.

    Raises:
        KeyError: If a weight is missing, or has another shape.
    """
    stored = load_file(path)
    if classes is not None:
        for name in stored:
            if name.startswith(LOGITS_LAYER):
                stored[name] = stored[name][..., list(classes)]
    set_weights(model, stored)


def read_history(path: Path) -> list[dict[str, float]]:
    """Reads the history of a training, one row per epoch; an empty list if there is none."""
    return [{key: float(value) for key, value in row.items()} for row in read_table(path)]


def _latest_checkpoint(folder: Path) -> tuple[Path | None, int]:
    """Returns the last complete checkpoint and its number of epochs; None and 0 if there is none."""
    checkpoints = sorted(folder.glob("checkpoint-*.keras"))
    return (checkpoints[-1], int(checkpoints[-1].stem.split("-")[1])) if checkpoints else (None, 0)


def _require_same_plan(plan: Plan, path: Path) -> None:
    wanted = json.dumps(asdict(plan), indent=2)
    if path.exists() and path.read_text() != wanted:
        raise SystemExit(
            f"{path.parent} holds a training with another plan. Move it away to start a new one."
        )
    write_whole(path, wanted)


def _compiled(plan: Plan, steps_per_epoch: int) -> keras.Model:
    model = build(plan.network, plan.classes)
    for layer in model.layers:
        layer.trainable = not layer.name.startswith(plan.frozen)
        if isinstance(layer, keras.layers.Dropout) and not plan.dropout:
            layer.rate = 0.0
    steps = plan.epochs * steps_per_epoch
    schedule = keras.optimizers.schedules.CosineDecay(
        1e-6, steps - steps // 20, warmup_target=plan.peak_learning_rate, warmup_steps=steps // 20
    )
    optimizer = keras.optimizers.AdamW(
        schedule,
        weight_decay=plan.weight_decay,
        use_ema=True,
        ema_momentum=plan.average,
        clipnorm=plan.clip_norm,
    )
    optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    model.compile(
        optimizer,
        (CrossentropyWithOutliers if plan.outliers else keras.losses.CategoricalCrossentropy)(
            from_logits=True, label_smoothing=plan.label_smoothing
        ),
        metrics=[accuracy],
        jit_compile=False,
    )
    return model


class _Epochs(keras.utils.PyDataset):
    """Batches of the current epoch, while the next epoch's pictures are being made."""

    def __init__(self, plan: Plan, submit: Callable[[int], Future], epoch: int) -> None:
        super().__init__()
        self.plan, self.submit = plan, submit
        self.following = submit(epoch)
        self.epoch = epoch - 1
        self.on_epoch_end()

    def on_epoch_end(self) -> None:
        self.epoch += 1
        self.images, self.labels = self.following.result()
        if self.epoch + 1 < self.plan.epochs:
            self.following = self.submit(self.epoch + 1)

    def __len__(self) -> int:
        return len(self.images) // self.plan.batch_size

    def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray]:
        batch = slice(index * self.plan.batch_size, (index + 1) * self.plan.batch_size)
        pictures = _scaled(self.images[batch])
        targets = _targets(self.labels[batch], self.plan)
        if self.plan.mixup:
            generator = np.random.default_rng([self.plan.seed, self.epoch, index])
            share = np.float32(generator.beta(self.plan.mixup, self.plan.mixup))
            order = generator.permutation(len(pictures))
            pictures = share * pictures + (1 - share) * pictures[order]
            targets = share * targets + (1 - share) * targets[order]
        return pictures, targets.astype(np.float32)


class _Checkpoint(keras.callbacks.Callback):
    """Writes the history and then the model with its optimizer after each epoch, both atomically."""

    def __init__(self, folder: Path, history: list[dict[str, float]]) -> None:
        super().__init__()
        self.folder, self.history = folder, history
        self.started = 0.0

    def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
        self.started = time.monotonic()

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        row = {
            "epoch": epoch + 1,
            **{key: round(float((logs or {})[key]), 5) for key in HISTORY_COLUMNS[1:5]},
            "learning_rate": float(keras.ops.convert_to_numpy(self.model.optimizer.learning_rate)),
            "seconds": round(time.monotonic() - self.started, 1),
        }
        self.history.append(row)
        # The history is written first: the checkpoint's name says how many of the history's rows are valid.
        write_table(self.folder / "history.csv", self.history)
        before, _ = _latest_checkpoint(self.folder)
        temporary = self.folder / "part.keras"
        self.model.save(temporary)
        os.replace(temporary, self.folder / f"checkpoint-{epoch + 1:04}.keras")
        if before is not None:
            before.unlink()
        print(row, flush=True)


def _targets(labels: np.ndarray, plan: Plan) -> np.ndarray:
    return keras.utils.to_categorical(labels, plan.classes + plan.outliers)


def _scaled(images: np.ndarray) -> np.ndarray:
    """Returns grey or coloured pictures as `(n, height, width, channels)` float32, 0 to 1."""
    return SCALINGS["0 to 1"](images[..., None] if images.ndim == 3 else images)
