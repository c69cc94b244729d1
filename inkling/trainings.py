"""Training a network: starting a run as the Train page does, waiting for it, and showing it in a notebook."""

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from core.bundles.library import read_library
from core.datasets.store import read_data_set as read_kept_data_set
from core.datasets.thumbnails import thumbnail
from core.errors import BadRequest, InklingError
from core.evaluation.confusion import confusion_matrix
from core.jobs.watching import wait_until_over
from core.plurals import listed
from core.presentation.evaluation_wording import accuracy_in_words
from core.presentation.html_text import escape_html
from core.presentation.wording import in_percent, share_in_percent
from core.storage.files import translating_os_errors
from core.storage.names import printable
from core.storage.received import unquoted
from core.training.outcome import Outcome
from core.training.presets import EFFORTS, STRATEGIES, chosen_backbone, settings_without_effect, suggest
from core.training.request import Strategy, TrainingRequest
from core.training.results import answers_of, mistakes, pictures_of
from core.training.runs import Run, cancel_run, read_run, start_run
from inkling import charts
from inkling.arguments import require_one_of, require_text, whole_number
from inkling.data_sets import DataSet, read_data_set
from inkling.html import Html, block, paragraph, picture, table
from inkling.networks import Network
from inkling.progress import shown_progress, tell

_PICTURE_PX = 96


@dataclass(frozen=True)
class Training:
    """A training that is done: its network, and how good the network is.

    Attributes:
        run: The run on disk, which the Train page lists too.
        outcome: The figures of the run.
    """

    run: Run
    outcome: Outcome

    @cached_property
    def network(self) -> Network:
        """The trained network, which is in the library; ask it with `predict`."""
        return Network(read_library().get(self.outcome.bundle))

    @property
    def accuracy(self) -> float:
        """Share of right answers for pictures that the network did not learn from, 0 to 1."""
        return self.outcome.accuracy

    @property
    def accuracy_interval(self) -> tuple[float, float]:
        """The two shares between which the true accuracy lies with 95% certainty."""
        return self.outcome.accuracy_low, self.outcome.accuracy_high

    def history(self) -> pd.DataFrame:
        """Returns the figures of each epoch: one row for each pass over all pictures."""
        return self.run.history()

    def curves(self) -> Html:
        """Draws how loss and accuracy changed from epoch to epoch.

        If there are no epochs to compare, for example because only the last layer was trained, the result is
        a sentence that says so.
        """
        history = self.history()
        if len(history) > 1:
            return charts.curves(history, self.outcome.best_epoch)
        words = (
            "There is no curve to draw: only the last layer of a trained network was learned, in one step. "
            'With strategy="tune" or strategy="scratch" there are epochs.'
        )
        return Html(block(paragraph(words)), words)

    def confusion(self) -> Html:
        """Shows which classes the network mistakes for which."""
        outcome = self.outcome
        return charts.confusion(outcome.confusion or self._count_answers(), outcome.labels)

    def mistakes(self, count: int = 12) -> Html:
        """Shows the pictures that the network got wrong, most confident answers first.

        Args:
            count: Maximum number of pictures.

        Raises:
            BadRequest: If `count` is not a whole number, or is less than 0.
        """
        at_most = whole_number("count", count)
        wrong = mistakes(answers_of(self.run))
        if wrong.empty:
            words = "It made no mistake on the pictures that it was tested with."
            return Html(block(paragraph(words)), words)
        rows = wrong.head(at_most)
        headline = f"{len(wrong):,} wrong answers; the most confident ones:"
        lines = [
            f"{row.name}: {row.label}, mistaken for {row.answer}" for row in rows.itertuples(index=False)
        ]
        shown = table(("picture", "what it is", "mistaken for", "how likely"), self._rows_of(rows))
        return Html(block(paragraph(headline), shown), "\n".join(map(printable, [headline, *lines])))

    def save(self, path: str | Path = ".") -> Path:
        """Writes the network as a bundle's zip; see `Network.save`."""
        return self.network.save(path)

    def __repr__(self) -> str:
        """Describes in one line how good the network is."""
        return printable(f"{self.outcome.bundle}: {self._accuracy_in_words()}")

    def _count_answers(self) -> list[list[int]]:
        """Counts how often each class was given each answer, from the answers for all test pictures."""
        labels, answers = self.outcome.labels, answers_of(self.run)
        index_of = {label: index for index, label in enumerate(labels)}
        truth, answered = (answers[column].map(index_of).to_numpy(int) for column in ("label", "answer"))
        counts: list[list[int]] = confusion_matrix(truth, answered, len(labels)).tolist()
        return counts

    def _accuracy_in_words(self) -> str:
        outcome = self.outcome
        balanced = outcome.accuracy_of_uneven_classes
        return accuracy_in_words(outcome.accuracy, outcome.images, outcome.measured_on, balanced)

    def _repr_html_(self) -> str:
        low, high = self.accuracy_interval
        return block(
            paragraph(f"{self.run.request.title}: {self._accuracy_in_words()}", is_strong=True),
            paragraph(
                f"With 95% certainty the true share is between {share_in_percent(low)} and "
                f"{share_in_percent(high)}; more pictures "
                "would narrow that."
            ),
            *(paragraph(words) for words in (self.outcome.test_part_in_words, self.outcome.caution) if words),
            paragraph(f'It is in the library: load_network("{self.outcome.bundle}")'),
        )

    def _rows_of(self, wrong: pd.DataFrame) -> list[tuple[str, str, str, str]]:
        data_set = read_kept_data_set(self.run.request.data_set)
        sample_of = {sample.number: sample for sample in pictures_of(data_set, wrong)}
        rows = []
        for row in wrong.to_dict("records"):
            cell = escape_html(row["name"])
            if sample := sample_of.get(row["number"]):
                with suppress(InklingError):
                    small = thumbnail(data_set, sample, _PICTURE_PX)
                    cell = picture(small, f"{row['label']}, mistaken for {row['answer']}", _PICTURE_PX)
            texts = (escape_html(row["label"]), escape_html(row["answer"]), in_percent(row["probability"], 0))
            rows.append((cell, *texts))
        return rows


@translating_os_errors()
def train(
    data: DataSet | str | Path,
    name: str = "",
    *,
    strategy: Strategy | None = None,
    backbone: str | None = None,
    effort: str = "normal",
    **settings: Any,
) -> Training:
    """Trains a network, and waits until it is in the library.

    The training runs in a process of its own, like those of the Train page. Ctrl-C, or a notebook's stop
    button, asks it to stop and to keep the best result so far; pressed again, it only ends the waiting.

    Args:
        data: A data set, or what `read_data_set` takes.
        name: Title of the network; by default that of the data set.
        strategy: "head": only a new last layer is trained, on the features of a trained network, in seconds;
            "tune": then the last blocks of that network are trained a little as well; "scratch": a small new
            network is trained on these pictures alone. The last two take minutes, and use a GPU if there is
            one.
        backbone: Name of the network to build on, except with "scratch"; by default the best one on this
            machine.
        effort: "quick", "normal" or "careful": how many variations of each picture the network sees.
        **settings: Further fields of `core.training.request.TrainingRequest`, such as `epochs`,
            `learning_rate`, `batch_size`, `augmentations`, `test_share`, `validation_share` and `seed`.

    Returns:
        The training: its network, and how good the network is.

    Raises:
        InklingError: If the training cannot be done, fails, or was stopped before there was anything to keep.
    """
    changes = _checked(name, strategy, backbone, effort, settings)
    chosen_backbone(strategy, backbone, data.content.kind if isinstance(data, DataSet) else None)
    data_set = data if isinstance(data, DataSet) else read_data_set(data)
    suggestion = suggest(data_set.content, name, strategy, backbone, effort.capitalize())
    tell(suggestion.reason)
    used = suggestion.request.strategy
    if unused := settings_without_effect(used, changes, effort != "normal"):
        tell(f'A training with strategy="{used}" does not use {listed(unused)}.')
    run = start_run(replace(suggestion.request, **changes))

    def stop() -> None:
        cancel_run(run.name, keep=True)
        tell("Stopping; the best so far is kept.")

    with shown_progress() as show:
        run = wait_until_over(run, read_run, show, stop)
    if run.outcome is None:
        raise BadRequest(
            run.message or f"The training was interrupted; resume it on the Train page: {run.name}"
        )
    return Training(run, run.outcome)


def _checked(
    name: str, strategy: object, backbone: object, effort: object, settings: dict[str, Any]
) -> dict[str, Any]:
    """Returns the settings if they are valid; this is checked before thousands of pictures are imported."""
    if strategy is not None:
        require_one_of("strategy", strategy, STRATEGIES)
    if backbone is not None:
        require_text("name of the backbone", backbone)
    require_one_of("effort", effort, [each.lower() for each in EFFORTS])
    require_text("name of the network", name)
    unknown = set(settings) - set(_SETTINGS)
    if unknown:
        raise BadRequest(
            f"A training has the settings {', '.join(_SETTINGS)}. Received: {unquoted(min(unknown))}"
        )
    TrainingRequest(data_set="", title=name or "x", bundle="", strategy="head", backbone="", **settings)
    return settings


_SETTINGS = (
    "epochs",
    "augmentations",
    "learning_rate",
    "batch_size",
    "test_share",
    "validation_share",
    "seed",
    "description",
)
