"""How far work is: what is called to tell it, and one that does not listen."""

from collections.abc import Callable

# Called with how much is done, and of how much; may raise to stop.
Progress = Callable[[int, int], object]


def no_progress(done: int, total: int) -> None:
    """Ignores progress."""
