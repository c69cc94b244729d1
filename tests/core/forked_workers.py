"""Workers in processes of their own that are forked from one where what they need is imported already."""

import multiprocessing
import os
import time

from core.jobs.process import update_state
from core.training import runs
from core.workers import train

_FORKS = multiprocessing.get_context("forkserver")


def _train(folder, variables):
    os.environ.update(variables)
    train.main(folder)


def fork_trainings(patch):
    """Lets runs train in forked processes, where starting Python and importing all anew would take seconds.

    Args:
        patch: The test's monkeypatch.

    Returns:
        The processes by their runs' folders, of each folder the latest.
    """
    _FORKS.set_forkserver_preload(["core.workers.train", *train._NEEDED_LATER])
    processes = {}

    def start(_, folder):
        update_state(folder, status="waiting", message="", started=time.time())
        process = _FORKS.Process(target=_train, args=(folder, {"INKLING_HOME": os.environ["INKLING_HOME"]}))
        process.start()
        processes[folder] = process

    patch.setattr(runs, "start_worker", start)
    return processes
