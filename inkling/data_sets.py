"""Labelled pictures: imported from a folder or an archive, checked, and shown in a notebook."""

import os
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from core.datasets import data_set as kept
from core.datasets.checks import check_data_set
from core.datasets.import_records import ImportRequest
from core.datasets.listing import title_of
from core.datasets.picture_imports import cancel_import, forget_import, read_import, start_import
from core.datasets.store import read_data_set as read_kept_data_set
from core.datasets.thumbnails import thumbnail
from core.errors import BadRequest, InklingError, UnknownDataSet
from core.jobs.watching import wait_until_over
from core.plurals import counted
from core.presentation.html_text import escape_html
from core.storage.files import translating_os_errors
from core.storage.names import printable
from core.storage.paths import path_of, recordable
from core.storage.received import in_python
from inkling.arguments import require_one_of
from inkling.html import block, bullets, paragraph, picture, table
from inkling.progress import shown_progress

_KINDS: dict[str, Literal["", "photo", "ink"]] = {"auto": "", "drawings": "ink", "photos": "photo"}
_SHOWN_CLASSES = 20
_SHOWN_PICTURES = 3
_PICTURE_PX = 48


@dataclass(frozen=True)
class DataSet:
    """A data set: labelled pictures, stored in Inkling's folder.

    Attributes:
        content: The data set itself.
        left_out: What was not imported, with one line for each reason, and notes about the import.
    """

    content: kept.DataSet
    left_out: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Name by which `read_data_set` reads it again."""
        return self.content.name

    @property
    def title(self) -> str:
        """Title of the data set, for people."""
        return self.content.title

    @property
    def classes(self) -> tuple[str, ...]:
        """Its classes, in the order in which they were added."""
        return self.content.classes

    def counts(self) -> dict[str, int]:
        """Returns the number of pictures of each class."""
        return self.content.counts()

    def findings(self) -> tuple[str, ...]:
        """Checks the pictures, and returns a plain sentence for each problem, most serious first."""
        return tuple(finding.sentence for finding in check_data_set(self.content))

    def __len__(self) -> int:
        """Returns the number of pictures."""
        return len(self.content.samples)

    def __repr__(self) -> str:
        """Describes the data set in one line."""
        pictures = counted(len(self), "drawing" if self.content.kind == "ink" else "photo")
        return printable(f"{self.title}: {pictures} of {counted(len(self.classes), 'class')} ({self.name})")

    def _repr_html_(self) -> str:
        shown = list(self.counts().items())[:_SHOWN_CLASSES]
        rows = [(escape_html(label), f"{count:,}", self._strip(label)) for label, count in shown]
        more = len(self.classes) - len(rows)
        return block(
            paragraph(repr(self), is_strong=True),
            table(("class", "pictures", "the first of them"), rows),
            paragraph(f"and {counted(more, 'more class')}") if more > 0 else "",
            bullets((*self.left_out, *self.findings())),
        )

    def _strip(self, label: str) -> str:
        """Returns the first pictures of a class as HTML; those that can no longer be read are left out."""
        samples = [sample for sample in self.content.samples if sample.label == label][:_SHOWN_PICTURES]
        pictures = []
        for sample in samples:
            with suppress(InklingError):
                small = thumbnail(self.content, sample, _PICTURE_PX)
                pictures.append(picture(small, f"A picture of {label}", _PICTURE_PX))
        return " ".join(pictures)


def read_data_set(place: str | Path, kind: Literal["auto", "drawings", "photos"] = "auto") -> DataSet:
    """Reads labelled pictures.

    The pictures are copied into Inkling's own folder, and the Train page lists them too. The same pictures
    are stored only once, however often they are read. Ctrl-C, or a notebook's stop button, cancels this.

    Args:
        place: Path of a folder with a subfolder for each class, of a zip or tar of such a folder, or of a
            labelled stroke file; or the name of a data set that is already in Inkling's folder.
        kind: What the pictures are; by default guessed from the pictures.

    Returns:
        The data set. A notebook shows its classes, and what is wrong with it.

    Raises:
        InklingError: If nothing with this name exists, or it contains nothing that has a class.
    """
    if not isinstance(place, str | Path) or not str(place).strip():
        raise BadRequest(f"Give the path of a folder or an archive of pictures. Received: {in_python(place)}")
    require_one_of("kind", kind, _KINDS)
    with translating_os_errors():
        known = kept_data_set(place)
        return _imported(path_of(place), _KINDS[kind]) if known is None else known


def kept_data_set(place: str | Path) -> DataSet | None:
    """Returns the data set of a name, or None if the place is a path.

    Args:
        place: A path, which then exists or is more than a name; or the name of a data set.

    Raises:
        UnknownDataSet: If there is neither a file or folder nor a data set of this name.
    """
    path = path_of(place)
    if path.name != str(place) or os.path.exists(path):
        return None
    try:
        return DataSet(read_kept_data_set(str(place)))
    except UnknownDataSet as error:
        raise UnknownDataSet(
            "There is no file or folder and no data set of this name; check how it is written. "
            f"Received: {printable(str(place))}"
        ) from error


def _imported(path: Path, kind: Literal["", "photo", "ink"]) -> DataSet:
    source = recordable(os.path.abspath(path))
    title = title_of(Path(source).name)
    job = start_import(ImportRequest(path.name, title, source, kind=kind, for_training=True))
    with shown_progress() as show:
        job = wait_until_over(job, read_import, show, partial(cancel_import, job.name))
    with suppress(InklingError):
        forget_import(job.name)
    outcome = job.require_outcome()
    left_out = outcome.remarks
    if not outcome.kind_is_sure:
        words, other = ("drawings", "photos") if outcome.kind == "ink" else ("photos", "drawings")
        left_out.append(
            f'The pictures look like {words}; if they are {other}, read them with kind="{other}".'
        )
    return DataSet(read_kept_data_set(outcome.data_set), tuple(left_out))
