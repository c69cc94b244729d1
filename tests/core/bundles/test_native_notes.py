"""Remarks of native code are removed from the error stream, and nothing else is."""

import subprocess
import sys

from core.storage.paths import SHIPPED
from tests.conftest import ROOT

PROGRAM = """
import os, sys
from core.bundles.native_notes import without_native_notes
with without_native_notes():
    os.write(2, b"INFO: made something\\nWARNING: beware\\n")
    print("from Python", file=sys.stderr)
    os.system("echo from a child >&2")
os.write(2, b"INFO: afterwards\\n")
"""


def run(program, *arguments):
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_only_remarks_within_the_block_are_left_out():
    done = run(PROGRAM)
    assert sorted(done.stderr.splitlines()) == [
        "INFO: afterwards",
        "WARNING: beware",
        "from Python",
        "from a child",
    ]


def test_without_an_error_stream_the_block_runs():
    program = "import os; from core.bundles.native_notes import without_native_notes; os.close(2)\n"
    assert run(f"{program}with without_native_notes(): print(1)").stdout == "1\n"


def test_loading_a_network_says_nothing():
    program = "import sys; from pathlib import Path; from core.bundles.runtime import read_network; "
    done = run(f"{program}read_network(Path(sys.argv[1]))", SHIPPED / "digits-simple" / "model.tflite")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
