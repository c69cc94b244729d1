"""Records what the threads of a local job are reading, in a file that outlives the process.

A picture that ends the process ends the whole job. The next start finds the pictures that were being read at
that time, and reads them one after another before all others: if one ends the process again, it is known
which.
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
# A row, and how many processes have ended while reading it; in the slot of an idle thread, the position is
# -1.
_RECORD = struct.Struct("<qqq")
_NOTHING = (-1, 0, 0)
_MAX_BYTES = 2**20
# One more than elsewhere: the first time, other rows were being read too.
_MAX_ENDED = MAX_ENDED + 1


class UnderWay:
    """Records what each thread is reading.

    Args:
        notes: A file of records: first a slot for each thread, then the records of `ended`.
        ended: For each row that was being read when earlier processes ended, the number of these processes.
    """

    def __init__(self, notes: mmap.mmap | bytearray, ended: Counter[Row]) -> None:
        self.suspects = frozenset(ended)
        self._given_up = frozenset(row for row, count in ended.items() if count >= _MAX_ENDED)
        self._notes, self._local, self._threads, self._lock = notes, threading.local(), 0, threading.Lock()

    def begin(self, row: Row) -> bool:
        """Records that this thread begins a row; returns False if the row must not be read."""
        self._note(*row, 1)
        return row not in self._given_up

    def rest(self) -> None:
        """Records that this thread is idle."""
        self._note(*_NOTHING)

    def _note(self, position: int, index: int, count: int) -> None:
        if not hasattr(self._local, "slot"):
            with self._lock:
                self._local.slot, self._threads = self._threads, self._threads + 1
        _RECORD.pack_into(self._notes, self._local.slot * _RECORD.size, position, index, count)


@contextmanager
def under_way(folder: Path | None) -> Iterator[UnderWay]:
    """Records what threads are reading, for as long as the block runs.

    Args:
        folder: The job's folder on this machine; None if it is elsewhere, and nothing is known about earlier
            processes.

    Yields:
        The records, with slots for one thread more than there are cores.
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
