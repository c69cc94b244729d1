"""Makes batches of augmented drawings on the accelerator: samples drawings, and mixes pictures."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from recipes.drawing_arrays import DrawingArrays
from recipes.drawing_augmentation import (
    MOST_STROKES,
    NORMAL_NUMBERS,
    UNIFORM_NUMBERS,
    Noise,
    Strength,
    rendered,
    resampled,
)
from recipes.drawing_tasks import CLASSES, Task


def on_accelerator(task: Task) -> tuple[Any, ...]:
    """Returns a task as arrays on the accelerator."""
    return tuple(
        jnp.asarray(array)
        for array in (np.log(task.probability + 1e-30), task.label, task.open_, task.bitmaps)
    )


class Drawings:
    """The training drawings on the accelerator, and the position of each class among them."""

    def __init__(self, arrays: DrawingArrays) -> None:
        """Moves the drawings to the accelerator."""
        self.points, self.starts = jnp.asarray(arrays.points), jnp.asarray(arrays.starts)
        self.bitmaps = jnp.asarray(arrays.bitmaps)
        ids = np.arange(CLASSES + 1)
        self.first = tuple(
            jnp.asarray(np.searchsorted(labels, ids)) for labels in (arrays.labels, arrays.bitmap_labels)
        )
        counts = tuple(
            np.bincount(labels, minlength=CLASSES + 1) for labels in (arrays.labels, arrays.bitmap_labels)
        )
        self.counts = counts
        self.count = tuple(jnp.asarray(np.maximum(count, 1)) for count in counts)

    def tables(self) -> tuple[Any, ...]:
        """Returns the arrays that `sample` draws from."""
        return self.points, self.starts, self.bitmaps, self.first, self.count


def sample(key: Any, tables: Any, task: Any, batch: int, size_px: int, strength: Strength) -> tuple[Any, Any]:
    """Draws one batch of augmented pictures and their labels.

    Args:
        key: JAX's random key.
        tables: What `Drawings.tables` returns.
        task: What `on_accelerator` returns.
        batch: Number of pictures.
        size_px: Width and height of the pictures.
        strength: How strongly drawings are augmented.

    Returns:
        Pictures `(batch, size_px, size_px, 1)` float32, and labels `(batch,)`.
    """
    points, starts, bitmaps, first, count = tables
    log_probability, label, _, share = task
    keys = jax.random.split(key, 8)
    classes = jax.random.categorical(keys[0], log_probability, shape=(batch,))
    u = jax.random.uniform(keys[1], (batch, 2))

    def chosen(kind: int) -> Any:
        number = jnp.floor(u[:, 0] * count[kind][classes]).astype(jnp.int32)
        return first[kind][classes] + jnp.minimum(number, count[kind][classes] - 1)

    noise = Noise(
        jax.random.uniform(keys[2], (batch, UNIFORM_NUMBERS)),
        jax.random.normal(keys[3], (batch, NORMAL_NUMBERS)),
        jax.random.normal(keys[4], (batch, MOST_STROKES, 2)),
    )
    drawing, bitmap = chosen(0), jnp.minimum(chosen(1), len(bitmaps) - 1)
    drawn = rendered(points[drawing].astype(jnp.float32), starts[drawing], size_px, noise, strength)
    enlarged = resampled(bitmaps[bitmap].astype(jnp.float32) / 255, size_px, noise, strength)
    pictures = jnp.where((u[:, 1] < share[classes])[:, None, None], enlarged, drawn)
    return pictures[..., None], label[classes]


def mixed(key: Any, pictures: Any, targets: Any, mix: Any) -> tuple[Any, Any]:
    """Mixes a share of the pictures with others: half by blending them, half by pasting a rectangle.

    Args:
        key: JAX's random key.
        pictures: `(batch, height, width, 1)`.
        targets: `(batch, classes)`.
        mix: Share of the pictures that are mixed.

    Source: Zhang et al. 2018, "mixup: beyond empirical risk minimization"; Yun et al. 2019, "CutMix".
    """
    keys = jax.random.split(key, 5)
    batch, size = pictures.shape[:2]
    u = jax.random.uniform(keys[0], (batch, 4))
    whole = jax.random.beta(keys[1], 0.4, 0.4, (batch,))
    whole = jnp.maximum(whole, 1 - whole)
    side = jnp.sqrt(u[:, 0] * 0.5)
    at = jnp.arange(size)[None, :] / size

    def inside(center: Any) -> Any:
        return (jnp.abs(at - center[:, None]) < side[:, None] / 2).astype(jnp.float32)

    cut = 1 - inside(u[:, 1])[:, :, None] * inside(u[:, 2])[:, None, :]
    by_rectangle = jax.random.bernoulli(keys[2], 0.5, (batch,))
    keep = jnp.where(by_rectangle[:, None, None], cut, whole[:, None, None])
    keep = jnp.where((u[:, 3] < mix)[:, None, None], keep, 1.0)
    pictures = keep[..., None] * pictures + (1 - keep[..., None]) * jnp.roll(pictures, 1, axis=0)
    share = keep.mean(axis=(1, 2))[:, None]
    return pictures, share * targets + (1 - share) * jnp.roll(targets, 1, axis=0)
