"""A command whose window is closed leaves nothing half-written behind."""

import signal
import subprocess
import sys
import time

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
ENDLESS = 200_000  # drawings, far more than are answered in the seconds of these tests


def start_writing(folder, **options):
    """Starts a command that writes a CSV file for minutes; returns its process once it does."""
    strokes = folder / "strokes.ndjson"
    strokes.write_text('{"drawing": [[[10, 90, 50], [10, 10, 90]]]}\n' * ENDLESS)
    target = folder / "target" / "answers.csv"
    target.parent.mkdir()
    command = [sys.executable, "-m", "core", "predict", strokes, "--network", "digits-dense", "--csv", target]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options
    )
    while process.poll() is None and not any(path.stat().st_size for path in target.parent.iterdir()):
        time.sleep(0.05)
    return process, target.parent


@pytest.mark.parametrize("name", ["SIGHUP", "SIGTERM"])
def test_what_was_half_written_is_removed_without_a_word(name, tmp_path):
    number = signal.Signals[name]
    process, folder = start_writing(tmp_path)
    process.send_signal(number)
    said = process.communicate(timeout=60)
    assert (process.returncode, said) == (128 + number, ("", ""))
    assert list(folder.iterdir()) == []


def test_below_nohup_a_closed_window_ends_nothing(tmp_path):
    def ignore():
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    process, folder = start_writing(tmp_path, preexec_fn=ignore)
    process.send_signal(signal.SIGHUP)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(1)
    process.terminate()
    assert process.wait(60) == 128 + signal.SIGTERM
    assert list(folder.iterdir()) == []
