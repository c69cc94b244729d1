"""The process in which epochs are made ends with the training, which is killed or interrupted here."""

import os
import signal
import subprocess
import sys

import pytest

from tests.conftest import ROOT

# Says when the process has started, which is then busy for minutes.
_TRAINING = """
import signal, time
from recipes.epoch_process import epoch_process
from recipes.exiting import exit_in_a_sentence

# What runs in the background of a shell ignores Ctrl-C unless it says otherwise.
signal.signal(signal.SIGINT, signal.default_int_handler)
with exit_in_a_sentence(), epoch_process() as pool:
    pool.submit(print, "started", flush=True).result()
    pool.submit(time.sleep, 600).result()
"""


@pytest.fixture
def training():
    """A training with its process for epochs, both of which write to the same pipes."""
    process = subprocess.Popen(
        [sys.executable, "-c", _TRAINING],
        cwd=ROOT,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "started\n"
    yield process
    if process.returncode is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def test_it_ends_if_the_training_is_killed(training):
    training.kill()
    # The pipes are closed only once both processes have ended.
    training.communicate(timeout=60)


@pytest.mark.parametrize("interrupt", [os.killpg, os.kill], ids=["the group", "the training alone"])
def test_ctrl_c_ends_both_with_one_sentence(training, interrupt):
    interrupt(training.pid, signal.SIGINT)
    _, said = training.communicate(timeout=60)
    assert (training.returncode, said) == (130, "\nStopped before it was done.\n")
