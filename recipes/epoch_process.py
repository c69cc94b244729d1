"""The process that makes the next epoch's pictures during a training, and ends when the training ends."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from threading import Thread


@contextmanager
def epoch_process() -> Iterator[ProcessPoolExecutor]:
    """Provides a pool of one process, which ends with this one, even if it is killed or interrupted."""
    context = get_context("spawn")
    ending, training = context.Pipe(duplex=False)
    with (
        ending,
        ProcessPoolExecutor(
            1, mp_context=context, initializer=_end_with_training, initargs=(ending,)
        ) as pool,
    ):
        try:
            yield pool
        finally:
            # The pool would wait until the process has made its pictures, which takes minutes.
            training.close()


def _end_with_training(ending: Connection) -> None:
    # Ctrl-C reaches this process, too, but the training decides when it ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_after_training, args=(ending,), daemon=True).start()


def _end_after_training(ending: Connection) -> None:
    # Nothing is ever sent: the other end is closed, by the training or by the operating system.
    with suppress(EOFError, OSError):
        ending.recv_bytes()
    os._exit(1)
