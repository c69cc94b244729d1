"""Waiting for a job while its progress is shown; Ctrl-C stops the job, not only the waiting."""

import time
from collections.abc import Callable
from typing import TypeVar

from core.jobs.job import Job

# Takes the phase, how much of it is done, of how much (0 where that is not known), and how many seconds are
# left (None where that is not known).
ShowProgress = Callable[[str, float, float, float | None], object]
_JobT = TypeVar("_JobT", bound=Job)
_LOOK_SECONDS = 0.2


def wait_until_over(
    job: _JobT,
    read: Callable[[str], _JobT],
    show: ShowProgress,
    stop: Callable[[], object],
    look_seconds: float = _LOOK_SECONDS,
) -> _JobT:
    """Waits until a job is over or interrupted.

    Args:
        job: The job as it was read.
        read: Reads it anew, by its name.
        show: Shows how far it is.
        stop: Called at the first Ctrl-C: asks the job to end. A second one ends the waiting.
        look_seconds: Time between two looks.

    Returns:
        The job as it was read last.

    Raises:
        KeyboardInterrupt: At the second Ctrl-C.
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
