"""How much the API handles at once. Requests beyond these limits are refused immediately, never queued."""

from collections.abc import Iterator
from contextlib import contextmanager

from api.problems import Refusal
from core.plurals import counted

MB = 2**20
MAX_PREDICT_BYTES = 64 * MB
MAX_TRAIN_BYTES = 500 * MB
MAX_JSON_BYTES = MB
MAX_PICTURES = 256
MAX_NETWORKS = 8
# Pictures times networks; each answer may include a heat map.
MAX_ANSWERS = 512
MAX_TOP = 1_000
MAX_REQUESTS = 64
MAX_UPLOADS = 2
# The total size of the bodies of all requests that are being read or answered.
MAX_BODIES_BYTES = 192 * MB
_RETRY_SECONDS = "1"


class Places:
    """A limited number of places for concurrent requests; used in one event loop.

    Args:
        count: Number of places.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self.taken = 0

    @contextmanager
    def take(self) -> Iterator[None]:
        """Takes a place while the block runs; raises `Refusal` (429) if none is free."""
        if self.taken >= self.count:
            raise Refusal(
                429,
                "The API is busy; ask again in a second. "
                f"Received: more than {counted(self.count, 'request')} at once",
                Retry_After=_RETRY_SECONDS,
            )
        self.taken += 1
        try:
            yield
        finally:
            self.taken -= 1


class Budget:
    """A budget of bytes for the bodies of requests or answers; used in one event loop.

    Args:
        limit_bytes: Maximum number of bytes lent at once.
    """

    def __init__(self, limit_bytes: int) -> None:
        self.limit_bytes = limit_bytes
        self.lent_bytes = 0

    def lend(self, size_bytes: int) -> None:
        """Lends bytes until they are given back; raises `Refusal` (429) if too few are left."""
        if self.lent_bytes + size_bytes > self.limit_bytes:
            raise Refusal(
                429,
                "Other requests need the memory at the moment; ask again in a second. "
                f"Received: {counted(size_bytes, 'byte')} more than there is room for",
                Retry_After=_RETRY_SECONDS,
            )
        self.lent_bytes += size_bytes

    def give_back(self, size_bytes: int) -> None:
        """Takes lent bytes back."""
        self.lent_bytes -= size_bytes


REQUESTS = Places(MAX_REQUESTS)
UPLOADS = Places(MAX_UPLOADS)
MEMORY = Budget(MAX_BODIES_BYTES)
# For answers that are being sent.
ANSWERS = Budget(MAX_BODIES_BYTES)
# For uploads, which are stored on disk; their number is limited by `UPLOADS`.
DISK = Budget(MAX_UPLOADS * MAX_TRAIN_BYTES)
