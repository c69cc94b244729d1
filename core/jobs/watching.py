"""Waits for a job while showing its progress; Ctrl-C stops the job, not only the waiting."""

import time
from collections.abc import Callable
from typing import TypeVar

from core.jobs.job import Job

# Receives the phase, how much of it is done, how much there is to do (0 if unknown), and how many seconds are
# left (None if unknown).
ShowProgress = Callable[[str, float, float, float | None], object]
_JobT = TypeVar("_JobT", bound=Job)
_LOOK_SECONDS = 0.1  # shorter than the phases of a small import, so that none is missed


def wait_until_over(
    job: _JobT,
    read: Callable[[str], _JobT],
    show: ShowProgress,
    stop: Callable[[], object],
    look_seconds: float = _LOOK_SECONDS,
) -> _JobT:
    """Waits until a job has ended or is interrupted.

    Args:
        job: The job as it was read.
        read: Reads the job again, by its name.
        show: Shows the progress.
        stop: Called on the first Ctrl-C; asks the job to stop. A second Ctrl-C ends the waiting.
        look_seconds: Time between two reads.

    Returns:
        The job as it was last read.

    Raises:
        KeyboardInterrupt: On the second Ctrl-C.
    """
    is_stopping = False
    while job.is_under_way:
        try:
            state = job.state
            show(state.phase or "Starting", state.done, state.total, state.seconds_left)
            time.sleep(look_seconds)
            job = read(job.name)
        except KeyboardInterrupt:
            if is_stopping:
                raise
            is_stopping = True
            stop()
    return job
