"""A job on disk: a folder that says what is asked for and how far it is."""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from core.jobs.process import OVER, State, Status, update_state
from core.storage.files import UNFINISHED, delete_folder


@dataclass(frozen=True)
class Job:
    """A job as it was when it was looked at.

    Attributes:
        folder: Path of its folder.
        state: How far it is.
    """

    folder: Path
    state: State

    @property
    def name(self) -> str:
        """Its folder's name."""
        return self.folder.name

    @property
    def status(self) -> Status:
        """Whether it waits, runs, is interrupted or is over."""
        return self.state.status

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.status in OVER

    @property
    def is_under_way(self) -> bool:
        """Whether a worker is at it, or will be."""
        return self.status in ("waiting", "running")


def begin_job(parent: Path, write: Callable[[Path], object]) -> Path:
    """Makes a job that waits for its worker; it is there whole, or not at all.

    Args:
        parent: The folder of all jobs of its kind.
        write: Writes what is asked for into a folder that nobody else sees. What it raises is raised here,
            and nothing is left.

    Returns:
        Path of the job's folder, whose name begins with the time.
    """
    folder = parent / f"{time.strftime('%Y%m%d-%H%M%S')}-{uuid.uuid4().hex[:6]}"
    draft = folder.with_name(UNFINISHED + folder.name)
    try:
        write(draft)
        update_state(draft, status="waiting", created=time.time(), started=time.time())
        draft.rename(folder)
    finally:
        delete_folder(draft)
    return folder
