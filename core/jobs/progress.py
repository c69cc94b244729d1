"""Progress of a worker: what it tells whoever watches, and whether it is asked to stop."""

import time
from pathlib import Path

from core.errors import Stopped
from core.jobs.process import StopRequest, stop_request, update_state

# Watchers look once a second.
_WRITE_SECONDS = 0.3
# Before that, an estimate would only jump.
_ESTIMATE_AFTER_SECONDS = 1.0


class ProgressWriter:
    """Writes a job's state as it changes, but not more often than anybody looks.

    Args:
        folder: The job's folder.
        has_checkpoint: Whether something was learned, so that stopping leaves something to keep.
    """

    def __init__(self, folder: Path, has_checkpoint: bool = False) -> None:
        self.folder = folder
        self.has_checkpoint = has_checkpoint
        self._phase = ""
        self._started_seconds = self._written_seconds = 0.0
        self._first_done: int | None = None

    def phase(self, name: str, total: int = 0) -> None:
        """Begins a phase.

        Args:
            name: What is being done, in words for people.
            total: How much there is to do; 0 where that is not known.
        """
        self._phase, self._started_seconds, self._first_done = name, time.monotonic(), None
        self.progress(0, total, now=True)

    def progress(self, done: int, total: int, now: bool = False) -> None:
        """Tells how far the phase is.

        Args:
            done: How much is done.
            total: How much there is to do; 0 where that is not known.
            now: Whether to write it even if something was written a moment ago.
        """
        seconds = time.monotonic()
        if self._first_done is None and done:
            # What was done already when the phase began says nothing about its pace.
            self._first_done, self._started_seconds = done, seconds
        if not now and seconds - self._written_seconds < _WRITE_SECONDS and done < total:
            return
        self._written_seconds = seconds
        passed_seconds, steps = seconds - self._started_seconds, done - (self._first_done or 0)
        seconds_left = None
        if steps > 0 and total >= done and passed_seconds > _ESTIMATE_AFTER_SECONDS:
            seconds_left = round(passed_seconds / steps * (total - done), 1)
        update_state(
            self.folder,
            status="running",
            phase=self._phase,
            done=done,
            total=total,
            seconds_left=seconds_left,
        )

    def progress_or_stop(self, done: int, total: int) -> None:
        """Tells how far the phase is; raises `Stopped` as `raise_if_stopped` does."""
        self.progress(done, total)
        self.raise_if_stopped("It was stopped before there was anything to keep.")

    def raise_if_stopped(self, message: str) -> None:
        """Raises `Stopped` if the job is asked to end and nothing of it is to be kept.

        Args:
            message: The sentence that the exception carries.
        """
        request = self.stop_request()
        if request == "discard" or (request and not self.has_checkpoint):
            raise Stopped(message)

    def stop_request(self) -> StopRequest:
        """Returns "keep" or "discard" if the job is asked to end, else an empty text."""
        return stop_request(self.folder)
