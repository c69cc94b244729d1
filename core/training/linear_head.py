"""A new head: one dense layer on a backbone's features, trained in seconds without Keras."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from threadpoolctl import threadpool_limits

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
        seed: Seed of order and variants.
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
        arrays: Mean and standard deviation of the features, weights, their moments, and the best weights so
            far, by name.
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
        variants: `(n, variants, features)` float32; variant 0 is the picture itself.
        labels: `(n,)` int.
    """

    variants: np.ndarray
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
        train: What is trained on; each epoch shows one variant of each picture, by chance.
        validation: What the loss is validated on; of it, only variant 0.
        classes: Number of classes.
        plan: Epochs, rates and the like.
        state: To go on from; None to begin.
        after_epoch: Called after each epoch; returns False to stop.

    Returns:
        The last state; `head_of` gives its best weights.

    Source: Kingma and Ba 2015, "Adam", algorithm 1; Loshchilov and Hutter 2019, "Decoupled weight decay
    regularization", algorithm 2.
    """
    state = state or _initial_state(train, classes)
    arrays = state.arrays
    counts = np.bincount(train.labels, minlength=classes)
    class_weights = np.where(counts > 0, len(train.labels) / np.maximum(counts, 1) / (counts > 0).sum(), 0)
    targets = np.full((classes, classes), plan.label_smoothing / classes, dtype=np.float32)
    targets[np.diag_indices(classes)] += 1 - plan.label_smoothing
    # Products so small are no quicker on several threads, and ten times slower where other processes keep
    # the cores busy: the threads then wait for each other.
    with threadpool_limits(1, "blas"):
        while len(state.history) < plan.epochs and not _is_over(state, plan):
            learning_rate = _train_epoch(train, plan, state, class_weights, targets)
            loss, accuracy = _loss_and_accuracy(train, arrays, class_weights)
            val_loss, val_accuracy = _loss_and_accuracy(validation, arrays, class_weights)
            state.history.append(
                {
                    "epoch": len(state.history) + 1,
                    "loss": round(loss, 5),
                    "accuracy": round(accuracy, 5),
                    "val_loss": round(val_loss, 5),
                    "val_accuracy": round(val_accuracy, 5),
                    "learning_rate": float(f"{learning_rate:.4g}"),
                }
            )
            if state.best_epoch == 0 or val_loss < state.history[state.best_epoch - 1]["val_loss"]:
                state.best_epoch = len(state.history)
                arrays["best_kernel"], arrays["best_bias"] = arrays["kernel"].copy(), arrays["bias"].copy()
            if not after_epoch(state):
                break
    return state


def head_of(state: HeadState, best: bool = True) -> tuple[np.ndarray, np.ndarray]:
    """Returns a head's weights, for features as they come from the backbone.

    Args:
        state: The head.
        best: Whether the weights are those of the epoch with the lowest validation loss; else the last ones.

    Returns:
        Kernel `(features, classes)` and bias `(classes,)`, float32.
    """
    arrays, prefix = state.arrays, "best_" if best else ""
    kernel = arrays[f"{prefix}kernel"] / arrays["std"][:, None]
    return kernel.astype(np.float32), (arrays[f"{prefix}bias"] - arrays["mean"] @ kernel).astype(np.float32)


def _initial_state(train: Features, classes: int) -> HeadState:
    """Begins with a head of zeros: every class is equally likely, and the start does not depend on chance."""
    flat = train.variants.reshape(-1, train.variants.shape[-1])
    kernel = np.zeros((flat.shape[1], classes), dtype=np.float32)
    bias = np.zeros(classes, dtype=np.float32)
    # One scale for all: features that hardly vary would be blown up to noise by one of their own.
    std = np.full(flat.shape[1], max(float(flat.std(axis=0).mean()), 1e-6), dtype=np.float32)
    arrays = {"mean": flat.mean(axis=0), "std": std, "kernel": kernel, "bias": bias}
    for name in ("kernel", "bias"):
        for moment in ("first_moment", "second_moment"):
            arrays[f"{name}_{moment}"] = np.zeros_like(arrays[name])
    return HeadState(arrays)


def _train_epoch(
    train: Features, plan: HeadPlan, state: HeadState, class_weights: np.ndarray, targets: np.ndarray
) -> float:
    """Trains for one epoch, in place; returns the learning rate of its last step."""
    arrays, epoch = state.arrays, len(state.history)
    generator = np.random.default_rng([plan.seed, epoch])
    order = generator.permutation(len(train.labels))
    variant_of = generator.integers(train.variants.shape[1], size=len(order))
    steps_per_epoch = -(-len(train.labels) // plan.batch_size)
    learning_rate = 0.0
    for step in range(steps_per_epoch):
        batch = order[step * plan.batch_size : (step + 1) * plan.batch_size]
        x = _standardized(train.variants[batch, variant_of[batch]], arrays)
        labels = train.labels[batch]
        logits = x @ arrays["kernel"] + arrays["bias"]
        weights = class_weights[labels].astype(np.float32)[:, None]
        gradient = (softmax(logits).astype(np.float32) - targets[labels]) * weights / len(batch)
        step_count = epoch * steps_per_epoch + step
        share_done = step_count / (plan.epochs * steps_per_epoch)
        learning_rate = plan.learning_rate * (1 + np.cos(np.pi * share_done)) / 2
        _adamw_step(arrays, "kernel", x.T @ gradient, step_count + 1, learning_rate, plan.weight_decay)
        _adamw_step(arrays, "bias", gradient.sum(axis=0), step_count + 1, learning_rate, 0.0)
    return learning_rate


def _standardized(features: np.ndarray, arrays: dict[str, np.ndarray]) -> np.ndarray:
    return (features - arrays["mean"]) / arrays["std"]


def _adamw_step(
    arrays: dict[str, np.ndarray],
    name: str,
    gradient: np.ndarray,
    step_count: int,
    learning_rate: float,
    weight_decay: float,
) -> None:
    first_moment, second_moment = arrays[f"{name}_first_moment"], arrays[f"{name}_second_moment"]
    first_moment += (1 - _BETA1) * (gradient - first_moment)
    second_moment += (1 - _BETA2) * (gradient**2 - second_moment)
    unbiased_first = first_moment / (1 - _BETA1**step_count)
    unbiased_second = second_moment / (1 - _BETA2**step_count)
    change = unbiased_first / (np.sqrt(unbiased_second) + _EPSILON)
    arrays[name] -= np.float32(learning_rate) * (change + np.float32(weight_decay) * arrays[name])


def _loss_and_accuracy(
    features: Features, arrays: dict[str, np.ndarray], class_weights: np.ndarray
) -> tuple[float, float]:
    """Returns the cross-entropy, every class counting the same, and the share of right answers."""
    logits = _standardized(features.variants[:, 0], arrays) @ arrays["kernel"] + arrays["bias"]
    label_probabilities = softmax(logits)[np.arange(len(features.labels)), features.labels]
    weights = class_weights[features.labels]
    loss = -(weights * np.log(np.maximum(label_probabilities, 1e-12))).sum() / max(weights.sum(), 1e-12)
    return float(loss), float((logits.argmax(axis=1) == features.labels).mean())


def _is_over(state: HeadState, plan: HeadPlan) -> bool:
    return len(state.history) - state.best_epoch >= plan.patience and state.best_epoch > 0
