"""Runs a stranger's network once in a process that is thrown away: `python -m core.bundles.sandbox MODEL`.

Native code parses a `.tflite`; a file made for it could crash it or worse. So it is first looked over as
data, and then loaded and run where a crash, endless work or a flood of memory hurts nobody.
"""

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from core.errors import BadBundle

MAX_SECONDS = 30
MAX_MEMORY_BYTES = 3 * 2**30
MAX_OPERATORS = 5_000
MAX_TENSOR_ELEMENTS = 50_000_000
_ROOT = Path(__file__).resolve().parents[2]


def run_in_sandbox(path: Path) -> dict[str, Any]:
    """Loads and runs a network in a process of its own, with limits on memory and time.

    Args:
        path: The `.tflite` file.

    Returns:
        Shapes of `input`, `logits` and `features`.

    Raises:
        BadBundle: If it is not a network we can run, or did not come back alive.
    """
    command = [sys.executable, "-m", "core.bundles.sandbox", str(path)]
    # Nothing of the surroundings is its business.
    needed = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH")
    quiet = {name: os.environ[name] for name in needed if name in os.environ}
    try:
        done = subprocess.run(
            command, cwd=_ROOT, env=quiet, capture_output=True, text=True, check=False, timeout=MAX_SECONDS
        )
    except subprocess.TimeoutExpired as error:
        raise BadBundle(
            f"This network was refused: one picture takes it over {MAX_SECONDS} s. Received: {path.name}"
        ) from error
    lines = done.stdout.strip().splitlines()
    if done.returncode or not lines:
        told = done.stderr.strip().splitlines()
        reason = told[-1][:300] if done.returncode == 1 and told else f"it crashed ({done.returncode})"
        raise BadBundle(f"This network was refused, since it could not be run safely. Received: {reason}")
    return dict(json.loads(lines[-1]))


def check_flatbuffer(data: bytes) -> None:
    """Checks a `.tflite` as data: its form, one graph, known operations, and sizes within bounds.

    Raises:
        BadBundle: If anything is amiss.
    """
    from ai_edge_litert import schema_py_generated as schema

    if data[4:8] != b"TFL3":
        raise BadBundle("This is not a .tflite network. Received: another kind of file")
    try:
        model = schema.Model.GetRootAs(data, 0)
        if model.SubgraphsLength() != 1:
            raise BadBundle(f"A network must be one graph. Received: {model.SubgraphsLength()}")
        graph = model.Subgraphs(0)
        count = graph.OperatorsLength()
        if not 1 <= count <= MAX_OPERATORS or graph.TensorsLength() > 4 * MAX_OPERATORS:
            raise BadBundle(f"A network may have at most {MAX_OPERATORS:,} operations. Received: {count:,}")
        for index in range(model.OperatorCodesLength()):
            code = model.OperatorCodes(index)
            if code.CustomCode() is not None or code.BuiltinCode() == schema.BuiltinOperator.CUSTOM:
                raise BadBundle("Only LiteRT's own operations are run. Received: a custom operation")
        for index in range(graph.TensorsLength()):
            tensor = graph.Tensors(index)
            elements = 1
            for axis in range(tensor.ShapeLength()):
                elements *= int(tensor.Shape(axis))
            if not 0 <= elements <= MAX_TENSOR_ELEMENTS or tensor.Buffer() >= model.BuffersLength():
                raise BadBundle(f"A part of this network is too large. Received: {elements:,} numbers")
    except BadBundle:
        raise
    except Exception as error:
        # A damaged flatbuffer leads its reader astray in any way.
        raise BadBundle(f"This .tflite is damaged. Received: {type(error).__name__}") from error


def _limit() -> None:
    """Bounds what this process may use, where the operating system can."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES,) * 2)
        resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS,) * 2)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _main(path: Path) -> int:
    import numpy as np

    from core.bundles.runtime import LiteRTModel

    data = path.read_bytes()
    _limit()
    try:
        check_flatbuffer(data)
        network = LiteRTModel(data, interpreters=1)
        logits, _ = network.run(np.full(network.shapes.input[1:], 0.5, dtype=np.float32))
        if not np.isfinite(logits).all():
            raise BadBundle("Its answer is no number. Received: infinite or undefined logits")
    except BadBundle as error:
        print(error, file=sys.stderr)
        return 1
    shapes = network.shapes
    print(json.dumps({"input": shapes.input, "logits": shapes.logits, "features": shapes.features}))
    return 0


if __name__ == "__main__":
    sys.exit(_main(Path(sys.argv[1])))
