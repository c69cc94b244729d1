"""Damaged networks and arrays: a `.tflite` file that is tried in the sandbox, or weights in a bundle."""

import functools
import hashlib
import json
import tempfile
from pathlib import Path
from random import Random

from core.bundles.bundle import read_bundle
from core.bundles.flatbuffer import check_flatbuffer
from core.bundles.format import CARD, FILES
from core.bundles.sandbox import run_in_sandbox
from core.errors import BadBundle
from core.inference.classifier import Classifier
from core.preprocessing.example_drawings import example_drawing
from core.storage.paths import SHIPPED
from tests.core.bundles.made_files import mean_network, raising_network, undefined_network
from tests.fuzz.mutators import mutate

# Few cases, since each network that passes the checks is run in a separate process.
CASES_IN_TESTS = 40
_BUNDLE = "digits-simple"
_ARRAYS = ("weights.safetensors", "evaluation.safetensors")
_TFLITE = b"\x00"
# Cases start with a byte that says what they are: a network, or one of these files of arrays.
_KINDS = {bytes([index + 1]): name for index, name in enumerate(_ARRAYS)}


def make_case(random: Random) -> bytes:
    """Damages one of a few networks or the arrays of a bundle; the first byte of the case says which."""
    if random.random() < 0.5:
        network = random.choice(_networks())
        # The tables come first, followed by the weights.
        size = random.choice((400, 2_000, len(network)))
        return _TFLITE + mutate(network[:size], random) + network[size:]
    mark, name = random.choice(list(_KINDS.items()))
    content = _files()[name]
    size = random.choice((300, len(content)))
    return mark + mutate(content[:size], random) + content[size:]


def attempt(case: bytes) -> None:
    """Checks a network as an import does, or reads a bundle with these arrays and asks it for an answer."""
    mark, content = case[:1], case[1:]
    if mark in _KINDS:
        _read_with(_KINDS[mark], content)
        return
    check_flatbuffer(content)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.tflite"
        path.write_bytes(content)
        shapes = run_in_sandbox(path)
    assert len(shapes["logits"]) == 2, shapes


def _read_with(name: str, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        bundle_folder = Path(folder) / _BUNDLE
        bundle_folder.mkdir()
        files = {**_files(), name: content}
        card = json.loads(files[CARD])
        card["sha256"][name] = hashlib.sha256(content).hexdigest()
        card["size_bytes"][name] = len(content)
        files[CARD] = json.dumps(card).encode()
        for file_name, data in files.items():
            (bundle_folder / file_name).write_bytes(data)
        bundle = read_bundle(bundle_folder)
        bundle.evaluation()
        answer = Classifier(bundle).classify_strokes(example_drawing("digits", 0)[1])
        if answer.heat_map(answer.top(1)[0].label) is None:
            raise BadBundle("This network has no heat map any longer.")


@functools.cache
def _files() -> dict[str, bytes]:
    return {name: (SHIPPED / _BUNDLE / name).read_bytes() for name in (CARD, *FILES)}


@functools.cache
def _networks() -> tuple[bytes, ...]:
    return (
        mean_network(28, 10),
        undefined_network(28, 1, 10),
        raising_network(28, 1, 10),
        _files()["model.tflite"],
    )
