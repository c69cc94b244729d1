"""Runs an untrusted model once in a sandboxed process: `python -m core.workers.probe MODEL`.

Native code parses a `.tflite`; a file made for it could crash it or worse. So it is first checked as data,
and then loaded and run where a crash, endless work or a flood of memory hurts nobody.
"""

import contextlib
import json
import sys
from pathlib import Path

import numpy as np
from ai_edge_litert import schema_py_generated as schema

from core.bundles.runtime import LiteRTModel
from core.bundles.sandbox import MAX_CPU_SECONDS
from core.errors import BadBundle

MAX_MEMORY_BYTES = 3 * 2**30
MAX_OPERATORS = 5_000
MAX_TENSOR_ELEMENTS = 50_000_000


def check_flatbuffer(data: bytes) -> None:
    """Checks a `.tflite` as data: its form, one graph, known operations, and sizes within bounds.

    Raises:
        BadBundle: If a check fails.
    """
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
        # The flatbuffer reader may raise anything on corrupt input.
        raise BadBundle(f"This .tflite is damaged. Received: {type(error).__name__}") from error


def _limit_resources() -> None:
    """Bounds what this process may use, where the operating system can."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES,) * 2)
        resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_SECONDS, MAX_CPU_SECONDS + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _main(path: Path) -> int:
    data = path.read_bytes()
    _limit_resources()
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
