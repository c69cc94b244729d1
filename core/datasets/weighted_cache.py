"""What was read of files, kept while they do not change, and no more than memory is meant to hold."""

from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Generic, TypeVar

Content = TypeVar("Content")
Stamp = tuple[int, ...]


class WeightedCache(Generic[Content]):
    """What was read last of each path; the least recently asked for goes first when it becomes too much.

    Args:
        weight: Says how much memory a content takes, in any unit.
        max_weight: What all contents may weigh together; the last one stays, however heavy it is.
    """

    def __init__(self, weight: Callable[[Content], int], max_weight: int) -> None:
        self._weight, self._max_weight = weight, max_weight
        self._lock = Lock()
        self._entries: dict[Path, tuple[Stamp, Content]] = {}
        self._total = 0

    def get(self, path: Path, stamp: Stamp) -> Content | None:
        """Returns what was read of a path; None if nothing was, or it has another stamp now."""
        with self._lock:
            entry = self._entries.get(path)
            if entry is None:
                return None
            self._drop(path)
            if entry[0] != stamp:
                return None
            self._put(path, entry)
            return entry[1]

    def put(self, path: Path, stamp: Stamp, content: Content) -> None:
        """Keeps what was read of a path in place of what was known of it.

        Args:
            path: What was read.
            stamp: What changes when its content does, as its size and time.
            content: What to keep.
        """
        with self._lock:
            self._drop(path)
            self._put(path, (stamp, content))
            while self._total > self._max_weight and len(self._entries) > 1:
                self._drop(next(iter(self._entries)))

    def drop(self, path: Path) -> None:
        """Forgets what is known of a path."""
        with self._lock:
            self._drop(path)

    def _put(self, path: Path, entry: tuple[Stamp, Content]) -> None:
        self._entries[path] = entry
        self._total += self._weight(entry[1])

    def _drop(self, path: Path) -> None:
        if path in self._entries:
            self._total -= self._weight(self._entries.pop(path)[1])
