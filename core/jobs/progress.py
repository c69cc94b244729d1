"""What a worker tells whoever watches: the phase, how far it is, how long it takes; and what it is told."""

import time
from pathlib import Path

from core.errors import Stopped
from core.jobs.process import update_state

# Watchers look once a second.
_WRITE_SECONDS = 0.3
# Before that, an estimate would only jump.
_ESTIMATE_AFTER_SECONDS = 1.0


class ProgressWriter:
    """Writes a run's state as it changes, but not more often than anybody looks.

    Args:
        folder: The run's.
        has_learned: Whether there is a checkpoint, so that stopping leaves something to keep.
    """

    def __init__(self, folder: Path, has_learned: bool = False) -> None:
        self.folder = folder
        self.has_learned = has_learned
        self._phase = ""
        self._began = self._written = 0.0
        self._first = 0

    def phase(self, name: str, total: int = 0) -> None:
        """Begins a phase, named in words for people."""
        self._phase, self._began, self._first = name, time.monotonic(), -1
        self.progress(0, total, now=True)

    def progress(self, done: int, total: int, now: bool = False) -> None:
        """Tells how far the phase is."""
        moment = time.monotonic()
        if self._first < 0 and done:
            # What was done already when the phase began says nothing about its pace.
            self._first, self._began = done, moment
        if not now and moment - self._written < _WRITE_SECONDS and done < total:
            return
        self._written = moment
        passed, steps = moment - self._began, done - max(self._first, 0)
        left = None
        if steps > 0 and passed > _ESTIMATE_AFTER_SECONDS:
            left = round(passed / steps * (total - done), 1)
        update_state(
            self.folder, status="running", phase=self._phase, done=done, total=total, seconds_left=left
        )

    def progress_or_stop(self, done: int, total: int) -> None:
        """Tells how far the phase is; raises `Stopped` if the run shall end and has learned nothing."""
        self.progress(done, total)
        if self.stop_request() == "discard" or (self.stop_request() and not self.has_learned):
            raise Stopped("It was stopped before there was anything to keep.")

    def stop_request(self) -> str:
        """Returns "keep" or "discard" if the person wants the run to end, else an empty text."""
        try:
            return (self.folder / "stop").read_text()
        except OSError:
            return ""
