"""An untrusted network is checked as data, and run once in a process that may crash."""

import json
import subprocess
import sys

import pytest

from core.errors import BadBundle
from core.workers.probe import check_flatbuffer
from tests.conftest import ROOT


def probe(path):
    return subprocess.run(
        [sys.executable, "-m", "core.workers.probe", str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_sound_network_tells_its_shapes(shipped):
    bundle = shipped.get("everyday-10")
    check_flatbuffer((bundle.folder / "model.tflite").read_bytes())
    done = probe(bundle.folder / "model.tflite")
    assert done.returncode == 0, done.stderr
    shapes = bundle.network().shapes
    assert json.loads(done.stdout) == {
        "input": list(shapes.input),
        "logits": list(shapes.logits),
        "features": list(shapes.features),
    }


@pytest.mark.parametrize("content", [b"", b"TFL3", b"\x00\x00\x00\x00TFL3" + b"\xff" * 64, b"PK\x03\x04" * 9])
def test_what_is_no_network_is_refused_in_a_sentence(content):
    with pytest.raises(BadBundle, match="Received: "):
        check_flatbuffer(content)


def test_the_process_says_why_and_shows_no_traceback(tmp_path):
    (tmp_path / "model.tflite").write_bytes(b"\x1c\x00\x00\x00TFL3" + b"\x07" * 99)
    done = probe(tmp_path / "model.tflite")
    assert done.returncode == 1
    assert "This .tflite is damaged" in done.stderr
    assert "Traceback" not in done.stderr
