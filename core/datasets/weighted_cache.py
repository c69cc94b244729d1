"""A cache for the content of files, valid while they do not change, and limited in total weight."""

from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Generic, TypeVar

Content = TypeVar("Content")
Stamp = tuple[int, ...]


class WeightedCache(Generic[Content]):
    """Caches the latest content of each path; drops the least recently used ones if they weigh too much.

    Args:
        weight: Returns how much memory a content takes, in any unit.
        max_weight: Maximum total weight, in the same unit. The latest content is kept, however heavy it is.
    """

    def __init__(self, weight: Callable[[Content], int], max_weight: int) -> None:
        self._weight, self._max_weight = weight, max_weight
        self._lock = Lock()
        self._entries: dict[Path, tuple[Stamp, Content]] = {}
        self._total = 0

    def get(self, path: Path, stamp: Stamp) -> Content | None:
        """Returns the cached content of a path; None if there is none, or its stamp differs."""
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
        """Caches the content of a path in place of any earlier one.

        Args:
            path: Path of the file or folder.
            stamp: Values that change when its content does, such as its size and time.
            content: The content to cache.
        """
        with self._lock:
            self._drop(path)
            self._put(path, (stamp, content))
            while self._total > self._max_weight and len(self._entries) > 1:
                self._drop(next(iter(self._entries)))

    def drop(self, path: Path) -> None:
        """Removes a path from the cache."""
        with self._lock:
            self._drop(path)

    def _put(self, path: Path, entry: tuple[Stamp, Content]) -> None:
        self._entries[path] = entry
        self._total += self._weight(entry[1])

    def _drop(self, path: Path) -> None:
        if path in self._entries:
            self._total -= self._weight(self._entries.pop(path)[1])
