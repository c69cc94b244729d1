"""What is asked of an import of pictures, and what became of it; the one reader and writer of its request."""

from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, NonNegativeInt, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from core.errors import BadRequest
from core.preprocessing.preprocessor import Kind
from core.storage.files import read_regular, write_json
from core.storage.names import printable
from core.storage.validation import first_fault

_REQUEST_FILE = "request.json"
_MAX_REQUEST_BYTES = 2**20
_Text = Annotated[str, Field(max_length=10_000)]


@dataclass(frozen=True, config=ConfigDict(strict=True))
class NextTraining:
    """A training that follows once the pictures are in, as `core.training.presets.suggest` takes it.

    Attributes:
        strategy: How it learns; empty for what suits the pictures.
        backbone: Name of the network to build on; empty for the best one.
        effort: How many variations of each picture it sees.
    """

    strategy: Literal["", "head", "tune", "scratch"] = ""
    backbone: _Text = ""
    effort: _Text = "Normal"


@dataclass(frozen=True, config=ConfigDict(strict=True))
class ImportRequest:
    """What is to be taken in.

    Attributes:
        name: What a person calls the source, as "toys.zip".
        title: Title of the data set that it becomes.
        source: Path of a folder or file on this computer; empty for an upload.
        data_set: Name of the data set that it is added to; empty for a new one.
        kind: "photo" or "ink"; empty to look at the pictures.
        for_training: Whether it is only wanted if a network can be trained on it, and need not be kept twice.
        training: What is trained on the pictures once they are in; None for nothing.
        way_in: Which of the ways in on the Train page it came by; empty for any other.
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
    """Files that were left out for one reason.

    Attributes:
        reason: Why.
        count: How many.
        names: Names of the first of them, each perhaps with more about it.
        are_pictures: Whether a person would look for them among the pictures.
    """

    reason: _Text
    count: NonNegativeInt
    names: tuple[_Text, ...]
    are_pictures: bool = True


@dataclass(frozen=True)
class ImportOutcome:
    """What became of an import.

    Attributes:
        data_set: Name of the data set that the pictures are in; empty if there is none.
        is_new: Whether that came by this import.
        kind: "photo", or "ink" for drawings.
        kind_is_sure: Whether nobody need be asked if they are.
        added: How many pictures went in, by class.
        already: How many were there already.
        parts: How many of those that went in belong to each part that the person has made.
        left_out: What did not go in, by reason.
        notes: What the person should know of it besides, a sentence each.
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
        """How many pictures went in."""
        return sum(self.added.values())

    @property
    def left_out_count(self) -> int:
        """How many pictures did not, and were not there already."""
        return sum(group.count for group in self.left_out if group.are_pictures)


def read_request(folder: Path) -> ImportRequest | None:
    """Reads what an import was asked to do; None if its folder holds no request.

    Raises:
        BadRequest: If it was damaged from outside.
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
    """Writes what an import is asked to do into its folder."""
    write_json(folder / _REQUEST_FILE, asdict(request))


def parse_outcome(content: dict[str, Any]) -> ImportOutcome | None:
    """Reads what became of an import; None if nothing is known yet, or it was damaged from outside."""
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
