"""The process that makes the next epoch's pictures during a training, and ends when the training ends."""

import os
import signal
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from threading import Thread


def epoch_process() -> ProcessPoolExecutor:
    """Returns a pool of one process; it also ends if the process that called this is killed."""
    return ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_end_with_training)


def _end_with_training() -> None:
    # Ctrl-C reaches this process, too. It ends silently, because the training says that it was stopped.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    Thread(target=_end_after_training, daemon=True).start()


def _end_after_training() -> None:
    if (training := parent_process()) is not None:
        training.join()
        os._exit(1)
