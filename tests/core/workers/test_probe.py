"""An untrusted network is first checked as data, then tried out in a process that may crash."""

import json
import subprocess
import sys

import numpy as np
import pytest
from ai_edge_litert import schema_py_generated as schema

from core.bundles.runtime import LiteRTModel
from core.errors import BadBundle
from core.workers import probe as probe_module
from core.workers.probe import check_flatbuffer, check_shapes, trial_pictures, try_out
from tests.conftest import ROOT
from tests.core.bundles.made_files import mean_network, network_of, packed


def probe(path):
    return subprocess.run(
        [sys.executable, "-m", "core.workers.probe", str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_sound_network_tells_its_shapes(shipped):
    bundle = shipped.get("things-1000")
    check_flatbuffer((bundle.folder / "model.tflite").read_bytes())
    done = probe(bundle.folder / "model.tflite")
    assert done.returncode == 0, done.stderr
    shapes = bundle.network().shapes
    assert json.loads(done.stdout) == {
        "input": list(shapes.input),
        "logits": list(shapes.logits),
        "features": list(shapes.features),
    }


def test_the_process_says_why_and_shows_no_traceback(tmp_path):
    (tmp_path / "model.tflite").write_bytes(b"\x1c\x00\x00\x00TFL3" + b"\x07" * 99)
    done = probe(tmp_path / "model.tflite")
    assert done.returncode == 1
    assert "This .tflite is damaged" in done.stderr
    assert "Traceback" not in done.stderr


AXES = np.array([1, 2], np.int32)


def undefined_for_some():
    """A network whose logits are one over the root of the picture's mean: infinite for an empty picture."""
    tensors = [((1, 8, 8, 1), None), ((2,), AXES), ((1, 1), None), ((1, 1), None)]
    tensors += [((2, 1), np.ones((2, 1), np.float32)), ((2,), np.zeros(2, np.float32)), ((1, 2), None)]
    operators = [
        ("MEAN", [0, 1], [2], schema.ReducerOptionsT()),
        ("RSQRT", [2], [3], None),
        ("FULLY_CONNECTED", [3, 4, 5], [6], schema.FullyConnectedOptionsT()),
    ]
    return packed(network_of(tensors, operators, [0], [6]))


def larger_than_it_says():
    """A network that enlarges the picture to 3,000 x 3,000 pixels, although it states 8 x 8."""
    size = np.array([3_000, 3_000], np.int32)
    tensors = [((1, 8, 8, 1), None), ((2,), size), ((1, 8, 8, 1), None), ((2,), AXES), ((1, 1), None)]
    tensors += [((2, 1), np.ones((2, 1), np.float32)), ((2,), np.zeros(2, np.float32)), ((1, 2), None)]
    operators = [
        ("RESIZE_BILINEAR", [0, 1], [2], schema.ResizeBilinearOptionsT()),
        ("MEAN", [2, 3], [4], schema.ReducerOptionsT()),
        ("FULLY_CONNECTED", [4, 5, 6], [7], schema.FullyConnectedOptionsT()),
    ]
    return packed(network_of(tensors, operators, [0], [7]))


def test_a_network_must_answer_every_picture_with_numbers(tmp_path):
    content = undefined_for_some()
    check_flatbuffer(content)
    check_shapes(content)
    with pytest.raises(BadBundle, match="not a finite number"):
        try_out(LiteRTModel(content, interpreters=1))
    (tmp_path / "model.tflite").write_bytes(content)
    assert "not a finite number" in probe(tmp_path / "model.tflite").stderr


def test_a_network_must_be_as_large_as_it_says(tmp_path):
    content = larger_than_it_says()
    check_flatbuffer(content)
    with pytest.raises(BadBundle, match=r"Received: \[1, 3000, 3000, 1\], not \[1, 8, 8, 1\]"):
        check_shapes(content)
    (tmp_path / "model.tflite").write_bytes(content)
    done = probe(tmp_path / "model.tflite")
    assert done.returncode == 1
    assert "not [1, 8, 8, 1]" in done.stderr


def test_a_network_must_answer_in_time(monkeypatch):
    network = LiteRTModel(mean_network(28, 10), interpreters=1)
    try_out(network)
    monkeypatch.setattr(probe_module, "MAX_PICTURE_SECONDS", -1.0)
    with pytest.raises(BadBundle, match="A picture may take"):
        try_out(network)


def test_the_trial_shows_pictures_of_every_scale():
    pictures = list(trial_pictures((28, 20, 3)))
    assert {picture.shape for picture in pictures} == {(28, 20, 3)}
    assert {picture.dtype for picture in pictures} == {np.dtype(np.float32)}
    assert min(picture.min() for picture in pictures) == -1
    assert max(picture.max() for picture in pictures) == 255
    # One picture is a drawing, with ink on a small part of it.
    assert any(0.02 < picture.mean() < 0.3 and set(np.unique(picture)) == {0, 1} for picture in pictures)
