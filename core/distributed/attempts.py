"""Finds files and drawings that crash the process reading them: they were begun but never answered."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Protocol, TypeVar

# The position of a file in the list of all files, and the number of a drawing in its file; 0 for a picture.
Row = tuple[int, int]
# Called before a row is read; returns False if the row must be skipped.
Begin = Callable[[Row], bool]
# One process may have ended for another reason, such as a lost machine.
MAX_ENDED = 2
_Answered = TypeVar("_Answered")


class Notes(Protocol):
    """`Attempts`, or a proxy for one in another process."""

    def begin(self, batch: int) -> frozenset[Row] | None:
        """See `Attempts.begin`."""

    def note(self, batch: int, row: Row) -> None:
        """See `Attempts.note`."""

    def end(self, batch: int) -> None:
        """See `Attempts.end`."""


class Attempts:
    """Records the progress of each batch, outside the processes that answer the batches.

    A batch that begins for the first time is assumed to be harmless, and its rows are not recorded. If it
    begins again, its process has ended unexpectedly, so each row is then recorded before it is answered.
    """

    def __init__(self) -> None:
        self._batches: set[int] = set()
        self._at: dict[int, Row] = {}
        self._ended: Counter[Row] = Counter()

    def begin(self, batch: int) -> frozenset[Row] | None:
        """Records that a batch begins.

        Args:
            batch: The position of its first file.

        Returns:
            None if the batch begins for the first time. Otherwise, the rows that must not be read because
            they have ended `MAX_ENDED` processes; all other rows are to be recorded with `note`.
        """
        if batch not in self._batches:
            self._batches.add(batch)
            return None
        if batch in self._at:
            self._ended[self._at.pop(batch)] += 1
        return frozenset(row for row, count in self._ended.items() if count >= MAX_ENDED)

    def note(self, batch: int, row: Row) -> None:
        """Records that a row of a batch begins, and thus that the preceding row is answered."""
        self._at[batch] = row

    def end(self, batch: int) -> None:
        """Records that a whole batch is answered."""
        self._at.pop(batch, None)


def answer_noted(
    notes: Notes, batch: int, answer: Callable[[Begin], Iterator[_Answered]]
) -> Iterator[_Answered]:
    """Answers a batch; if a row ends this process, the process that tries next knows which row it was.

    Args:
        notes: The records, which are kept outside this process.
        batch: The position of the batch's first file.
        answer: Answers the batch; calls its argument before each row.

    Yields:
        Whatever `answer` yields.
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
