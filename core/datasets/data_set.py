"""Data sets, and their list `dataset.json`: a typed, validated value with one reader and one writer."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import AliasChoices, Field, StringConstraints, TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from core.datasets.picture_files import content_path, read_content
from core.datasets.weighted_cache import WeightedCache
from core.errors import BadData, UnknownDataSet
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
_MAX_REASON_CHARACTERS = 200

_Title = Annotated[str, StringConstraints(min_length=1, max_length=200)]
# The longest name is a path in a zip; a reason is a sentence that may repeat the name.
_Text = Annotated[str, StringConstraints(max_length=2**17)]
_Count = Annotated[int, Field(ge=0, le=2**31)]
_Sha256 = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
# Appended to the checksum, it makes the name of a file, so it has no separator and no second dot.
_Suffix = Annotated[str, StringConstraints(pattern=r"^\.[^./\\:\s\x00-\x1f]{1,16}$")]
_Recording = Annotated[str, StringConstraints(pattern="^[0-9a-f]{0,32}$")]
# Version 0.1 named this field `hash`.
_PerceptualHash = Annotated[
    str,
    StringConstraints(pattern="^[0-9a-f]{16}$"),
    Field(validation_alias=AliasChoices("perceptual_hash", "hash")),
]


@dataclass(frozen=True)
class Sample:
    """One picture or drawing of a data set.

    Attributes:
        number: Its unique number in the data set, from 1; never reused.
        label: Its class.
        name: Its name in the source that it was imported from.
        sha256: The SHA-256 checksum of its bytes.
        suffix: Suffix of its file, such as ".jpg"; ".ndjson" for a drawing stored as strokes.
        width_px: Width; 0 for strokes.
        height_px: Height; 0 for strokes.
        perceptual_hash: 16 hexadecimal digits; similar pictures have similar digits.
        part: The part that the user has assigned it to, such as "test"; empty if none.
        recording: Hexadecimal identifier shared by all pictures of one camera recording; empty if it was not
            recorded.
        colors: 100 hexadecimal digits, as `core.datasets.color_grid` returns them; empty for strokes and grey
            pictures, and for pictures that an older version of Inkling has added.
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
    colors: Annotated[str, StringConstraints(pattern="^([0-9a-f]{100})?$")] = ""

    @property
    def is_strokes(self) -> bool:
        """Whether it is a drawing stored as strokes."""
        return self.suffix == STROKES_SUFFIX


@dataclass(frozen=True)
class DataSetList:
    """The content of `dataset.json`; every field is validated when it is read.

    Attributes:
        title: The title that the user has given it.
        kind: "photo", or "ink" for drawings.
        classes: Labels in the order in which they were added, including empty classes.
        samples: Its pictures.
        refused: `(name, reason)` of files that could not be imported.
        next_number: Number of the next picture to be added; 0 if the list does not say.
        created: Time of its creation, in seconds since 1970.
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
    """A data set at the time it was read: its list and its folder.

    Attributes:
        folder: Path of the folder with the list and the pictures.
    """

    folder: Path = field(kw_only=True)

    @property
    def name(self) -> str:
        """The name of its folder."""
        return self.folder.name

    def counts(self) -> dict[str, int]:
        """Returns the number of pictures of each class, in the order of `classes`."""
        counts = Counter(sample.label for sample in self.samples)
        return {label: counts[label] for label in self.classes}

    def parts(self) -> dict[Part, int]:
        """Returns the number of pictures in each part that the user has assigned pictures to."""
        return dict(Counter(sample.part for sample in self.samples if sample.part))

    def path(self, sample: Sample) -> Path:
        """Returns the path of a picture's file."""
        return content_path(self.folder, sample.sha256, sample.suffix)

    def source(self, sample: Sample) -> ImageSource:
        """Returns a picture, or a drawing as strokes, that is read only when needed."""
        return ImageSource(sample.name, lambda: self._file_content(sample), sample.label, sample.part)

    def read(self, sample: Sample) -> Content:
        """Reads a picture, or a drawing as strokes; raises `BadData` if its file no longer exists."""
        return self.source(sample).content()

    def _file_content(self, sample: Sample) -> bytes | Strokes:
        try:
            data = read_content(self.folder, sample.sha256, sample.suffix)
        except OSError as error:
            raise BadData(
                "A picture of this data set is no longer there: it was removed, or the whole data set was "
                f"deleted; start again. Received: {sample.name}"
            ) from error
        return read_stroke_line(data).strokes if sample.is_strokes else data


@cache
def list_format() -> TypeAdapter[DataSetList]:
    """Returns the adapter that validates, reads and writes a list, and can generate its JSON Schema."""
    return TypeAdapter(DataSetList)


def read_list(folder: Path) -> DataSet:
    """Reads the list of a data set; it is parsed again only when it has changed on disk.

    Args:
        folder: The data set's folder.

    Returns:
        The data set as it is now.

    Raises:
        UnknownDataSet: If there is no list in the folder.
        BadData: If the list is damaged, inconsistent or too large, or the folder's name is not valid text.
    """
    try:
        status = (folder / LIST).stat()
    except (OSError, ValueError) as error:
        raise unknown(folder) from error
    try:
        folder.name.encode()
    except UnicodeEncodeError as error:
        raise BadData(
            f'The data set "{printable(folder.name)}" is left out because its folder\'s name is not valid '
            f"text: rename the folder. Received: {printable(str(folder.parent))}"
        ) from error
    # At least one of these changes when the file does.
    stamp = (status.st_size, status.st_mtime_ns, status.st_ino)
    known = _cache.get(folder, stamp)
    if known is None:
        try:
            data = read_regular(folder / LIST, MAX_LIST_BYTES)
        except OSError as error:
            # Not cached: the file may be readable the next time although it has not changed.
            raise damaged(folder, f"it cannot be opened. Received: {error}") from error
        try:
            known = _parse(folder, data)
        except _Fault as fault:
            known = str(fault)
        _cache.put(folder, stamp, known)
    if isinstance(known, str):
        raise damaged(folder, known)
    return known


def write_list(data_set: DataSet, before: Callable[[bytes], object] = lambda content: None) -> None:
    """Writes the list of a data set atomically, and calls `before` with its valid content just before that.

    Raises:
        BadData: If the list would be invalid or too large; nothing is changed then.
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
            f'The data set "{data_set.name}" was not changed, because its list would be invalid '
            f"after this change; start a new data set: {printable(fault)[:_MAX_REASON_CHARACTERS]}"
        ) from error
    before(data)
    with translating_disk_full(data_set.folder):
        write_whole(data_set.folder / LIST, data, creates_folder=False)
    # Its size and time may be the same as those of the previous list.
    _cache.drop(data_set.folder)


def write_beside(folder: Path, path: Path, data: bytes | str, lasting: bool = True) -> None:
    """Writes a file of a data set atomically, unless the data set has been deleted in the meantime.

    Writing would create its folder again, and the data set could then only be restored under another name.

    Args:
        folder: The data set's folder.
        path: Path of the file.
        data: Bytes, or text that is written as UTF-8.
        lasting: Whether to wait until the data is on the disk; see `write_whole`.

    Raises:
        UnknownDataSet: If there is no list in the folder.
    """
    if not (folder / LIST).exists():
        raise unknown(folder)
    try:
        for parent in [*path.relative_to(folder).parents][-2::-1]:
            (folder / parent).mkdir(exist_ok=True)
        write_whole(path, data, lasting, creates_folder=False)
    except FileNotFoundError as error:
        raise unknown(folder) from error


def unknown(folder: Path) -> UnknownDataSet:
    """Returns the error for a folder that is not there, or holds no data set."""
    return UnknownDataSet(
        f"There is no such data set; it may have been deleted. Received: {printable(folder.name)}"
    )


def damaged(folder: Path, problem: str) -> BadData:
    """Returns the error for an unusable list; `problem` says what is wrong, including `Received: ...`."""
    return BadData(
        printable(
            f'The data set "{folder.name}" is left out because its list is damaged: put back a copy of its '
            f"{LIST}, or delete the folder {folder}: {problem[:_MAX_REASON_CHARACTERS]}"
        )
    )


class _Fault(ValueError):
    """Why a list cannot be used."""


def _parse(folder: Path, data: bytes) -> DataSet:
    """Parses and validates the list of the data set in a folder; raises `_Fault` if it cannot be used."""
    try:
        content = list_format().validate_json(data, strict=True)
    except ValidationError as error:
        raise _Fault(first_fault(error)) from error
    labels = dict.fromkeys(sample.label for sample in content.samples)
    numbers = [sample.number for sample in content.samples]
    # Missing fields are derived from the samples; fields that contradict them are refused.
    classes = tuple(dict.fromkeys(content.classes)) or tuple(labels)
    next_number = content.next_number or max(numbers, default=0) + 1
    if unlisted := labels.keys() - set(classes):
        raise _Fault(f"a picture's class is not among the classes. Received: {min(unlisted)!r}")
    if len(set(numbers)) < len(numbers) or max(numbers, default=0) >= next_number:
        raise _Fault(f"two pictures have the same number, or would. Received: next {next_number}")
    fields = {**vars(content), "classes": classes, "next_number": next_number}
    return DataSet(**fields, folder=folder)


def _weight(content: DataSet | str) -> int:
    """Returns the number of a data set's samples, classes and refused files, plus one for the data set."""
    if isinstance(content, str):
        return 1
    return 1 + len(content.samples) + len(content.classes) + len(content.refused)


# A sample takes about 1 kB of memory.
_cache = WeightedCache[DataSet | str](_weight, max_weight=250_000)
