"""Room that is held back on the disk, so that a full disk can still be emptied from Inkling.

    .reserve        bytes without meaning, deleted when a deletion finds the disk full

Deleting writes a little, too: a new list, a record of what can be undone, a folder for what is kept.
"""

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from core.errors import DiskFull, InklingError
from core.storage.files import UNFINISHED, translating_disk_full, write_whole
from core.storage.paths import home

RESERVE_NAME = f"{UNFINISHED}reserve"
# Enough for the list and the record of a data set of 10,000 pictures.
RESERVE_BYTES = 8 * 2**20
# A disk that is nearly full already is not filled further.
_LEAST_FREE_BYTES = 64 * RESERVE_BYTES
# Left for what follows a deletion, such as the state of a job.
_LEFT_BYTES = 2**16

_Result = TypeVar("_Result")


def hold_reserve() -> None:
    """Holds the reserve back, unless that is done already or little room is left."""
    with suppress(OSError, InklingError):
        is_complete = _path().exists() and _path().stat().st_size >= RESERVE_BYTES
        if not is_complete and shutil.disk_usage(home()).free >= _LEAST_FREE_BYTES:
            _hold(RESERVE_BYTES)


def with_reserve(work: Callable[[], _Result]) -> _Result:
    """Does work that deletes something, on a full disk with the help of the reserve.

    Args:
        work: The work, which changes nothing if the disk is full, so that it can be done again.

    Returns:
        What the work returns.

    Raises:
        DiskFull: If there is no room, and no reserve.
    """
    try:
        with translating_disk_full():
            return work()
    except DiskFull:
        used_bytes = 0
        # There may be none, or another process may have just used it.
        with suppress(OSError):
            used_bytes = shutil.disk_usage(home()).used
            _path().unlink()
    try:
        with translating_disk_full():
            return work()
    finally:
        # Before other programs take the room; the next deletion needs it, too.
        with suppress(OSError):
            _hold_again(used_bytes)


def _hold_again(used_bytes: int) -> None:
    """Holds back what is left of the reserve.

    Args:
        used_bytes: How much of the disk was used when it was full, with the reserve.
    """
    usage = shutil.disk_usage(home())
    # Of a disk that keeps some room for root, as ext4 does, root may use more than is said to be free.
    for size_bytes in sorted((usage.free, used_bytes - usage.used), reverse=True):
        with suppress(InklingError):
            _hold(min(RESERVE_BYTES, size_bytes - _LEFT_BYTES))
            return


def _hold(size_bytes: int) -> None:
    if size_bytes > 0:
        # Random bytes, since some file systems compress others to nothing.
        write_whole(_path(), os.urandom(size_bytes), lasting=False, creates_folder=False)


def _path() -> Path:
    return home() / RESERVE_NAME
