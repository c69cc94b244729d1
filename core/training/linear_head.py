"""A new head: one dense layer on a backbone's features, trained in seconds without Keras."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from core.inference.calibration import softmax

_BETA1, _BETA2, _EPSILON = 0.9, 0.999, 1e-8


@dataclass(frozen=True)
class HeadPlan:
    """How a head is trained.

    Attributes:
        epochs: At most so many times over all pictures.
        batch_size: Pictures per step.
        learning_rate: At the start; it falls to nothing over all epochs (cosine).
        weight_decay: Of AdamW (Loshchilov and Hutter 2019).
        label_smoothing: Share of the target spread over all classes (Szegedy et al. 2016).
        patience: It stops when the validation loss has not improved for so many epochs.
        seed: Seed of order and views.
    """

    epochs: int = 40
    batch_size: int = 32
    learning_rate: float = 3e-4
    weight_decay: float = 1.0
    label_smoothing: float = 0.02
    patience: int = 12
    seed: int = 1


@dataclass
class HeadState:
    """A head that is being trained: all that is needed to go on.

    Attributes:
        arrays: Weights, their moments, and the best weights so far, by name.
        history: Figures of each epoch, as in a bundle's history.csv but for the seconds.
        best_epoch: Epoch with the lowest validation loss, from 1; 0 before the first.
    """

    arrays: dict[str, np.ndarray]
    history: list[dict[str, float]] = field(default_factory=list)
    best_epoch: int = 0


@dataclass(frozen=True)
class Features:
    """Features of pictures, and what they show.

    Attributes:
        views: `(n, views, features)` float32; view 0 is the picture itself, the others its variations.
        labels: `(n,)` int.
    """

    views: np.ndarray
    labels: np.ndarray


def train_head(
    train: Features,
    validation: Features,
    classes: int,
    plan: HeadPlan,
    state: HeadState | None = None,
    after_epoch: Callable[[HeadState], bool] = lambda state: True,
) -> HeadState:
    """Trains a dense layer by AdamW; every class counts the same, however many pictures it has.

    Args:
        train: What is trained on; each epoch shows one view of each picture, by chance.
        validation: What is watched; of it, only view 0.
        classes: Number of classes.
        plan: How.
        state: To go on from; None to begin.
        after_epoch: Called after each epoch; returns False to stop.

    Returns:
        The last state; `head_of` gives its best weights.

    Source: Kingma and Ba 2015, "Adam", algorithm 1; Loshchilov and Hutter 2019, algorithm 2.
    """
    state = state or _fresh(train, classes)
    arrays = state.arrays
    counts = np.bincount(train.labels, minlength=classes)
    weight_of_class = np.where(counts > 0, len(train.labels) / np.maximum(counts, 1) / (counts > 0).sum(), 0)
    targets = np.full((classes, classes), plan.label_smoothing / classes, dtype=np.float32)
    targets[np.diag_indices(classes)] += 1 - plan.label_smoothing
    steps_per_epoch = -(-len(train.labels) // plan.batch_size)
    while len(state.history) < plan.epochs and not _is_over(state, plan):
        epoch = len(state.history)
        generator = np.random.default_rng([plan.seed, epoch])
        order = generator.permutation(len(train.labels))
        view = generator.integers(train.views.shape[1], size=len(order))
        rate = 0.0
        for step in range(steps_per_epoch):
            chosen = order[step * plan.batch_size : (step + 1) * plan.batch_size]
            x = _scaled(train.views[chosen, view[chosen]], arrays)
            labels = train.labels[chosen]
            logits = x @ arrays["kernel"] + arrays["bias"]
            weights = weight_of_class[labels].astype(np.float32)[:, None]
            slope = (softmax(logits).astype(np.float32) - targets[labels]) * weights / len(chosen)
            done = epoch * steps_per_epoch + step
            rate = plan.learning_rate * (1 + np.cos(np.pi * done / (plan.epochs * steps_per_epoch))) / 2
            _step(arrays, "kernel", x.T @ slope, done + 1, rate, plan.weight_decay)
            _step(arrays, "bias", slope.sum(axis=0), done + 1, rate, 0.0)
        loss, accuracy = _loss(train, arrays, weight_of_class)
        val_loss, val_accuracy = _loss(validation, arrays, weight_of_class)
        state.history.append(
            {
                "epoch": epoch + 1,
                "loss": round(loss, 5),
                "accuracy": round(accuracy, 5),
                "val_loss": round(val_loss, 5),
                "val_accuracy": round(val_accuracy, 5),
                "learning_rate": float(f"{rate:.4g}"),
            }
        )
        if state.best_epoch == 0 or val_loss < state.history[state.best_epoch - 1]["val_loss"]:
            state.best_epoch = epoch + 1
            arrays["best_kernel"], arrays["best_bias"] = arrays["kernel"].copy(), arrays["bias"].copy()
        if not after_epoch(state):
            break
    return state


def head_of(state: HeadState) -> tuple[np.ndarray, np.ndarray]:
    """Returns the best weights, for features as they come from the backbone.

    Returns:
        Kernel `(features, classes)` and bias `(classes,)`, float32.
    """
    arrays = state.arrays
    kernel = arrays["best_kernel"] / arrays["deviation"][:, None]
    return kernel.astype(np.float32), (arrays["best_bias"] - arrays["mean"] @ kernel).astype(np.float32)


def _fresh(train: Features, classes: int) -> HeadState:
    """Begins with a head of zeros: every class is equally likely, and the start does not depend on chance."""
    flat = train.views.reshape(-1, train.views.shape[-1])
    kernel = np.zeros((flat.shape[1], classes), dtype=np.float32)
    bias = np.zeros(classes, dtype=np.float32)
    # One scale for all: features that hardly vary would be blown up to noise by one of their own.
    deviation = np.full(flat.shape[1], max(float(flat.std(axis=0).mean()), 1e-6), dtype=np.float32)
    arrays = {"mean": flat.mean(axis=0), "deviation": deviation, "kernel": kernel, "bias": bias}
    for name in ("kernel", "bias"):
        arrays |= {
            f"{name}_first": np.zeros_like(arrays[name]),
            f"{name}_second": np.zeros_like(arrays[name]),
        }
    return HeadState(arrays)


def _scaled(features: np.ndarray, arrays: dict[str, np.ndarray]) -> np.ndarray:
    return (features - arrays["mean"]) / arrays["deviation"]


def _step(
    arrays: dict[str, np.ndarray], name: str, slope: np.ndarray, count: int, rate: float, decay: float
) -> None:
    first, second = arrays[f"{name}_first"], arrays[f"{name}_second"]
    first += (1 - _BETA1) * (slope - first)
    second += (1 - _BETA2) * (slope**2 - second)
    change = (first / (1 - _BETA1**count)) / (np.sqrt(second / (1 - _BETA2**count)) + _EPSILON)
    arrays[name] -= np.float32(rate) * (change + np.float32(decay) * arrays[name])


def _loss(
    features: Features, arrays: dict[str, np.ndarray], weight_of_class: np.ndarray
) -> tuple[float, float]:
    """Returns the cross-entropy, every class counting the same, and the share of right answers."""
    logits = _scaled(features.views[:, 0], arrays) @ arrays["kernel"] + arrays["bias"]
    probabilities = softmax(logits)
    own = probabilities[np.arange(len(features.labels)), features.labels]
    weights = weight_of_class[features.labels]
    loss = -(weights * np.log(np.maximum(own, 1e-12))).sum() / max(weights.sum(), 1e-12)
    return float(loss), float((logits.argmax(axis=1) == features.labels).mean())


def _is_over(state: HeadState, plan: HeadPlan) -> bool:
    return len(state.history) - state.best_epoch >= plan.patience and state.best_epoch > 0
