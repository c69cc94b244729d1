"""The answers of a network for many pictures, as a sequence, a table, a file, and as shown in a notebook."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import overload

import pandas as pd

from core.errors import InklingError
from core.plurals import counted
from core.presentation.html_text import escape_html
from core.presentation.spreadsheet import BYTE_ORDER_MARK, without_formula
from core.presentation.wording import in_percent
from core.storage.files import translating_os_errors, write_whole
from core.storage.names import printable
from core.storage.paths import path_of
from inkling.answers import THUMBNAIL_PX, Answer
from inkling.html import block, bullets, paragraph, picture_of_bytes, table

_SHOWN_ANSWERS = 50
_SHOWN_PROBLEMS = 10


@dataclass(frozen=True)
class Problem:
    """A picture without an answer.

    Attributes:
        name: Name of the picture.
        reason: Why it has no answer, and what to do.
    """

    name: str
    reason: str


@dataclass(frozen=True)
class Answers(Sequence[Answer]):
    """The answers of one network for many pictures: a sequence of answers, and the pictures without one.

    Attributes:
        entries: An answer or a problem for each picture, in order.
    """

    entries: tuple[Answer | Problem, ...]

    @cached_property
    def answers(self) -> tuple[Answer, ...]:
        """The answers, in the order of the pictures."""
        return tuple(entry for entry in self.entries if isinstance(entry, Answer))

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """The pictures without an answer."""
        return tuple(entry for entry in self.entries if isinstance(entry, Problem))

    @overload
    def __getitem__(self, index: int) -> Answer: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Answer, ...]: ...

    def __getitem__(self, index: int | slice) -> Answer | tuple[Answer, ...]:
        """Returns one answer, or a slice of them."""
        return self.answers[index]

    def __len__(self) -> int:
        """Returns the number of answers."""
        return len(self.answers)

    def __iter__(self) -> Iterator[Answer]:
        """Yields the answers."""
        return iter(self.answers)

    def table(self) -> pd.DataFrame:
        """Returns a table with one row for each picture, in order.

        Returns:
            The columns `name`, `label`, `probability` (0 to 1), `sure`, `answer`, `confidence` (0 to 1),
            `number` and `problem`. For pictures without an answer, numbers are missing and texts are empty.
        """
        rows = [
            (
                *(entry.name, entry.label, entry.probability, entry.sure),
                *(entry.answer or "", entry.confidence, entry.number, ""),
            )
            if isinstance(entry, Answer)
            else (entry.name, "", None, False, "", None, "", entry.reason)
            for entry in self.entries
        ]
        columns = ["name", "label", "probability", "sure", "answer", "confidence", "number", "problem"]
        return pd.DataFrame(rows, columns=columns)

    def save_csv(self, path: str | Path) -> Path:
        """Writes the table as CSV for spreadsheets, which will not treat any cell as a formula.

        Args:
            path: The file; an existing file is replaced.

        Returns:
            Path of the file.

        Raises:
            DiskFull: If there is no room; nothing is then changed.
        """
        cells = self.table().map(without_formula)
        with translating_os_errors():
            write_whole(path_of(path), BYTE_ORDER_MARK + cells.round(4).to_csv(index=False))
        return Path(path)

    def __repr__(self) -> str:
        """Returns in one line how many answers there are, and how many of them are not sure."""
        return self._headline()

    def _repr_html_(self) -> str:
        rows = (
            (
                picture_of_bytes(answer.thumbnail, f"Thumbnail of {answer.name}", THUMBNAIL_PX),
                escape_html(answer.name),
                escape_html(answer._summary.answer),
                escape_html(in_percent(answer._summary.confidence)),
                escape_html(answer.explanation),
            )
            for answer in self.answers[:_SHOWN_ANSWERS]
        )
        more = len(self.answers) - _SHOWN_ANSWERS
        problems = [f"{each.name}: {each.reason}" for each in self.problems[:_SHOWN_PROBLEMS]]
        if len(self.problems) > _SHOWN_PROBLEMS:
            problems.append(f"and {len(self.problems) - _SHOWN_PROBLEMS:,} more")
        return block(
            paragraph(self._headline(), is_strong=True),
            table(("picture", "name", "answer", "how likely", "in words"), rows) if self.answers else "",
            paragraph(f"and {more:,} more; .table() has all of them") if more > 0 else "",
            bullets(problems),
        )

    def _headline(self) -> str:
        count, unsure = len(self.answers), sum(not answer.sure for answer in self.answers)
        words = f"{counted(count, 'answer')}, {unsure:,} of them not sure"
        return f"{words}; {len(self.problems):,} without an answer" if self.problems else words


def problem_of(name: str, error: InklingError) -> Problem:
    """Returns the problem of a picture for which an error was raised."""
    return Problem(printable(name), printable(str(error)))
