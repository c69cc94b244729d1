"""Measuring a network on pictures whose classes are known, and showing the figures in a notebook."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from core.errors import BadData, BadRequest, with_name, without_received
from core.plurals import counted
from core.preprocessing.image_source import ImageSource
from core.presentation.html_text import escape_html
from core.presentation.wording import share_in_percent
from core.storage.files import translating_os_errors
from core.storage.names import printable
from inkling import charts
from inkling.data_sets import DataSet, kept_data_set
from inkling.html import Html, block, bullets, paragraph, table
from inkling.networks import Network, load_network
from inkling.questions import sources_of

_SHOWN_PROBLEMS = 20


@dataclass(frozen=True)
class Evaluation:
    """How good a network was on labelled pictures.

    Attributes:
        network: Title of the network.
        images: Number of pictures that the network was asked about.
        accuracy: Share of right answers, 0 to 1.
        balanced_accuracy: The same, but with every class weighted equally.
        top5_accuracy: Share of pictures whose class was among the five most likely classes; None if the
            network has hardly more classes than that.
        calibration_error: By how much its confidence and its share of right answers differ, 0 to 1.
        problems: What could not be used, and why.
        labels: The network's classes; if a class of the pictures stands for several of them, such as dogs for
            their breeds, it replaces these.
        counts: One row for each true class, one column for each answer.
        learned_from: Number of these pictures that the network has learned from, which makes the figures look
            better than they are; None if unknown.
        warning: A warning about `learned_from`, in one sentence; empty if there is nothing to warn about.
    """

    network: str
    images: int
    accuracy: float
    balanced_accuracy: float
    top5_accuracy: float | None
    calibration_error: float
    problems: tuple[str, ...]
    labels: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    learned_from: int | None = None
    warning: str = ""

    def confusion(self) -> Html:
        """Shows which classes are mistaken for which."""
        return charts.confusion(self.counts, self.labels)

    def table(self) -> pd.DataFrame:
        """Returns the counts as a table: one row for each true class, one column for each answer."""
        return pd.DataFrame(self.counts, index=list(self.labels), columns=list(self.labels))

    def __repr__(self) -> str:
        """Describes in one line how good the network was."""
        return printable(
            f"{self.network}: {share_in_percent(self.accuracy)} of {counted(self.images, 'picture')} right"
        )

    def _repr_html_(self) -> str:
        rows = (
            ("accuracy", self.accuracy, "share of right answers"),
            ("balanced accuracy", self.balanced_accuracy, "the same, but every class counts the same"),
            ("top-5 accuracy", self.top5_accuracy, "the class was among the five most likely"),
            ("calibration error", self.calibration_error, "how far off its own confidence is"),
        )
        shown = list(self.problems[:_SHOWN_PROBLEMS])
        if len(self.problems) > _SHOWN_PROBLEMS:
            shown.append(f"and {len(self.problems) - _SHOWN_PROBLEMS:,} more")
        return block(
            paragraph(repr(self), is_strong=True),
            table(
                ("figure", "value", "what it means"),
                (
                    (escape_html(name), share_in_percent(value), escape_html(words))
                    for name, value, words in rows
                    if value is not None
                ),
            ),
            paragraph(self.warning) if self.warning else "",
            bullets(shown),
        )


def evaluate(network: Network | str, data: DataSet | str | Path) -> Evaluation:
    """Measures a network on pictures whose classes are known.

    Classes are matched by name; for a network that answers photos, "dogs" also stands for all breeds of dogs.
    Pictures of classes that the network does not know are left out; `problems` says how many. Nothing is
    copied into Inkling's folder.

    Args:
        network: The network, or its name or title.
        data: A data set or its name, or the path of class folders, of a zip or tar of them, or of a labelled
            stroke file.

    Returns:
        The figures.

    Raises:
        InklingError: If the pictures cannot be read, or none of them can be used.
    """
    # This module imports scikit-learn, which takes a second, and which nothing else here needs.
    from core.comparison.labelled_pictures import measure

    asked = network if isinstance(network, Network) else load_network(network)
    with translating_os_errors():
        sources, problems = _labelled(data)
        measured = measure(asked.classifier, sources)
    problems += [with_name(name, str(error)) for name, error in measured.unreadable]
    problems += [f"{name}: it is not in a class folder" for name in measured.unlabelled]
    problems += [
        f"{count:,} of {label}: a class that the network does not know"
        for label, count in measured.unknown_labels.items()
    ]
    problems = [printable(problem) for problem in problems]
    figures = measured.figures
    if figures is None:
        reason = without_received(problems[0]) if problems else "no pictures"
        raise BadData(f"None of these pictures could be used; check their classes. Received: {reason}")
    return Evaluation(
        asked.title,
        figures.images,
        figures.accuracy,
        figures.balanced_accuracy,
        measured.top5_accuracy,
        figures.expected_calibration_error,
        tuple(problems),
        measured.labels,
        tuple(map(tuple, figures.confusion.tolist())),
        measured.learned_from,
        measured.warning,
    )


def _labelled(data: DataSet | str | Path) -> tuple[Iterable[ImageSource], list[str]]:
    """Returns labelled pictures, and a line about each picture that was left out."""
    if isinstance(data, str | Path):
        known = kept_data_set(data)
        if known is None:
            sources, left_out = sources_of(data)
            return sources, [with_name(file.name, file.reason) for file in left_out if file.is_picture]
        data = known
    if not isinstance(data, DataSet):
        raise BadRequest(f"Give a data set or the path of pictures. Received: {type(data).__name__}")
    return map(data.content.source, data.content.samples), []
