"""Runs `.tflite` networks through LiteRT, safely from many threads at once."""

import os
import queue
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from ai_edge_litert.interpreter import Interpreter

from core.bundles.native_notes import without_native_notes
from core.errors import BadBundle
from core.plurals import counted

# A network with a larger file takes long enough to be worth running on all cores at once.
_LARGE_BYTES = 5_000_000


@dataclass(frozen=True)
class Shapes:
    """Shapes of a network's inputs and outputs, including the batch axis.

    Attributes:
        input: `(1, height, width, channels)`.
        logits: `(1, classes)`.
        features: `(1, rows, columns, channels)`, or None if the network has no feature map.
    """

    input: tuple[int, ...]
    logits: tuple[int, ...]
    features: tuple[int, ...] | None


class LiteRTModel:
    """A network in memory: a small pool of interpreters that share nothing.

    LiteRT releases Python's global interpreter lock while it works, so as many interpreters as cores can run
    at the same time, each on one core. A large network has one more, which runs on all cores; a call gets it
    if no other call is running. Interpreters are created when they are first needed. Every method may be
    called from any thread.

    Args:
        model: Bytes of the `.tflite` file.
        interpreters: Maximum number of interpreters on one core; by default one for each core.

    Raises:
        BadBundle: If the bytes are not a network with one float input and logits.
    """

    def __init__(self, model: bytes, interpreters: int | None = None) -> None:
        self._model = model
        self._idle: queue.LifoQueue[Interpreter] = queue.LifoQueue()
        cores = os.cpu_count() or 1
        is_large = len(model) > _LARGE_BYTES and cores > 1
        # How many more calls may run on one core; this limits the number of interpreters, too.
        self._slots = threading.Semaphore(interpreters or cores)
        first = self._create(cores if is_large else 1)
        self.shapes, self._logits_index, self._features_index = _outputs(first)
        self._input_index = first.get_input_details()[0]["index"]
        self._on_all_cores = first if is_large else None
        self._lock, self._busy = threading.Lock(), 0
        if not is_large:
            self._idle.put(first)

    def run(self, picture: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
        """Runs the network on one picture.

        Args:
            picture: `(height, width, channels)`, float32, as the network expects it.

        Returns:
            Logits `(classes,)` and the feature map `(rows, columns, channels)` or None, float32.
        """
        with self._lock:
            self._busy += 1
            is_alone = self._busy == 1
        try:
            if is_alone and self._on_all_cores is not None:
                return self._run(self._on_all_cores, picture)
            with self._slots:
                try:
                    interpreter = self._idle.get_nowait()
                except queue.Empty:
                    interpreter = self._create(1)
                try:
                    return self._run(interpreter, picture)
                finally:
                    self._idle.put(interpreter)
        finally:
            with self._lock:
                self._busy -= 1

    def _run(self, interpreter: Interpreter, picture: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
        interpreter.set_tensor(self._input_index, np.ascontiguousarray(picture[None], dtype=np.float32))
        interpreter.invoke()
        logits = interpreter.get_tensor(self._logits_index)[0]
        if self._features_index is None:
            return logits, None
        return logits, interpreter.get_tensor(self._features_index)[0]

    def _create(self, threads: int) -> Interpreter:
        return create_interpreter(self._model, threads)


def create_interpreter(model: bytes, threads: int, **options: Any) -> Interpreter:
    """Loads a network into a new interpreter and allocates its tensors.

    Args:
        model: Bytes of the `.tflite` file.
        threads: Number of cores that it uses.
        **options: Further options of LiteRT's `Interpreter`.

    Raises:
        BadBundle: If LiteRT cannot run it.
    """
    try:
        with without_native_notes():
            interpreter = Interpreter(model_content=model, num_threads=threads, **options)
            interpreter.allocate_tensors()
    except (ValueError, RuntimeError) as error:
        raise BadBundle(
            f"model.tflite is not a network that LiteRT can run. Received: {counted(len(model), 'byte')}"
        ) from error
    return interpreter


def read_network(path: Path) -> LiteRTModel:
    """Loads a `.tflite` file; raises `BadBundle` if it cannot be run."""
    return LiteRTModel(path.read_bytes())


def _outputs(interpreter: Interpreter) -> tuple[Shapes, int, int | None]:
    """Tells outputs apart by their number of axes: logits have two, a feature map has four."""
    inputs, outputs = interpreter.get_input_details(), interpreter.get_output_details()
    by_axes = {len(tensor["shape"]): tensor for tensor in outputs}
    fits = len(inputs) == 1 and len(inputs[0]["shape"]) == 4 and 2 in by_axes and len(outputs) <= 2
    if not fits or any(tensor["dtype"] != np.float32 for tensor in (*inputs, *outputs)):
        input_shapes, output_shapes = (
            [list(tensor["shape"]) for tensor in side] for side in (inputs, outputs)
        )
        raise BadBundle(
            "A network must have one float picture as input and logits (and a feature map) as output. "
            f"Received: inputs {input_shapes}, outputs {output_shapes}"
        )
    features = by_axes.get(4)
    shapes = Shapes(
        tuple(int(n) for n in inputs[0]["shape"]),
        tuple(int(n) for n in by_axes[2]["shape"]),
        tuple(int(n) for n in features["shape"]) if features else None,
    )
    return shapes, by_axes[2]["index"], features["index"] if features else None
