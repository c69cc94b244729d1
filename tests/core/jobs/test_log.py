"""The end of a worker's output, whatever the log file is or contains."""

import os

import pytest

from core.jobs.log import read_log


def test_the_last_lines_are_read_and_can_be_shown(tmp_path):
    assert read_log(tmp_path) == ""
    log = tmp_path / "worker.log"
    log.write_bytes(b"one\ntwo \x1b[31m \xff\nthree\n")
    assert read_log(tmp_path) == "one\ntwo \\x1b[31m \\xff\nthree"
    log.write_text("".join(f"line {number}\n" for number in range(100_000)))
    lines = read_log(tmp_path).splitlines()
    assert lines[-1] == "line 99999"
    assert lines == [f"line {number}" for number in range(100_000 - len(lines), 100_000)]
    assert 60_000 < len(read_log(tmp_path)) <= 65_536


@pytest.mark.parametrize("lay", [os.mkdir, os.mkfifo, lambda path: os.symlink("/dev/zero", path)])
def test_what_is_no_file_is_no_log(tmp_path, lay):
    lay(tmp_path / "worker.log")
    assert read_log(tmp_path) == ""
