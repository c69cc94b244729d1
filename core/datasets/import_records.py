"""The request and the outcome of a picture import; the only reader and writer of the request."""

from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, NonNegativeInt, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from core.errors import BadRequest
from core.plurals import listed
from core.preprocessing.preprocessor import Kind
from core.storage.files import read_regular, write_json
from core.storage.names import printable
from core.storage.validation import first_fault

_REQUEST_FILE = "request.json"
_MAX_REQUEST_BYTES = 2**20
_Text = Annotated[str, Field(max_length=10_000)]


@dataclass(frozen=True, config=ConfigDict(strict=True))
class NextTraining:
    """A training that follows the import, with the arguments of `core.training.presets.suggest`.

    Attributes:
        strategy: How the network learns; empty for the strategy that suits the pictures.
        backbone: Name of the network to build on; empty for the best one.
        effort: How many variations of each picture the network sees.
    """

    strategy: Literal["", "head", "tune", "scratch"] = ""
    backbone: _Text = ""
    effort: _Text = "Normal"


@dataclass(frozen=True, config=ConfigDict(strict=True))
class ImportRequest:
    """What to import.

    Attributes:
        name: The source's name as the user knows it, such as "toys.zip".
        title: Title of the new data set.
        source: Path of a folder or file on this computer; empty for an upload.
        data_set: Name of the data set to add to; empty for a new one.
        kind: "photo" or "ink"; empty to guess it from the pictures.
        for_training: Whether a new data set is refused if no network can be trained on it, and an existing
            one with the same pictures is used instead of a new one.
        training: The training that follows the import; None for none.
        way_in: The source chosen on the Train page; empty if the import was started elsewhere.
    """

    name: _Text
    title: _Text
    source: _Text = ""
    data_set: _Text = ""
    kind: Literal["", "photo", "ink"] = ""
    for_training: bool = False
    training: NextTraining | None = None
    way_in: Literal["", "folder", "zip", "path"] = ""


@dataclass(frozen=True)
class LeftOutGroup:
    """Files that were left out for the same reason.

    Attributes:
        reason: Why they were left out.
        count: Number of files.
        names: Names of the first files, each possibly followed by details.
        are_pictures: Whether the user would expect them among the pictures.
    """

    reason: _Text
    count: NonNegativeInt
    names: tuple[_Text, ...]
    are_pictures: bool = True

    @property
    def in_words(self) -> str:
        """How many files were left out, why, and the names of the first ones, in one line."""
        more = self.count - len(self.names)
        names = listed([*self.names, f"{more:,} more"] if more > 0 else self.names)
        return printable(f"{self.count:,} left out: {self.reason}{f' ({names})' if self.names else ''}")


@dataclass(frozen=True)
class ImportOutcome:
    """The outcome of an import.

    Attributes:
        data_set: Name of the data set that holds the pictures; empty if there is none.
        is_new: Whether this import created the data set.
        kind: "photo", or "ink" for drawings.
        kind_is_sure: Whether the kind is certain; otherwise, the user is asked.
        added: Number of pictures added, by class.
        already: Number of pictures that were already in the data set.
        parts: Number of added pictures in each part that the user has assigned pictures to.
        left_out: Files that were not added, grouped by reason.
        notes: Other things that the user should know, one sentence each.
        run: Name of the training that followed; empty if none did.
    """

    data_set: str
    is_new: bool
    kind: Kind
    kind_is_sure: bool
    added: dict[str, NonNegativeInt]
    already: NonNegativeInt = 0
    parts: dict[str, NonNegativeInt] = Field(default_factory=dict)
    left_out: tuple[LeftOutGroup, ...] = ()
    notes: tuple[_Text, ...] = ()
    run: str = ""

    @property
    def count(self) -> int:
        """Number of pictures added."""
        return sum(self.added.values())

    @property
    def left_out_count(self) -> int:
        """Number of pictures that were neither added nor already in the data set."""
        return sum(group.count for group in self.left_out if group.are_pictures)

    @property
    def remarks(self) -> list[str]:
        """What was left out, with one line for each reason, and the notes."""
        return [*(group.in_words for group in self.left_out), *map(printable, self.notes)]


def read_request(folder: Path) -> ImportRequest | None:
    """Reads the request of an import; None if its folder holds none.

    Raises:
        BadRequest: If the request was damaged from outside.
    """
    try:
        return _request_format().validate_json(
            read_regular(folder / _REQUEST_FILE, _MAX_REQUEST_BYTES), strict=True
        )
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as error:
        fault = first_fault(error) if isinstance(error, ValidationError) else str(error)
        raise BadRequest(
            f"The import {folder.name} cannot be read; dismiss it: {printable(fault)}"
        ) from error


def write_request(folder: Path, request: ImportRequest) -> None:
    """Writes the request of an import into its folder."""
    write_json(folder / _REQUEST_FILE, asdict(request))


def parse_outcome(content: dict[str, Any]) -> ImportOutcome | None:
    """Parses the outcome of an import; None if there is none yet, or it was damaged from outside."""
    try:
        return _outcome_format().validate_python(content) if content else None
    except ValidationError:
        return None


@cache
def _request_format() -> TypeAdapter[ImportRequest]:
    return TypeAdapter(ImportRequest)


@cache
def _outcome_format() -> TypeAdapter[ImportOutcome]:
    return TypeAdapter(ImportOutcome)
