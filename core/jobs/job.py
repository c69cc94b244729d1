"""A job on disk: a folder that holds the request and its progress."""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from core.jobs.process import OVER, State, Status, update_state
from core.storage.files import UNFINISHED, delete_folder


@dataclass(frozen=True)
class Job:
    """A job as it was when it was read.

    Attributes:
        folder: Path of the job's folder.
        state: The job's status and progress.
    """

    folder: Path
    state: State

    @property
    def name(self) -> str:
        """The name of the job's folder."""
        return self.folder.name

    @property
    def status(self) -> Status:
        """Whether the job is waiting, running, interrupted or over."""
        return self.state.status

    @property
    def is_over(self) -> bool:
        """Whether the job is done, cancelled or failed."""
        return self.status in OVER

    @property
    def is_under_way(self) -> bool:
        """Whether a worker is running, or will be."""
        return self.status in ("waiting", "running")


def begin_job(parent: Path, write: Callable[[Path], object], name: str = "") -> Path:
    """Creates a job that waits for its worker; its folder appears complete or not at all.

    Args:
        parent: The folder that holds all jobs of this kind.
        write: Writes the request into a draft folder that nobody else sees. Exceptions it raises are
            re-raised here, and nothing is left behind.
        name: Name of the folder, which must not exist; by default, a new one that begins with the local date
            and time.

    Returns:
        Path of the job's folder.
    """
    folder = parent / (name or f"{time.strftime('%Y%m%d-%H%M%S')}-{uuid.uuid4().hex[:6]}")
    draft = folder.with_name(UNFINISHED + folder.name)
    try:
        write(draft)
        update_state(draft, status="waiting", created=time.time(), started=time.time())
        draft.rename(folder)
    finally:
        delete_folder(draft)
    return folder
