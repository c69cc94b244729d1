"""The parent's half of the sandbox: what the child process reports about a network, or how it ended."""

import os
import signal
import subprocess

import pytest

from core.bundles import sandbox
from core.bundles.runtime import read_network
from core.bundles.sandbox import run_in_sandbox
from core.errors import BadBundle
from core.storage.paths import SHIPPED


def test_a_sound_network_tells_its_shapes():
    path = SHIPPED / "digits-simple" / "model.tflite"
    shapes = read_network(path).shapes
    assert run_in_sandbox(path) == {
        "input": list(shapes.input),
        "logits": list(shapes.logits),
        "features": list(shapes.features),
    }


def test_the_sandbox_says_why_it_refused(tmp_path):
    path = tmp_path / "model.tflite"
    path.write_bytes(b"no network at all")
    with pytest.raises(BadBundle, match=r"refused.*Received: This is not a \.tflite network"):
        run_in_sandbox(path)


@pytest.fixture
def instead(monkeypatch):
    """Runs the test's own code where the sandbox would run a network."""
    real = subprocess.run
    seen = {}

    def use(code):
        def run(command, **options):
            seen.update(options, command=command)
            return real([command[0], "-c", code], **options)

        monkeypatch.setattr(sandbox.subprocess, "run", run)
        return seen

    return use


def test_a_crash_is_told(instead, tmp_path):
    instead(f"import os; os.kill(os.getpid(), {int(signal.SIGSEGV)})")
    with pytest.raises(BadBundle, match=rf"it crashed \(-{int(signal.SIGSEGV)}\)"):
        run_in_sandbox(tmp_path / "model.tflite")


def test_no_answer_is_a_refusal(instead, tmp_path):
    instead("pass")
    with pytest.raises(BadBundle, match=r"it crashed \(0\)"):
        run_in_sandbox(tmp_path / "model.tflite")


def test_one_that_never_ends_is_stopped(instead, monkeypatch, tmp_path):
    monkeypatch.setattr(sandbox, "MAX_SECONDS", 0.3)
    instead("import time; time.sleep(60)")
    with pytest.raises(BadBundle, match=r"0\.3 s.*may be busy.*model\.tflite"):
        run_in_sandbox(tmp_path / "model.tflite")


def test_one_that_works_too_long_is_refused(instead, tmp_path):
    code = "import resource\nresource.setrlimit(resource.RLIMIT_CPU, (1, 2))\nwhile True: pass"
    instead(code)
    with pytest.raises(BadBundle, match=r"one picture takes it over 30 s.*model\.tflite"):
        run_in_sandbox(tmp_path / "model.tflite")


def test_a_busy_machine_has_more_time_than_the_network():
    assert sandbox.MAX_SECONDS >= 4 * sandbox.MAX_CPU_SECONDS


def test_it_is_told_nothing_of_this_process(instead, monkeypatch, tmp_path):
    monkeypatch.setenv("A_SECRET", "1")
    seen = instead("import json, os; print(json.dumps(dict(os.environ)))")
    told = run_in_sandbox(tmp_path / "model.tflite")
    assert "A_SECRET" not in told
    assert told["PATH"] == os.environ["PATH"]
    assert seen["command"][1:] == ["-m", "core.workers.probe", str(tmp_path / "model.tflite")]
