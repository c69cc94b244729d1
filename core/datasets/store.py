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
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from core.datasets.data_set import DataSet, Sample, content_path, damaged, read_list, write_list
from core.errors import BadData, InklingError, UnknownDataSet
from core.preprocessing.preprocessor import Kind
from core.storage.files import UNFINISHED, delete_folder, list_folder, locked, write_whole
from core.storage.names import clean_label, folder_name, printable
from core.storage.paths import data_sets_folder
from core.storage.settings import require_private, require_teaching

_KEPT_REFUSALS = 1_000


def data_sets() -> list[DataSet]:
    """Reads all data sets, the newest first; one whose list is damaged is left out."""
    return read_data_sets()[0]


def read_data_sets() -> tuple[list[DataSet], list[str]]:
    """Reads all data sets.

    Returns:
        The data sets that can be read, the newest first, and a sentence about each of the others, with what
        can be done.
    """
    readable: list[DataSet] = []
    refused: list[str] = []
    try:
        folders = list_folder(data_sets_folder())
    except InklingError as error:
        return [], [str(error)]
    for folder in folders:
        try:
            readable.append(read_list(folder))
        except UnknownDataSet:
            # Else it is being created, or is no data set.
            if (folder / "pictures").is_dir():
                refused.append(str(damaged(folder, "it is missing. Received: no such file")))
        except BadData as error:
            refused.append(str(error))
    return sorted(readable, key=lambda data_set: -data_set.created), refused


def read_data_set(name: str) -> DataSet:
    """Reads the data set of that name.

    Raises:
        UnknownDataSet: If there is none.
        BadData: If its list is damaged.
    """
    return read_list(_folder(name))


def _folder(name: str) -> Path:
    if not name or Path(name).name != name or name.startswith(UNFINISHED):
        raise UnknownDataSet(
            f"There is no such data set; it may have been deleted. Received: {printable(name)}"
        )
    return data_sets_folder() / name


def create_data_set(title: str, kind: Kind) -> DataSet:
    """Begins an empty data set.

    Args:
        title: What the person calls it; need not be unique.
        kind: "photo", or "ink" for drawings.

    Returns:
        The data set, on disk.
    """
    require_teaching("Adding pictures")
    title = clean_label(title) or "Untitled"
    with locked(data_sets_folder() / ".lock"):
        taken = [folder.name for folder in data_sets_folder().iterdir()]
        folder = data_sets_folder() / folder_name(title, taken, "pictures")
        data_set = DataSet(title, kind, next_number=1, created=time.time(), folder=folder)
        write_list(data_set)
    return data_set


def keep_picture(data_set: DataSet, data: bytes, suffix: str) -> str:
    """Stores a picture's bytes, once however often it comes; returns its sha256.

    Raises:
        BadData: If a folder has the file's name.
        DiskFull: If there is no room for it.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    path = content_path(data_set.folder, sha256, suffix)
    if path.is_dir():
        raise BadData(f"A picture cannot be kept, because a folder has its name: delete it. Received: {path}")
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
        classes: Classes to list even if they are empty.

    Returns:
        The data set as it is now.
    """

    def add(data_set: DataSet) -> DataSet:
        listed = {(sample.sha256, sample.label, sample.name) for sample in data_set.samples}
        fresh = {
            key: sample
            for sample in samples
            if (key := (sample.sha256, sample.label, sample.name)) not in listed
        }
        new = [replace(sample, number=data_set.next_number + i) for i, sample in enumerate(fresh.values())]
        return replace(
            data_set,
            samples=(*data_set.samples, *new),
            classes=tuple(dict.fromkeys((*data_set.classes, *classes, *(sample.label for sample in new)))),
            refused=(*data_set.refused, *refused)[-_KEPT_REFUSALS:],
            next_number=data_set.next_number + len(new),
        )

    require_teaching("Adding pictures")
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

    require_private("Changing a data set")
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

    require_private("Changing a data set")
    return _change(name, change)


def remove_class(name: str, label: str) -> DataSet:
    """Takes a class and all of its pictures off the list."""

    def change(data_set: DataSet) -> DataSet:
        return replace(
            data_set,
            samples=tuple(sample for sample in data_set.samples if sample.label != label),
            classes=tuple(other for other in data_set.classes if other != label),
        )

    require_private("Changing a data set")
    return _change(name, change)


def set_kind(name: str, kind: Kind) -> DataSet:
    """Says whether the pictures are photos or drawings."""
    require_private("Changing a data set")
    return _change(name, lambda data_set: replace(data_set, kind=kind))


def delete_data_set(name: str) -> None:
    """Deletes a data set; a half deleted one is never listed."""
    require_private("Deleting")
    folder = _folder(name)
    # One with a damaged list can be deleted too.
    with suppress(BadData):
        read_list(folder)
    delete_folder(folder)


def _change(name: str, change: Callable[[DataSet], DataSet]) -> DataSet:
    folder = read_data_set(name).folder
    with locked(folder / ".lock"):
        changed = change(read_list(folder))
        write_list(changed)
    return changed
