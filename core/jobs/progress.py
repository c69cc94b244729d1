"""A worker's progress: how it is reported, and whether the worker is asked to stop."""

import time
from pathlib import Path

from core.errors import Stopped
from core.jobs.process import StopRequest, stop_request, update_state

# Pages read the state once or twice a second.
_WRITE_SECONDS = 0.3
# An earlier estimate would fluctuate too much.
_ESTIMATE_AFTER_SECONDS = 1.0


class ProgressWriter:
    """Writes a job's state as it changes, but hardly more often than it is read.

    Args:
        folder: The job's folder.
        has_checkpoint: Whether something has been learned that can be kept if the job is stopped.
    """

    def __init__(self, folder: Path, has_checkpoint: bool = False) -> None:
        self.folder = folder
        self.has_checkpoint = has_checkpoint
        self._phase = ""
        self._started_seconds = self._written_seconds = 0.0
        self._first_done: float | None = None

    def phase(self, name: str, total: int = 0) -> None:
        """Begins a phase.

        Args:
            name: What is being done, in words for the user.
            total: How much there is to do; 0 if unknown.
        """
        self._phase, self._started_seconds, self._first_done = name, time.monotonic(), None
        self.progress(0, total, now=True)

    def progress(self, done: int, total: int, now: bool = False, share_of_next: float = 0.0) -> None:
        """Reports the progress of the phase.

        Args:
            done: How much is done.
            total: How much there is to do; 0 if unknown.
            now: Whether to write it even if the state was written a moment ago.
            share_of_next: How much of the next step is done, from 0 to 1, if steps take long.
        """
        seconds, exactly_done = time.monotonic(), done + share_of_next
        if self._first_done is None and exactly_done:
            # What was already done when the phase began says nothing about its speed.
            self._first_done, self._started_seconds = exactly_done, seconds
        if not now and seconds - self._written_seconds < _WRITE_SECONDS and done < total:
            return
        self._written_seconds = seconds
        passed_seconds, steps = seconds - self._started_seconds, exactly_done - (self._first_done or 0)
        seconds_left = None
        if steps > 0 and total >= done and passed_seconds > _ESTIMATE_AFTER_SECONDS:
            seconds_left = round(passed_seconds / steps * (total - exactly_done), 1)
        update_state(
            self.folder,
            status="running",
            phase=self._phase,
            done=done,
            total=total,
            seconds_left=seconds_left,
        )

    def progress_or_stop(self, done: int, total: int) -> None:
        """Reports the progress of the phase; raises `Stopped` like `raise_if_stopped`."""
        self.progress(done, total)
        self.raise_if_stopped("It was stopped before there was anything to keep.")

    def raise_if_stopped(self, message: str) -> None:
        """Raises `Stopped` if the job is asked to discard its work, or to stop before it has a checkpoint.

        Args:
            message: The sentence that the exception carries.
        """
        request = self.stop_request()
        if request == "discard" or (request and not self.has_checkpoint):
            raise Stopped(message)

    def stop_request(self) -> StopRequest:
        """Returns "keep" or "discard" if the job is asked to stop, else an empty string."""
        return stop_request(self.folder)
