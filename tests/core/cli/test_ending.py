"""A command whose window is closed leaves nothing half-written behind."""

import signal
import subprocess
import sys
import time

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
ENDLESS = 200_000  # drawings, far more than are answered in the seconds of these tests


@pytest.fixture
def start_writing(tmp_path):
    """Starts a command that writes a CSV file for minutes; returns its process once it does, and the folder.

    Whether it ignores SIGHUP does not depend on whether the tests run below `nohup`.
    """
    started = []

    def start(at_hang_up):
        strokes = tmp_path / "strokes.ndjson"
        strokes.write_text('{"drawing": [[[10, 90, 50], [10, 10, 90]]]}\n' * ENDLESS)
        target = tmp_path / "target" / "answers.csv"
        target.parent.mkdir()
        process = subprocess.Popen(
            [sys.executable, "-m", "core", "predict", strokes, "--network", "digits-dense", "--csv", target],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: signal.signal(signal.SIGHUP, at_hang_up),
        )
        started.append(process)
        while process.poll() is None and not any(path.stat().st_size for path in target.parent.iterdir()):
            time.sleep(0.05)
        return process, target.parent

    yield start
    for process in started:
        process.kill()


@pytest.mark.parametrize("name", ["SIGHUP", "SIGTERM"])
def test_what_was_half_written_is_removed_without_a_word(name, start_writing):
    number = signal.Signals[name]
    process, folder = start_writing(signal.SIG_DFL)
    process.send_signal(number)
    said = process.communicate(timeout=60)
    assert (process.returncode, said) == (128 + number, ("", ""))
    assert list(folder.iterdir()) == []


def test_below_nohup_a_closed_window_ends_nothing(start_writing):
    process, folder = start_writing(signal.SIG_IGN)
    process.send_signal(signal.SIGHUP)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(1)
    process.terminate()
    assert process.wait(60) == 128 + signal.SIGTERM
    assert list(folder.iterdir()) == []
