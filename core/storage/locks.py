"""Locks that are released when their process dies."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

_LOCK_SECONDS = 60


@contextmanager
def locked(path: Path, creates_folder: bool = True, seconds: float | None = None) -> Iterator[None]:
    """Lets only one process or thread at a time run the block; the others wait.

    Args:
        path: The lock file. The operating system releases the lock when its process dies, however it dies.
        creates_folder: Whether the lock's folder is created if needed.
        seconds: How long to wait for another one; a minute by default.

    Raises:
        filelock.Timeout: If another one holds the lock for longer than that.
        FileNotFoundError: If there is no such folder, and it is not created.
    """
    gone = FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    if not creates_folder and not path.parent.is_dir():
        raise gone
    content = set() if creates_folder else {*os.listdir(path.parent)}
    with FileLock(path, timeout=_LOCK_SECONDS if seconds is None else seconds):
        # If another process has deleted the folder just now, `FileLock` has created it again.
        if content <= {path.name} or os.listdir(path.parent) != [path.name]:
            yield
            return
    with suppress(OSError):
        path.unlink()
        path.parent.rmdir()
    raise gone


def is_locked(path: Path) -> bool:
    """Returns whether a running process holds a lock."""
    if not path.exists():
        return False
    try:
        with locked(path, creates_folder=False, seconds=0):
            return False
    except Timeout:
        return True
    except OSError:
        # It is not a file that a process could lock.
        return False
