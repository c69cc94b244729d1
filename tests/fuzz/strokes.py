"""Damaged stroke files: lines, compressed lines and JSON, read and drawn as the app does."""

import gzip
import json
import tempfile
from pathlib import Path
from random import Random
from typing import Any

from core.datasets.readers import list_source
from core.errors import InklingError
from core.preprocessing.ink_frames import mnist_frame_of_strokes, quickdraw_frame_of_strokes
from tests.fuzz.mutators import mutate, splice

CASES_IN_TESTS = 400
_ODD: tuple[Any, ...] = (
    None, True, -1, 0, 1e308, -1e308, 2**70, "5", "", [], [[]], {}, [1, [2]], float("nan"), float("inf"),
    "\ud800", 1e-320,
)  # fmt: skip


def make_case(random: Random) -> bytes:
    """Makes a file of a few drawings with odd values, possibly compressed, and in most cases damaged."""
    lines = [json.dumps(_line(random)) for _ in range(random.randint(1, 5))]
    text = f"[{','.join(lines)}]" if random.random() < 0.2 else "\n".join(lines)
    case = text.encode()
    if random.random() < 0.5:
        case = mutate(case, random)
    if random.random() < 0.3:
        # A fixed time stamp keeps the bytes reproducible.
        case = gzip.compress(case, mtime=0)
        case = mutate(case, random) if random.random() < 0.5 else case
    return splice(case, case, random) if random.random() < 0.1 else case


def attempt(case: bytes) -> None:
    """Lists the drawings and renders each as the networks need it; a refusal is a valid outcome."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("case.json" if case.lstrip().startswith(b"[") else "case.ndjson")
        path.write_bytes(case)
        for source in list_source(path).labelled().sources:
            try:
                strokes = source.read()
                assert isinstance(strokes, list)
                for draw in (mnist_frame_of_strokes, quickdraw_frame_of_strokes):
                    draw(strokes)
            except InklingError:
                continue


def _line(random: Random) -> Any:
    drawing: list[Any] = [_stroke(random) for _ in range(random.randint(0, 4))]
    line: Any = {"word": random.choice(("cat", "dog", 7)), "drawing": drawing}
    if random.random() < 0.3:
        target = random.choice([drawing, *drawing])
        if target:
            target[random.randrange(len(target))] = random.choice(_ODD)
    if random.random() < 0.1:
        line[random.choice(("word", "drawing"))] = random.choice(_ODD)
    return line if random.random() < 0.95 else random.choice(_ODD)


def _stroke(random: Random) -> list[Any]:
    count = random.choice((1, 2, 5, 30))
    spread = random.choice((1, 255, 1e6, 1e-9))
    axes: list[Any] = [
        [random.uniform(-spread, spread) for _ in range(count)] for _ in range(random.choice((2, 2, 3)))
    ]
    if random.random() < 0.1:
        axes[0][random.randrange(count)] = random.choice(_ODD)
    return axes
