"""Rows in progress when a local job's process ended are suspects at the next start, then given up."""

import os
import signal
import subprocess
import sys

import pytest
from PIL import Image

from core.distributed.under_way import under_way
from tests.conftest import ROOT
from tests.core.distributed.folders import CRASH, CRASH_PX, NETWORK, placed, tables, write_digits


class ProcessEnds(BaseException):
    """Stands in for something that no process survives."""


def end_at(folder, *rows):
    """Begins rows in one process, which then ends; returns the file that the next one would find."""
    try:
        with under_way(folder) as notes:
            for row in rows:
                notes.begin(row)
            content = (folder / ".under-way").read_bytes()
            raise ProcessEnds
    except ProcessEnds:
        (folder / ".under-way").write_bytes(content)
    return content


def test_only_the_last_row_of_a_thread_is_suspected(tmp_path):
    end_at(tmp_path, (1, 0), (2, 0), (7, 3))
    with under_way(tmp_path) as notes:
        assert notes.suspects == {(7, 3)}
        assert notes.begin((7, 3))


def test_a_row_is_given_up_when_three_processes_have_ended_at_it(tmp_path):
    for row in [(7, 3), (7, 3), (7, 3), (8, 0)]:
        end_at(tmp_path, row)
    with under_way(tmp_path) as notes:
        assert [notes.begin(row) for row in ((7, 3), (8, 0), (7, 2))] == [False, True, True]


def test_a_thread_that_rests_is_at_nothing_and_a_job_that_ends_leaves_nothing(tmp_path):
    with under_way(tmp_path) as notes:
        notes.begin((5, 0))
        notes.rest()
        content = (tmp_path / ".under-way").read_bytes()
    assert os.listdir(tmp_path) == []
    (tmp_path / ".under-way").write_bytes(content)
    with under_way(tmp_path) as notes:
        assert notes.suspects == frozenset()


@pytest.mark.parametrize("content", [b"", b"x" * 100, b"\xff" * 24 * 50, b"\0" * 2**21])
def test_damaged_notes_say_nothing(tmp_path, content):
    (tmp_path / ".under-way").write_bytes(content)
    with under_way(tmp_path) as notes:
        assert notes.suspects == frozenset()
        assert notes.begin((0, 0))


def test_far_away_nothing_is_kept():
    with under_way(None) as notes:
        assert notes.begin((0, 0))
        notes.rest()


@pytest.mark.skipif(sys.platform == "win32", reason="its processes do not end by signals")
def test_a_picture_that_ends_processes_is_an_error_in_the_end(tmp_path, shipped):
    pictures = write_digits(tmp_path / "photos", 8)
    crash = tmp_path / "photos" / "crash.png"
    Image.new("L", CRASH_PX).save(crash)
    (tmp_path / "sitecustomize.py").write_text(CRASH)
    out = tmp_path / "out"
    words = ["predict", str(crash.parent), "--network", NETWORK, "--top", "3", "--parquet", str(out)]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    command = [sys.executable, "-m", "core", *words]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    assert ended.returncode == -signal.SIGKILL
    with under_way(out) as notes:
        (suspect,) = notes.suspects
    # The next processes end at this row, too.
    for _ in range(3):
        end_at(out, suspect)
    _, answers, errors = tables(shipped, [crash.parent], out)
    assert placed(answers) == [(path, None) for path in pictures]
    assert placed(errors) == [(str(crash), None)]
    assert "crashed" in errors[0]["problem"]
    assert sorted(os.listdir(out)) == ["answers", "errors", "files.parquet", "plan.json"]
