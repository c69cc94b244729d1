"""What a data set is, and its list `dataset.json`: a typed, checked value with one reader and one writer."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import AliasChoices, Field, StringConstraints, TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from core.datasets.weighted_cache import WeightedCache
from core.errors import BadData, UnknownDataSet
from core.preprocessing.decode import MAX_BYTES
from core.preprocessing.image_source import ImageSource, Part
from core.preprocessing.preprocessor import Content, Kind
from core.preprocessing.quickdraw_format import read_stroke_line
from core.preprocessing.strokes import Strokes
from core.storage.files import read_regular, translating_disk_full, write_whole
from core.storage.names import printable
from core.storage.validation import first_fault

LIST = "dataset.json"
STROKES_SUFFIX = ".ndjson"
MAX_LIST_BYTES = 256 * 2**20
_MAX_REASON_LETTERS = 200

_Title = Annotated[str, StringConstraints(min_length=1, max_length=200)]
# A name is a path in a zip at the longest, a reason a sentence that may repeat it.
_Text = Annotated[str, StringConstraints(max_length=2**17)]
_Count = Annotated[int, Field(ge=0, le=2**31)]
_Sha256 = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
# No separator, no second dot: together with the checksum it is the name of a file.
_Suffix = Annotated[str, StringConstraints(pattern=r"^\.[^./\\:\s\x00-\x1f]{1,16}$")]
_Recording = Annotated[str, StringConstraints(pattern="^[0-9a-f]{0,32}$")]
# Version 0.1 called it `hash`.
_PerceptualHash = Annotated[
    str,
    StringConstraints(pattern="^[0-9a-f]{16}$"),
    Field(validation_alias=AliasChoices("perceptual_hash", "hash")),
]


@dataclass(frozen=True)
class Sample:
    """One picture or drawing of a data set.

    Attributes:
        number: Its own number in the data set, from 1; never given twice.
        label: Its class.
        name: What it was called where it came from.
        sha256: Of its bytes.
        suffix: As ".jpg"; ".ndjson" for a drawing kept as strokes.
        width_px: Width; 0 for strokes.
        height_px: Height; 0 for strokes.
        perceptual_hash: 16 hexadecimal digits: nearly the same picture, nearly the same digits.
        part: The part that the person has put it into, as "test"; empty if they have not.
        recording: Hexadecimal digits that it shares with the pictures that the camera took in one go with it;
            empty if it was not recorded.
    """

    number: Annotated[int, Field(ge=1, le=2**31)]
    label: _Title
    name: _Text
    sha256: _Sha256
    suffix: _Suffix
    width_px: _Count
    height_px: _Count
    perceptual_hash: _PerceptualHash
    part: Part = ""
    recording: _Recording = ""

    @property
    def is_strokes(self) -> bool:
        """Whether it is a drawing kept as strokes."""
        return self.suffix == STROKES_SUFFIX


@dataclass(frozen=True)
class DataSetList:
    """What `dataset.json` holds; every field is checked when it is read.

    Attributes:
        title: What the person calls it.
        kind: "photo", or "ink" for drawings.
        classes: Labels in the order in which they came, empty ones too.
        samples: Its pictures.
        refused: `(name, reason)` of files that could not be taken in.
        next_number: For the next picture; 0 in a list that does not say it.
        created: Seconds since 1970.
    """

    title: _Title
    kind: Kind
    classes: Annotated[tuple[_Title, ...], Field(max_length=100_000)] = ()
    samples: Annotated[tuple[Sample, ...], Field(max_length=1_000_000)] = ()
    refused: Annotated[tuple[tuple[_Text, _Text], ...], Field(max_length=10_000)] = ()
    next_number: _Count = 0
    created: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0


@dataclass(frozen=True)
class DataSet(DataSetList):
    """A data set as it was when it was read: its list, and where it lies.

    Attributes:
        folder: Holds the list and the pictures.
    """

    folder: Path = field(kw_only=True)

    @property
    def name(self) -> str:
        """Its folder's name."""
        return self.folder.name

    def counts(self) -> dict[str, int]:
        """Returns the number of pictures of each class, in the order of `classes`."""
        counts = dict.fromkeys(self.classes, 0)
        for sample in self.samples:
            counts[sample.label] += 1
        return counts

    def parts(self) -> dict[Part, int]:
        """Returns the number of pictures in each part that the person has made."""
        return dict(Counter(sample.part for sample in self.samples if sample.part))

    def path(self, sample: Sample) -> Path:
        """Returns the file of a picture."""
        return content_path(self.folder, sample.sha256, sample.suffix)

    def source(self, sample: Sample) -> ImageSource:
        """Returns a picture, or a drawing as strokes, to be read when it is needed."""
        return ImageSource(sample.name, lambda: self._file_content(sample), sample.label, sample.part)

    def read(self, sample: Sample) -> Content:
        """Reads a picture, or a drawing as strokes; raises `BadData` if it is no longer there."""
        return self.source(sample).content()

    def _file_content(self, sample: Sample) -> bytes | Strokes:
        try:
            data = read_regular(self.path(sample), MAX_BYTES)
        except OSError as error:
            raise BadData(
                "A picture of this data set is no longer there; the data set may have been deleted. "
                f"Received: {sample.name}"
            ) from error
        return read_stroke_line(data).strokes if sample.is_strokes else data


@cache
def list_format() -> TypeAdapter[DataSetList]:
    """Returns what checks, reads and writes a list; it can also make a JSON Schema of it."""
    return TypeAdapter(DataSetList)


def content_path(folder: Path, sha256: str, suffix: str) -> Path:
    """Returns where a data set keeps a picture: by its content, whatever it was called."""
    return folder / "pictures" / sha256[:2] / f"{sha256}{suffix}"


def read_list(folder: Path) -> DataSet:
    """Reads the list of a data set; it is parsed again only when it has changed on disk.

    Args:
        folder: The data set's.

    Returns:
        The data set as it is now.

    Raises:
        UnknownDataSet: If there is no list in the folder.
        BadData: If the list is damaged, contradicts itself or is too large, or the folder's name is no text.
    """
    try:
        status = (folder / LIST).stat()
    except (OSError, ValueError) as error:
        raise _unknown(folder) from error
    try:
        folder.name.encode()
    except UnicodeEncodeError as error:
        raise BadData(
            f'The data set "{printable(folder.name)}" is left out because the name of its folder is not '
            f"text: rename the folder. Received: {printable(str(folder.parent))}"
        ) from error
    # What changes when the file does.
    stamp = (status.st_size, status.st_mtime_ns, status.st_ino)
    known = _cache.get(folder, stamp)
    if known is None:
        try:
            data = read_regular(folder / LIST, MAX_LIST_BYTES)
        except OSError as error:
            # It may be readable the next time although the file has not changed.
            raise damaged(folder, f"it cannot be opened. Received: {error}") from error
        try:
            known = _parse(folder, data)
        except _Fault as fault:
            known = str(fault)
        _cache.put(folder, stamp, known)
    if isinstance(known, str):
        raise damaged(folder, known)
    return known


def write_list(data_set: DataSet) -> None:
    """Writes the list of a data set, whole.

    Raises:
        BadData: If the list could not be read again; nothing is changed then.
        DiskFull: If there is no room; nothing is changed then.
    """
    try:
        data = list_format().dump_json(data_set, indent=1) + b"\n"
        if len(data) > MAX_LIST_BYTES:
            raise _Fault(f"it is too large. Received: {len(data):,} bytes")
        _parse(data_set.folder, data)
    except (PydanticSerializationError, _Fault) as error:
        fault = str(error) if isinstance(error, _Fault) else f"it cannot be written. Received: {error}"
        raise BadData(
            f'The data set "{data_set.name}" is as it was, because it could not be read again after this '
            f"change; begin another one: {printable(fault)[:_MAX_REASON_LETTERS]}"
        ) from error
    with translating_disk_full(data_set.folder):
        write_whole(data_set.folder / LIST, data)
    # Its size and time may be those of the list before.
    _cache.drop(data_set.folder)


def write_beside(folder: Path, path: Path, data: bytes | str, lasting: bool = True) -> None:
    """Writes a file of a data set, whole; one that was deleted meanwhile is not begun again.

    Its name would be taken then, so that it could only come back under another one.

    Args:
        folder: The data set's.
        path: Path of the file.
        data: As for `write_whole`, as is `lasting`.
        lasting: Whether to wait until the disk has it.

    Raises:
        UnknownDataSet: If there is no list in the folder.
    """
    if not (folder / LIST).exists():
        raise _unknown(folder)
    write_whole(path, data, lasting)


def _unknown(folder: Path) -> UnknownDataSet:
    return UnknownDataSet(
        f"There is no such data set; it may have been deleted. Received: {printable(folder.name)}"
    )


def damaged(folder: Path, problem: str) -> BadData:
    """Returns the refusal of a data set whose list cannot be used.

    Args:
        folder: The data set's folder.
        problem: What is wrong with the list, and `Received: ...`.
    """
    return BadData(
        printable(
            f'The data set "{folder.name}" is left out because its list is damaged: put back a copy of its '
            f"{LIST}, or delete {folder}: {problem[:_MAX_REASON_LETTERS]}"
        )
    )


class _Fault(ValueError):
    """Says why a list cannot be used."""


def _parse(folder: Path, data: bytes) -> DataSet:
    """Parses and checks the list of the data set in a folder; raises `_Fault` if it cannot be used."""
    try:
        content = list_format().validate_json(data, strict=True)
    except ValidationError as error:
        raise _Fault(first_fault(error)) from error
    labels = dict.fromkeys(sample.label for sample in content.samples)
    numbers = [sample.number for sample in content.samples]
    # What is missing is made up from the samples; what contradicts them is refused.
    classes = tuple(dict.fromkeys(content.classes)) or tuple(labels)
    next_number = content.next_number or max(numbers, default=0) + 1
    if unlisted := labels.keys() - set(classes):
        raise _Fault(f"a picture's class is not among the classes. Received: {min(unlisted)!r}")
    if len(set(numbers)) < len(numbers) or max(numbers, default=0) >= next_number:
        raise _Fault(f"two pictures have the same number, or would. Received: next {next_number}")
    fields = {**vars(content), "classes": classes, "next_number": next_number}
    return DataSet(**fields, folder=folder)


def _weight(content: DataSet | str) -> int:
    """Counts a data set's samples, classes and refused files, and one for itself."""
    if isinstance(content, str):
        return 1
    return 1 + len(content.samples) + len(content.classes) + len(content.refused)


# A sample takes about a kilobyte of memory.
_cache = WeightedCache[DataSet | str](_weight, max_weight=250_000)
