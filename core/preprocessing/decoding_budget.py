"""How much memory pictures that are being decoded may take at once, in the whole process."""

import ctypes
import sys
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from core.errors import DecoderBusy, forget_locals

MAX_BYTES_IN_FLIGHT = 340_000_000
# With the longest decoding itself, a person gets a picture or a sentence within ten seconds.
MAX_WAIT_SECONDS = 4.0
# Of less, the C library may keep for each thread what was let go, to lend it out again.
_KEPT_BYTES = 16_000_000


class DecodingBudget:
    """Memory that is lent to one picture after another; who comes first is served first.

    Args:
        limit_bytes: How much may be lent at once.
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
            needed_bytes: How much; more than there is waits until nothing else is lent.
            wait_seconds: How long to wait for it.

        Raises:
            DecoderBusy: If others need the memory for longer.
        """
        needed_bytes = min(needed_bytes, self.limit_bytes)
        turn = object()
        with self._changed:
            self._queue.append(turn)
            try:
                if not self._changed.wait_for(lambda: self._is_free(turn, needed_bytes), wait_seconds):
                    raise DecoderBusy(
                        "Many large pictures are being read at the moment. Choose this one again in a minute."
                    )
                self._lent_bytes += needed_bytes
            finally:
                self._queue.remove(turn)
                self._changed.notify_all()
        try:
            yield
        except BaseException as error:
            # What it was raised over is let go first.
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
    """Gives what was let go back to the system; the GNU C library would keep much of it for each thread.

    Source: malloc_trim(3); mallopt(3), M_MMAP_THRESHOLD, for why it does.
    """
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)


DECODING_BUDGET = DecodingBudget()
