"""Which files and drawings end the process that reads them: told by what was begun and never answered."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Protocol, TypeVar

# Of all that is answered, a file has its position in the list, and a drawing its number in its file; else 0.
Row = tuple[int, int]
# Says that a row is begun; returns False if it must not be.
Begin = Callable[[Row], bool]
# One process may have ended for another reason, as with its machine.
MAX_ENDED = 2
_Answered = TypeVar("_Answered")


class Notes(Protocol):
    """`Attempts`, or what speaks to them in another process."""

    def begin(self, batch: int) -> frozenset[Row] | None:
        """As `Attempts.begin`."""

    def note(self, batch: int, row: Row) -> None:
        """As `Attempts.note`."""

    def end(self, batch: int) -> None:
        """As `Attempts.end`."""


class Attempts:
    """Keeps what each batch is at, outside of the processes that answer them.

    A batch that is begun for the first time is taken to be harmless, and nothing more is noted. When it is
    begun again, its process has ended: then each row is noted before it is answered.
    """

    def __init__(self) -> None:
        self._batches: set[int] = set()
        self._at: dict[int, Row] = {}
        self._ended: Counter[Row] = Counter()

    def begin(self, batch: int) -> frozenset[Row] | None:
        """Notes that a batch is begun.

        Args:
            batch: The position of its first file.

        Returns:
            None if it never was before. Else its rows are to be noted, but for these: nobody may read them,
            since they have ended `MAX_ENDED` processes.
        """
        if batch not in self._batches:
            self._batches.add(batch)
            return None
        if batch in self._at:
            self._ended[self._at.pop(batch)] += 1
        return frozenset(row for row, count in self._ended.items() if count >= MAX_ENDED)

    def note(self, batch: int, row: Row) -> None:
        """Notes which row of a batch is begun; the one before is answered."""
        self._at[batch] = row

    def end(self, batch: int) -> None:
        """Notes that all of a batch is answered."""
        self._at.pop(batch, None)


def answer_noted(
    notes: Notes, batch: int, answer: Callable[[Begin], Iterator[_Answered]]
) -> Iterator[_Answered]:
    """Answers a batch so that what ends this process is known to the next one that tries.

    Args:
        notes: Outside of this process.
        batch: The position of its first file.
        answer: Answers it; calls what it is given before each row.

    Yields:
        What that yields.
    """
    given_up = notes.begin(batch)

    def begin(row: Row) -> bool:
        if given_up is None:
            return True
        if row in given_up:
            return False
        notes.note(batch, row)
        return True

    yield from answer(begin)
    if given_up is not None:
        notes.end(batch)
