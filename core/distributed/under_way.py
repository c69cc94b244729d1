"""What the threads of a job on this machine are at, in a file that outlives them.

A picture that ends the process ends the whole job with it. The next start finds what was being read then, and
reads that alone before all else: of several, the one that ends the process again is known.
"""

import mmap
import os
import struct
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from core.distributed.attempts import MAX_ENDED, Row
from core.storage.files import UNFINISHED, read_regular, write_whole

_FILE = f"{UNFINISHED}under-way"
# A row and how many processes have ended at it; in the slot of a thread, -1 where it is at none.
_RECORD = struct.Struct("<qqq")
_NOTHING = (-1, 0, 0)
_MAX_BYTES = 2**20
# The first time, others were being read too.
_MAX_ENDED = MAX_ENDED + 1


class UnderWay:
    """Notes what each thread is at.

    Args:
        notes: A file of records: first a slot for each thread, then what former processes have ended at.
        ended: The latter.
    """

    def __init__(self, notes: mmap.mmap | bytearray, ended: Counter[Row]) -> None:
        self.suspects = frozenset(ended)
        self._given_up = frozenset(row for row, count in ended.items() if count >= _MAX_ENDED)
        self._notes, self._local, self._threads, self._lock = notes, threading.local(), 0, threading.Lock()

    def begin(self, row: Row) -> bool:
        """Notes that this thread begins a row; returns False if it must not be read."""
        self._note(*row, 1)
        return row not in self._given_up

    def rest(self) -> None:
        """Notes that this thread is at nothing."""
        self._note(*_NOTHING)

    def _note(self, position: int, index: int, count: int) -> None:
        if not hasattr(self._local, "slot"):
            with self._lock:
                self._local.slot, self._threads = self._threads, self._threads + 1
        _RECORD.pack_into(self._notes, self._local.slot * _RECORD.size, position, index, count)


@contextmanager
def under_way(folder: Path | None) -> Iterator[UnderWay]:
    """Keeps what threads are at, for as long as the block runs.

    Args:
        folder: The job's folder on this machine; None where it lies elsewhere, and nothing is known of
            former processes.

    Yields:
        Where to note it, for one thread more than there are cores.
    """
    slots = (os.cpu_count() or 1) + 1
    empty = _RECORD.pack(*_NOTHING) * slots
    if folder is None:
        yield UnderWay(bytearray(empty), Counter())
        return
    path = folder / _FILE
    ended = _read(path)
    records = b"".join(_RECORD.pack(*row, count) for row, count in ended.items())
    write_whole(path, empty + records)
    try:
        with path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as notes:
            yield UnderWay(notes, ended)
    finally:
        with suppress(OSError):
            path.unlink()


def _read(path: Path) -> Counter[Row]:
    ended: Counter[Row] = Counter()
    with suppress(OSError, struct.error):
        for position, index, count in _RECORD.iter_unpack(read_regular(path, _MAX_BYTES)):
            if position >= 0 and index >= 0 and count > 0:
                ended[position, index] += count
    return ended
