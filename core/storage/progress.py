"""Progress callbacks: their type, and one that does nothing."""

from collections.abc import Callable

# Called with the amount done and the total; may raise an exception to stop the work.
Progress = Callable[[int, int], object]


def no_progress(done: int, total: int) -> None:
    """Ignores progress."""
