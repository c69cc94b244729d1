"""Runs an untrusted model once in a sandboxed process: `python -m core.workers.probe MODEL`.

Native code parses a `.tflite`, and a malicious file could crash it or worse. So the file is first checked as
data, and then loaded and run where a crash, endless work or excessive memory use harms nothing else.
"""

import contextlib
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType

from core.bundles.flatbuffer import check_flatbuffer, stated_shapes
from core.bundles.runtime import LiteRTModel
from core.bundles.sandbox import MAX_CPU_SECONDS
from core.errors import BadBundle

MAX_MEMORY_BYTES = 3 * 2**30
# Processor time; the largest network that can be added takes half of it.
MAX_PICTURE_SECONDS = 1.0


def _limit_resources() -> None:
    """Limits the resources of this process, where the operating system supports it."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES,) * 2)
        resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_SECONDS, MAX_CPU_SECONDS + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def check_shapes(data: bytes) -> None:
    """Checks that LiteRT plans a network with the shapes that its file states.

    The network's size was judged by the stated shapes.

    Raises:
        BadBundle: If LiteRT plans another shape.
        RuntimeError: If LiteRT cannot plan the network.
    """
    # The default delegate plans internally, and would not reveal its shapes.
    plain = OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
    interpreter = Interpreter(model_content=data, num_threads=1, experimental_op_resolver_type=plain)
    interpreter.allocate_tensors()
    # Tensors that LiteRT adds for itself come after those of the file.
    planned = {detail["index"]: detail["shape"] for detail in interpreter.get_tensor_details()}
    for index, shape in enumerate(stated_shapes(data)):
        received = tuple(int(axis) for axis in planned.get(index, shape))
        if received != shape:
            raise BadBundle(
                "The shapes in a network must match those that its file states. "
                f"Received: {list(received)}, not {list(shape)}"
            )


def try_out(network: LiteRTModel) -> None:
    """Runs a network on several kinds of pictures, since one that answers the first may fail on the next.

    Args:
        network: The loaded network.

    Raises:
        BadBundle: If an answer is not finite, has another shape than the network states, or takes too long.
    """
    shapes = network.shapes
    expected = (shapes.logits[1:], None if shapes.features is None else shapes.features[1:])
    for number, picture in enumerate(trial_pictures(shapes.input[1:])):
        start = time.process_time()
        logits, features = network.run(picture)
        seconds = time.process_time() - start
        if (logits.shape, None if features is None else features.shape) != expected:
            raise BadBundle(
                "Its answer has a different shape from the one that its file states. "
                f"Received: {list(logits.shape)}"
            )
        if not all(np.isfinite(array).all() for array in (logits, features) if array is not None):
            raise BadBundle(
                "Its answer is not a finite number. Received: infinite or undefined logits or features"
            )
        # The time for the first picture includes planning the network.
        if number and seconds > MAX_PICTURE_SECONDS:
            raise BadBundle(
                f"A picture may take at most {MAX_PICTURE_SECONDS:g} s. Received: one of {seconds:.1f} s"
            )


def trial_pictures(shape: tuple[int, ...]) -> Iterator[np.ndarray]:
    """Yields pictures such as a network may receive: empty, full, a drawing, noise, and in other scales.

    Args:
        shape: Height, width and channels.

    Yields:
        Float32 arrays of that shape.
    """
    noise = np.random.default_rng(0).random(shape, dtype=np.float32)
    rows, columns = np.mgrid[: shape[0], : shape[1]]
    diagonal = np.abs(rows * shape[1] - columns * shape[0]) < max(shape[0] * shape[1] // 14, 1)
    drawing = np.repeat(diagonal[..., None], shape[2], axis=2).astype(np.float32)
    zeros, ones = np.zeros(shape, np.float32), np.ones(shape, np.float32)
    # Colours are scaled to 0 to 1, -1 to 1, or 0 to 255.
    yield from (zeros, zeros, ones, drawing, noise, 2 * noise - 1, -ones, 255 * ones, 255 * noise)


def _main(path: Path) -> int:
    data = path.read_bytes()
    _limit_resources()
    try:
        check_flatbuffer(data)
        check_shapes(data)
        network = LiteRTModel(data, interpreters=1)
        try_out(network)
    except (BadBundle, RuntimeError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    shapes = network.shapes
    print(json.dumps({"input": shapes.input, "logits": shapes.logits, "features": shapes.features}))
    return 0


if __name__ == "__main__":
    sys.exit(_main(Path(sys.argv[1])))
