"""Trains the networks for drawings on one accelerator within a given time, with JAX alone.

    KERAS_BACKEND=jax python -m recipes.drawing_training DRAWINGS SECONDS FOLDER

`DRAWINGS` is written by `python -m recipes.pack_drawings`. The learning rate follows the clock, so the same
command suits fast and slow machines. The network for all 345 categories is trained first, on small pictures
and then on large ones; the network for the six animals starts from its weights. The averaged weights and the
histories of both are written to `FOLDER` every `EVALUATE_EVERY_S` seconds (40 by default).
"""

import io
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

STARTED = time.monotonic()

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import keras  # noqa: E402
import numpy as np  # noqa: E402

from core.keras_models.residual import residual_network  # noqa: E402
from core.storage.files import write_whole  # noqa: E402
from recipes import data  # noqa: E402
from recipes.drawing_arrays import unpack  # noqa: E402
from recipes.drawing_augmentation import Strength, rendered  # noqa: E402
from recipes.drawing_batches import Drawings, mixed, on_accelerator, sample  # noqa: E402
from recipes.drawing_tasks import CLASSES, Task, all_categories, six_animals  # noqa: E402
from recipes.exiting import exit_in_a_sentence  # noqa: E402
from recipes.storage import write_table  # noqa: E402

SMALL_PX, LARGE_PX = 40, 56
WIDTHS = tuple(int(w) for w in os.environ.get("WIDTHS", "64 64 128 128 192 256").split())
BATCH = int(os.environ.get("BATCH", "512"))
EPOCH = 204 * CLASSES  # drawings that count as one epoch in a history
SMALL_UNTIL = 0.35  # share of the time that is spent on small pictures
UNMIXED_FROM = 0.85  # share of the time after which pictures are no longer mixed
ANIMALS_SHARE = 0.13  # share of the whole time in which the network for the animals is trained
RESERVE_S = 20.0
EVALUATE_EVERY_S = float(os.environ.get("EVALUATE_EVERY_S", "40"))
WEIGHT_DECAY, LABEL_SMOOTHING, AVERAGE = 0.05, 0.1, 0.999


def make_step(model: keras.Model, size_px: int, strength: Strength) -> Callable:
    """Returns one step of AdamW (Loshchilov and Hutter 2019) with a moving average of the weights."""

    def loss_of(trained: Any, fixed: Any, pictures: Any, targets: Any, open_: Any) -> Any:
        logits, fixed = model.stateless_call(trained, fixed, pictures, training=True)
        logits = jnp.concatenate([logits, jnp.zeros_like(logits[:, :1])], axis=1).astype(jnp.float32)
        logits = jnp.where(open_ > 0, logits, -1e4)
        smooth = (1 - LABEL_SMOOTHING) * targets + LABEL_SMOOTHING * open_ / open_.sum()
        return -(smooth * jax.nn.log_softmax(logits)).sum(axis=1).mean(), (fixed, logits)

    def step(state: Any, seed: Any, tables: Any, task: Any, learning_rate: Any, mix: Any) -> Any:
        keys = jax.random.split(jax.random.key(seed), 2)
        pictures, labels = sample(keys[0], tables, task, BATCH, size_px, strength)
        targets = jax.nn.one_hot(labels, CLASSES + 1)
        pictures, targets = mixed(keys[1], pictures, targets, mix)
        (loss, (fixed, logits)), gradients = jax.value_and_grad(loss_of, has_aux=True)(
            state["trained"], state["fixed"], pictures, targets, task[2]
        )
        count = state["count"] + 1
        t = count.astype(jnp.float32)
        first = [0.9 * m + 0.1 * g for m, g in zip(state["first"], gradients, strict=True)]
        second = [0.999 * v + 0.001 * g * g for v, g in zip(state["second"], gradients, strict=True)]
        trained = []
        for weight, m, v in zip(state["trained"], first, second, strict=True):
            update = m / (1 - 0.9**t) / (jnp.sqrt(v / (1 - 0.999**t)) + 1e-7)
            if weight.ndim > 1:
                update = update + WEIGHT_DECAY * weight
            trained.append(weight - learning_rate * update)
        average = jnp.minimum(AVERAGE, (1 + t) / (10 + t))
        averaged = [
            average * a + (1 - average) * b if jnp.issubdtype(b.dtype, jnp.floating) else b
            for a, b in zip(state["averaged"], trained + fixed, strict=True)
        ]
        wanted = jnp.argmax(targets, axis=1)
        known = wanted < CLASSES
        right = (known & (jnp.argmax(logits, axis=1) == wanted)).sum() / jnp.maximum(known.sum(), 1)
        state = {
            "trained": trained,
            "fixed": fixed,
            "first": first,
            "second": second,
            "averaged": averaged,
            "count": count,
        }
        return state, loss, right

    return jax.jit(step, donate_argnums=0)


def network(size_px: int) -> keras.Model:
    """Builds the network for pictures of one size; its weights do not depend on the size."""
    return residual_network(CLASSES, WIDTHS, dropout=0.3, size_px=size_px)


class Trainer:
    """Trains within a time limit, and regularly evaluates and writes the averaged weights."""

    def __init__(self, drawings: Path, seconds: float, folder: Path) -> None:
        """Reads the drawings and builds the network."""
        keras.mixed_precision.set_global_policy("mixed_bfloat16")
        keras.utils.set_random_seed(1)
        self.folder, self.end = folder, STARTED + seconds - RESERVE_S
        self.end_of_all = self.end - ANIMALS_SHARE * seconds
        parts = unpack(drawings.read_bytes())
        self.drawings, self.validation = Drawings(parts["train"]), parts["validation"]
        strokes, bitmaps = len(parts["train"].points), len(parts["train"].bitmaps)
        self.say(f"{strokes:,} drawings as strokes, {bitmaps:,} as bitmaps, {jax.devices()}")
        self.models = {size: network(size) for size in (SMALL_PX, LARGE_PX)}
        model = self.models[LARGE_PX]
        self.paths = [w.path for w in (*model.trainable_variables, *model.non_trainable_variables)]
        self.say(f"{model.count_params():,} parameters")
        self.state = self.fresh(
            [jnp.asarray(w.value) for w in model.trainable_variables],
            [jnp.asarray(w.value) for w in model.non_trainable_variables],
        )
        self.shapes = jax.tree.map(lambda a: jax.ShapeDtypeStruct(a.shape, a.dtype), self.state)
        self.steps: dict[int, Any] = {}
        self.seed = 0
        self.animals = [data.sketch_categories().index(name) for name in data.ANIMALS]
        self.predict: Any = None

    def fresh(self, trained: list, fixed: list) -> dict[str, Any]:
        """Returns the state of a new training that starts from the given weights."""
        return {
            "trained": [jnp.array(w, copy=True) for w in trained],
            "fixed": [jnp.array(w, copy=True) for w in fixed],
            "first": [jnp.zeros_like(w) for w in trained],
            "second": [jnp.zeros_like(w) for w in trained],
            "averaged": [jnp.array(w, copy=True) for w in (*trained, *fixed)],
            "count": jnp.zeros((), jnp.int32),
        }

    def say(self, text: str) -> None:
        """Prints a line of text, preceded by the elapsed time."""
        print(f"{time.monotonic() - STARTED:6.1f} s  {text}", flush=True)

    def compile(self, size_px: int, task: Task) -> None:
        """Compiles the step for pictures of one size."""
        strength = Strength()
        step = make_step(self.models[size_px], size_px, strength)
        scalar = jnp.float32(0)
        self.steps[size_px] = step.lower(
            self.shapes, jnp.int32(0), self.drawings.tables(), on_accelerator(task), scalar, scalar
        ).compile()
        self.say(f"compiled the step for {size_px} px")

    def compile_large(self, task: Task) -> None:
        """Compiles the step for large pictures, and the evaluation."""
        self.compile(LARGE_PX, task)
        averaged = [jax.ShapeDtypeStruct(a.shape, a.dtype) for a in self.shapes["averaged"]]
        points = jax.ShapeDtypeStruct((BATCH, *self.validation.points.shape[1:]), jnp.uint8)
        starts = jax.ShapeDtypeStruct((BATCH, *self.validation.starts.shape[1:]), jnp.bool_)
        self.predict = jax.jit(self._logits).lower(averaged, points, starts, jnp.float32(1)).compile()
        self.say("compiled the evaluation")

    def train(self) -> None:
        """Trains both networks."""
        everything = all_categories(self.drawings.counts)
        self.compile(SMALL_PX, everything)
        larger = threading.Thread(target=self.compile_large, args=(everything,))
        larger.start()
        self.run("sketches", everything, self.end_of_all, 4e-3, 0.4, larger)
        cut = len(self.state["trained"])
        averaged = self.state["averaged"]
        self.state = self.fresh(averaged[:cut], averaged[cut:])
        self.run("animals", six_animals(everything, self.animals), self.end, 8e-4, 0.2, None)
        self.say("done")

    def run(
        self, name: str, task: Task, end: float, peak: float, mix: float, larger: threading.Thread | None
    ) -> None:
        """Trains one network until a deadline, and regularly evaluates and writes its weights."""
        begin = evaluated = time.monotonic()
        arrays, tables = on_accelerator(task), self.drawings.tables()
        steps, history, losses = 0, [], []
        while (now := time.monotonic()) < end:
            progress = (now - begin) / (end - begin)
            if larger is not None and progress >= SMALL_UNTIL:
                larger.join()
                larger = None
            size_px = LARGE_PX if larger is None and LARGE_PX in self.steps else SMALL_PX
            rate = peak * min(1.0, progress / 0.04) * 0.5 * (1 + np.cos(np.pi * progress)) + 1e-6
            share = mix if progress < UNMIXED_FROM else 0.0
            for _ in range(10 if jax.default_backend() == "gpu" else 1):
                self.seed += 1
                self.state, loss, right = self.steps[size_px](
                    self.state, jnp.int32(self.seed), tables, arrays, jnp.float32(rate), jnp.float32(share)
                )
                steps += 1
            losses.append((float(loss), float(right)))
            if time.monotonic() - evaluated > EVALUATE_EVERY_S:
                self.keep(name, history, steps, losses, rate, begin)
                evaluated, losses = time.monotonic(), []
        self.keep(name, history, steps, losses, 0.0, begin)

    def keep(self, name: str, history: list, steps: int, losses: list, rate: float, begin: float) -> None:
        """Writes the averaged weights, evaluates them and adds a row to the history."""
        weights = {path: np.asarray(w) for path, w in zip(self.paths, self.state["averaged"], strict=True)}
        file = io.BytesIO()
        np.savez(file, **weights)
        write_whole(self.folder / f"{name}.npz", file.getvalue())
        loss, right = np.mean(losses, axis=0) if losses else (np.nan, np.nan)
        progress = f"{name}: step {steps}, loss {loss:.4f}, right {right:.4f}, rate {rate:.6f}"
        if self.predict is None:
            self.say(f"{progress}, nothing to evaluate with yet")
            return
        figures = self.evaluate(name)
        self.say(f"{progress}, {figures}")
        history.append(
            {
                "epoch": max(1, steps * BATCH // EPOCH),
                "loss": round(float(loss), 5),
                "accuracy": round(float(right), 5),
                "val_loss": figures["loss"],
                "val_accuracy": figures["top1"],
                "learning_rate": rate,
                "seconds": round(time.monotonic() - begin - sum(row["seconds"] for row in history), 1),
            }
        )
        write_table(self.folder / f"{name}.csv", history)

    def _logits(self, averaged: list, points: Any, starts: Any, ink: Any) -> Any:
        pictures = rendered(points.astype(jnp.float32), starts, LARGE_PX, None, Strength(), ink)
        cut = len(self.shapes["trained"])
        model = self.models[LARGE_PX]
        logits, _ = model.stateless_call(averaged[:cut], averaged[cut:], pictures[..., None], training=False)
        return logits.astype(jnp.float32)

    def evaluate(self, name: str) -> dict[str, float]:
        """Evaluates the averaged weights on validation drawings, complete and unfinished."""
        labels = self.validation.labels.astype(int)
        rows = np.arange(len(labels)) if name == "sketches" else np.flatnonzero(np.isin(labels, self.animals))
        figures: dict[str, float] = {}
        for kind, ink in (("", 1.0), (" at 3/4", 0.75), (" at 1/2", 0.5)):
            logits = self.all_logits(rows, ink)
            if name == "animals":
                logits = np.where(np.isin(np.arange(CLASSES), self.animals), logits, -1e4)
            order = np.argsort(-logits, axis=1)[:, :5]
            hits = order == labels[rows, None]
            if not kind:
                shifted = logits - logits.max(axis=1, keepdims=True)
                chosen = shifted[np.arange(len(rows)), labels[rows]] - np.log(np.exp(shifted).sum(axis=1))
                figures["loss"] = round(float(-chosen.mean()), 5)
                figures["top5"] = round(float(hits.any(axis=1).mean()), 5)
            figures[f"top1{kind}"] = round(float(hits[:, 0].mean()), 5)
        return figures

    def all_logits(self, rows: np.ndarray, ink: float) -> np.ndarray:
        """Returns the logits of validation drawings of which only a share of the ink is drawn."""
        logits = []
        for begin in range(0, len(rows), BATCH):
            chosen = rows[begin : begin + BATCH]
            padded = np.concatenate([chosen, np.repeat(chosen[-1:], BATCH - len(chosen))])
            batch = self.predict(
                self.state["averaged"],
                self.validation.points[padded],
                self.validation.starts[padded],
                jnp.float32(ink),
            )
            logits.append(np.asarray(batch)[: len(chosen)])
        return np.concatenate(logits)


if __name__ == "__main__":
    with exit_in_a_sentence():
        target = Path(sys.argv[3])
        target.mkdir(parents=True, exist_ok=True)
        Trainer(Path(sys.argv[1]), float(sys.argv[2]), target).train()
