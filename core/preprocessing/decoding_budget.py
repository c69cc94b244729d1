"""Limiting the memory that pictures being decoded may take at once, in the whole process."""

import ctypes
import sys
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from core.errors import DecoderBusy, forget_locals

MAX_BYTES_IN_FLIGHT = 340_000_000
# Together with the longest decoding, the user gets a picture or an error message within ten seconds.
MAX_WAIT_SECONDS = 4.0
# The C library may keep smaller amounts of freed memory in each thread, to reuse them.
_KEPT_BYTES = 16_000_000


class DecodingBudget:
    """Memory that is lent to pictures while they are decoded: first come, first served.

    Args:
        limit_bytes: The most that may be lent at once.
    """

    def __init__(self, limit_bytes: int = MAX_BYTES_IN_FLIGHT) -> None:
        self.limit_bytes = limit_bytes
        self._lent_bytes = 0
        self._queue: deque[object] = deque()
        self._changed = threading.Condition()

    @contextmanager
    def lend(self, needed_bytes: int, wait_seconds: float = MAX_WAIT_SECONDS) -> Iterator[None]:
        """Lends memory for as long as the block runs.

        Args:
            needed_bytes: How much to lend; an amount above the limit waits until nothing else is lent.
            wait_seconds: How long to wait for the memory.

        Raises:
            DecoderBusy: If the memory is not available within that time.
        """
        needed_bytes = min(needed_bytes, self.limit_bytes)
        turn = object()
        with self._changed:
            self._queue.append(turn)
            try:
                if not self._changed.wait_for(lambda: self._is_free(turn, needed_bytes), wait_seconds):
                    raise DecoderBusy(
                        "Many large pictures are being read at the moment. Try this one again in a minute."
                    )
                self._lent_bytes += needed_bytes
            finally:
                self._queue.remove(turn)
                self._changed.notify_all()
        try:
            yield
        except BaseException as error:
            # Frees what the traceback still holds, such as pixels, before the memory counts as returned.
            forget_locals(error)
            raise
        finally:
            if needed_bytes > _KEPT_BYTES:
                _return_memory()
            with self._changed:
                self._lent_bytes -= needed_bytes
                self._changed.notify_all()

    def _is_free(self, turn: object, needed_bytes: int) -> bool:
        return self._queue[0] is turn and self._lent_bytes + needed_bytes <= self.limit_bytes


def _return_memory() -> None:
    """Returns freed memory to the system; the GNU C library would keep much of it for each thread.

    Source: malloc_trim(3); for the reason, mallopt(3), M_MMAP_THRESHOLD.
    """
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)


DECODING_BUDGET = DecodingBudget()
