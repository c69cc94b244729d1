"""What a network answers, as plain values and as a notebook shows it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import overload

import numpy as np
import pandas as pd
from PIL import Image

from core.errors import BadRequest, InklingError
from core.inference.classifier import Classifier, Prediction
from core.inference.whole_numbers import number_of
from core.preprocessing.decode import Picture
from core.preprocessing.image_source import ImageSource
from core.presentation.answer_panels import Summary, summarize
from core.presentation.html_text import escape_html
from core.presentation.number_readings import number_summaries
from core.presentation.overlays import heat_picture, sharp_photo
from core.presentation.replies import Reply, reply_of
from core.presentation.spreadsheet import BYTE_ORDER_MARK, without_formula
from core.presentation.wording import in_percent
from core.storage.files import translating_os_errors, write_whole
from core.storage.names import printable
from core.storage.paths import path_of
from inkling.html import bars, block, bullets, jpeg_of, paragraph, picture_of_bytes, table

THUMBNAIL_PX = 64
_SHOWN_ANSWERS = 50
_SHOWN_PROBLEMS = 10


@dataclass(frozen=True)
class Answer:
    """What one network makes of one picture or drawing.

    Attributes:
        name: What the picture is called.
        network: The network's title.
        label: The likeliest class.
        probability: How likely it is, calibrated: of answers with 0.9, nine in ten are right.
        sure: Whether the network gives an answer; if not, all is only its best guess.
        milliseconds: Time taken by preprocessing and network together.
        thumbnail: What the network saw, small, as the content of a JPEG file.
    """

    name: str
    network: str
    label: str
    probability: float
    sure: bool
    milliseconds: float
    thumbnail: bytes = field(repr=False)
    _reply: Reply = field(repr=False)
    _summary: Summary = field(repr=False)
    _probabilities: np.ndarray = field(repr=False, compare=False)
    _classifier: Classifier = field(repr=False, compare=False)
    _source: ImageSource = field(repr=False, compare=False)

    @property
    def answer(self) -> str | None:
        """What the network answers: a class, a kind of thing, or the digits of a number; None if not sure."""
        return self._reply.answer

    @property
    def confidence(self) -> float:
        """How sure it is of its answer, or of its best guess, 0.0 to 1.0.

        Of the kind of thing where it answers that, and of all digits together where it reads a number;
        `probability` is that of the likeliest class.
        """
        return self._reply.confidence

    @property
    def number(self) -> str:
        """What it reads where there are several digits, as "471", a "?" for each that is not sure.

        Empty if that is no number, and "..." at its end if there are more digits than were read.
        """
        return self._reply.number

    @property
    def explanation(self) -> str:
        """How sure the network is, in words; or why it is not sure."""
        return self._summary.explanation

    def top(self, count: int = 5) -> "pd.Series[float]":
        """Returns the likeliest classes and their probabilities, the likeliest first.

        Args:
            count: How many at most.
        """
        labels = self._classifier.bundle.labels
        order = np.argsort(-self._probabilities, kind="stable")[: max(0, count)]
        names = pd.Index([labels[index] for index in order], name="label")
        return pd.Series(self._probabilities[order], index=names, name="probability", dtype=float)

    def read_bytes(self) -> bytes:
        """Reads the picture's file once more, as it came; a drawing as a line of a stroke file.

        Raises:
            InklingError: If it can no longer be read.
        """
        return self._source.read_bytes()

    def heat_map(self, label: str | None = None) -> Image.Image:
        """Shows where the network found evidence for a class; the picture is read once more.

        Args:
            label: One of the network's classes; by default the likeliest.

        Returns:
            A colour picture, orange where the evidence is.

        Raises:
            BadRequest: If the network does not know the class, or has no heat maps.
            InklingError: If the picture can no longer be read.
        """
        label = self.label if label is None else label
        if label not in self._classifier.bundle.labels:
            raise BadRequest(f"Choose one of the network's classes. Received: {printable(str(label))}")
        content = self._source.content()
        if isinstance(content, Picture):
            prediction = self._classifier.classify_picture(content)
            photo = sharp_photo(prediction, content) if prediction.seen.ndim == 3 else None
            heat = heat_picture(prediction, label, photo=photo)
        else:
            heat = heat_picture(self._classifier.classify_strokes(content), label)
        if heat is None:
            raise BadRequest(f"This network has no heat maps; ask another. Received: {self.network}")
        return Image.fromarray(heat)

    def __repr__(self) -> str:
        """Says the answer in one line."""
        return printable(f"{self.name}: {self._summary.answer}. {self._summary.explanation}")

    def _repr_html_(self) -> str:
        summary = self._summary
        return block(
            picture_of_bytes(self.thumbnail, f"What {summary.title} saw of {self.name}", 2 * THUMBNAIL_PX),
            paragraph(summary.answer, is_strong=True),
            paragraph(f"{summary.title}: {summary.explanation}"),
            bars((bar.label, bar.probability) for bar in summary.bars),
        )


@dataclass(frozen=True)
class Problem:
    """A picture that got no answer.

    Attributes:
        name: What it is called.
        reason: Why, and what to do.
    """

    name: str
    reason: str


@dataclass(frozen=True)
class Answers(Sequence[Answer]):
    """What one network makes of many pictures: a sequence of answers, and what got none.

    Attributes:
        entries: An answer or a problem for each picture, in their order.
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
        """Returns one answer, or some."""
        return self.answers[index]

    def __len__(self) -> int:
        """Counts the answers."""
        return len(self.answers)

    def __iter__(self) -> Iterator[Answer]:
        """Yields the answers."""
        return iter(self.answers)

    def table(self) -> pd.DataFrame:
        """Returns a row for each picture, in their order.

        Returns:
            `name`, `label`, `probability` (0 to 1), `sure`, `answer`, `confidence` (0 to 1), `number` and
            `problem`; of what got no answer, numbers are missing, and what is text is empty.
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
        """Writes the table for a spreadsheet; no cell of it is calculated.

        Args:
            path: The file; one that is there is replaced.

        Raises:
            DiskFull: If there is no room; nothing is changed then.
        """
        cells = self.table().map(without_formula)
        with translating_os_errors():
            write_whole(path_of(path), BYTE_ORDER_MARK + cells.round(4).to_csv(index=False))
        return Path(path)

    def __repr__(self) -> str:
        """Says how many answers there are, and how many of them are sure."""
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
        words = f"{count:,} {'answer' if count == 1 else 'answers'}, {unsure:,} of them not sure"
        return f"{words}; {len(self.problems):,} without an answer" if self.problems else words


def answer_of(classifier: Classifier, source: ImageSource, prediction: Prediction) -> Answer:
    """Keeps of a prediction what an answer shows: little enough for thousands.

    Args:
        classifier: The network.
        source: The picture; read once more where there may be several digits on it.
        prediction: What the network made of it.
    """
    best = prediction.top(1)[0]
    number = number_of(classifier, source.content, prediction, source.is_drawing)
    reply = reply_of(prediction, number)
    return Answer(
        printable(source.name),
        prediction.bundle.title,
        best.label,
        best.probability,
        reply.sure,
        prediction.milliseconds,
        _thumbnail_of(prediction.seen),
        reply,
        number_summaries(number)[0] if number else summarize(prediction),
        prediction.open_set_probabilities.astype(np.float32),
        classifier,
        source,
    )


def problem_of(name: str, error: InklingError) -> Problem:
    """Keeps why a picture got no answer."""
    return Problem(printable(name), printable(str(error)))


def _thumbnail_of(seen: np.ndarray) -> bytes:
    """Returns what a network saw as a small JPEG: a photo, or a drawing dark on light."""
    shown = seen if seen.ndim == 3 else (255 - seen * 255).astype(np.uint8)
    return jpeg_of(Image.fromarray(shown).resize((THUMBNAIL_PX, THUMBNAIL_PX)))
