"""Workers in separate processes, forked from one that has already imported what they need."""

import math
import multiprocessing
import os
import signal
import sys
import time

from core.jobs import progress
from core.jobs.process import update_state
from core.training import runs
from core.workers import train

_FORKS = multiprocessing.get_context("forkserver")


def _die_before_rename(number):
    """Kills this process, like a power cut, just before it renames a file or folder for the numberth time."""
    renames = 0

    def count(event, _):
        nonlocal renames
        if event == "os.rename":
            renames += 1
            if renames == number:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)


def _train(folder, variables, dies_before_rename):
    os.environ.update(variables)
    # A worker steps back behind other processes, and so would wait for the other tests.
    os.nice = lambda by: by
    if dies_before_rename:
        # Otherwise, the number of progress writes would depend on how fast the work is.
        progress._WRITE_SECONDS = math.inf
        _die_before_rename(dies_before_rename)
    train.main(folder)


def fork_trainings(patch, deaths=()):
    """Lets runs train in forked processes, because starting Python and importing everything takes seconds.

    Args:
        patch: The test's monkeypatch.
        deaths: For each process in turn, the rename before which it is killed, counted from 1. Files are
            renamed into place when complete, so nothing that other processes see changes between two
            renames. Processes after the last entry are not killed.

    Returns:
        The latest process of each run, by the run's folder.
    """
    _FORKS.set_forkserver_preload(["core.workers.train", *train._NEEDED_LATER])
    processes = {}
    deaths = iter(deaths)

    def start(_, folder):
        update_state(folder, status="waiting", message="", started=time.time())
        variables = {"INKLING_HOME": os.environ["INKLING_HOME"]}
        process = _FORKS.Process(target=_train, args=(folder, variables, next(deaths, None)))
        process.start()
        processes[folder] = process

    patch.setattr(runs, "start_worker", start)
    return processes
