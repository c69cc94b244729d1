"""Data sets that people keep: pictures by their content, and one list that says what each one shows.

    datasets/<name>/
      dataset.json        title, kind, classes, and a line for each picture
      pictures/ab/abcd…   the files as they came, named by their sha256

A picture's own name is never a path here, so names in any script, or that climb out, can do no harm. The list
is written whole under a lock: two tabs that add at once both succeed.
"""

import hashlib
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from core.errors import BadData, UnknownDataSet
from core.preprocessing.image_source import ImageSource
from core.preprocessing.preprocessor import Content, Kind
from core.preprocessing.quickdraw_format import read_stroke_line
from core.preprocessing.strokes import Strokes
from core.storage.files import UNFINISHED, delete_folder, locked, read_json, write_json, write_whole
from core.storage.names import clean_label, folder_name
from core.storage.paths import home
from core.storage.settings import require_private

LIST = "dataset.json"
STROKES_SUFFIX = ".ndjson"
_KEPT_REFUSALS = 1_000


@dataclass(frozen=True)
class Sample:
    """One picture or drawing of a data set.

    Attributes:
        number: Its own number in the data set; never given twice.
        label: Its class.
        name: What it was called where it came from.
        sha256: Of its bytes.
        suffix: As ".jpg"; `STROKES_SUFFIX` for a drawing kept as strokes.
        width_px: Width; 0 for strokes.
        height_px: Height; 0 for strokes.
        hash: Perceptual hash, 16 hexadecimal digits: nearly the same picture, nearly the same digits.
    """

    number: int
    label: str
    name: str
    sha256: str
    suffix: str
    width_px: int
    height_px: int
    hash: str

    @property
    def is_strokes(self) -> bool:
        """Whether it is a drawing kept as strokes."""
        return self.suffix == STROKES_SUFFIX


@dataclass(frozen=True)
class DataSet:
    """A data set as it was when it was read.

    Attributes:
        folder: Where it lies.
        title: What the person calls it.
        kind: "photo", or "ink" for drawings.
        classes: Labels in the order in which they came, empty ones too.
        samples: Its pictures.
        refused: `(name, reason)` of files that could not be taken in.
        next_number: For the next picture.
        created: Seconds since 1970.
    """

    folder: Path
    title: str
    kind: Kind
    classes: tuple[str, ...] = ()
    samples: tuple[Sample, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    next_number: int = 1
    created: float = 0.0

    @property
    def name(self) -> str:
        """Its folder's name."""
        return self.folder.name

    def counts(self) -> dict[str, int]:
        """Returns the number of pictures of each class, in the order of `classes`."""
        found = dict.fromkeys(self.classes, 0)
        for sample in self.samples:
            found[sample.label] += 1
        return found

    def path(self, sample: Sample) -> Path:
        """Returns the file of a picture."""
        return self.folder / "pictures" / sample.sha256[:2] / f"{sample.sha256}{sample.suffix}"

    def source(self, sample: Sample) -> ImageSource:
        """Returns a picture, or a drawing as strokes, to be read when it is needed."""
        return ImageSource(sample.name, lambda: self._file_content(sample), sample.label)

    def read(self, sample: Sample) -> Content:
        """Reads a picture, or a drawing as strokes; raises `BadData` if it is no longer there."""
        return self.source(sample).content()

    def _file_content(self, sample: Sample) -> bytes | Strokes:
        try:
            data = self.path(sample).read_bytes()
        except OSError as error:
            raise BadData(
                "A picture of this data set is no longer there; the data set may have been deleted. "
                f"Received: {sample.name}"
            ) from error
        return read_stroke_line(data).strokes if sample.is_strokes else data


def data_sets() -> list[DataSet]:
    """Reads all data sets, the newest first; what is damaged is left out."""
    found = []
    for folder in _shelf().iterdir() if _shelf().is_dir() else ():
        if not folder.name.startswith(UNFINISHED) and (content := read_json(folder / LIST)) is not None:
            found.append(_from_json(folder, content))
    return sorted(found, key=lambda each: -each.created)


def read_data_set(name: str) -> DataSet:
    """Reads the data set of that name; raises `UnknownDataSet` if there is none."""
    folder = _shelf() / name
    content = read_json(folder / LIST) if Path(name).name == name else None
    if content is None:
        raise UnknownDataSet(f"There is no such data set; it may have been deleted. Received: {name}")
    return _from_json(folder, content)


def create_data_set(title: str, kind: Kind) -> DataSet:
    """Begins an empty data set.

    Args:
        title: What the person calls it; need not be unique.
        kind: "photo", or "ink" for drawings.

    Returns:
        The data set, on disk.
    """
    require_private("Adding pictures")
    title = clean_label(title) or "Untitled"
    with locked(_shelf() / ".lock"):
        taken = [each.name for each in _shelf().iterdir()]
        data_set = DataSet(_shelf() / folder_name(title, taken, "pictures"), title, kind, created=time.time())
        _write(data_set)
    return data_set


def keep_picture(data_set: DataSet, data: bytes, suffix: str) -> str:
    """Stores a picture's bytes, once however often it comes; returns its sha256.

    Raises:
        DiskFull: If there is no room for it.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    sample = Sample(0, "", "", sha256, suffix, 0, 0, "")
    path = data_set.path(sample)
    # One that a power cut has emptied is written again.
    if not path.exists() or path.stat().st_size != len(data):
        write_whole(path, data, lasting=False)
    return sha256


def add_samples(
    name: str,
    samples: Iterable[Sample],
    refused: Iterable[tuple[str, str]] = (),
    classes: Iterable[str] = (),
) -> DataSet:
    """Puts pictures that are stored already on the data set's list; their numbers are given here.

    Args:
        name: The data set's.
        samples: Their `number` is ignored. One that is there already, with the same content, class and
            name, is left out: taking in the same folder again adds nothing.
        refused: `(name, reason)` of what could not be taken in.
        classes: Classes that shall be there even if they are empty.

    Returns:
        The data set as it is now.
    """

    def add(data_set: DataSet) -> DataSet:
        new = [replace(sample, number=data_set.next_number + count) for count, sample in enumerate(samples)]
        return replace(
            data_set,
            samples=(*data_set.samples, *new),
            classes=tuple(dict.fromkeys((*data_set.classes, *classes, *(each.label for each in new)))),
            refused=(*data_set.refused, *refused)[-_KEPT_REFUSALS:],
            next_number=data_set.next_number + len(new),
        )

    return _change(name, add)


def relabel(name: str, changes: dict[int, str | None]) -> DataSet:
    """Gives pictures another class, or takes them off the list.

    Args:
        name: The data set's.
        changes: The new class by the picture's number, or None to remove it.

    Returns:
        The data set as it is now; a class that nothing is left of stays.
    """

    def change(data_set: DataSet) -> DataSet:
        samples = [
            replace(sample, label=changes.get(sample.number) or sample.label)
            for sample in data_set.samples
            if changes.get(sample.number, "") is not None
        ]
        labels = (sample.label for sample in samples)
        return replace(
            data_set, samples=tuple(samples), classes=tuple(dict.fromkeys((*data_set.classes, *labels)))
        )

    return _change(name, change)


def rename_class(name: str, old: str, new: str) -> DataSet:
    """Renames a class; one that has the new name already takes its pictures in."""
    new = clean_label(new) or old

    def change(data_set: DataSet) -> DataSet:
        samples = tuple(
            replace(sample, label=new) if sample.label == old else sample for sample in data_set.samples
        )
        classes = tuple(dict.fromkeys(new if label == old else label for label in data_set.classes))
        return replace(data_set, samples=samples, classes=classes)

    return _change(name, change)


def remove_class(name: str, label: str) -> DataSet:
    """Takes a class and all of its pictures off the list."""

    def change(data_set: DataSet) -> DataSet:
        return replace(
            data_set,
            samples=tuple(sample for sample in data_set.samples if sample.label != label),
            classes=tuple(each for each in data_set.classes if each != label),
        )

    return _change(name, change)


def set_kind(name: str, kind: Kind) -> DataSet:
    """Says whether the pictures are photos or drawings."""
    return _change(name, lambda data_set: replace(data_set, kind=kind))


def delete_data_set(name: str) -> None:
    """Deletes a data set; a half deleted one is never listed."""
    require_private("Deleting")
    delete_folder(read_data_set(name).folder)


def _change(name: str, change: Callable[[DataSet], DataSet]) -> DataSet:
    require_private("Changing a data set")
    folder = read_data_set(name).folder
    with locked(folder / ".lock"):
        changed = change(read_data_set(name))
        _write(changed)
    return changed


def _write(data_set: DataSet) -> None:
    content = asdict(data_set)
    content.pop("folder")
    write_json(data_set.folder / LIST, content)


def _from_json(folder: Path, content: dict[str, Any]) -> DataSet:
    return DataSet(
        folder,
        content["title"],
        content["kind"],
        tuple(content["classes"]),
        tuple(Sample(**sample) for sample in content["samples"]),
        tuple((name, reason) for name, reason in content["refused"]),
        content["next_number"],
        content["created"],
    )


def _shelf() -> Path:
    return home() / "datasets"
