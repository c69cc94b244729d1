"""Stored data sets: picture files named by their content, and one list that says what each one shows.

    datasets/<name>/
      dataset.json        title, kind, classes, and an entry for each picture
      evaluations/        answers of networks for them, as `core.comparison.evaluated` writes them
      and the files of `core.datasets.picture_files` and `core.datasets.change_records`

A picture's own name is never used as a path here, so names with any characters or path are harmless. The list
is written atomically under a lock, so that two tabs that add pictures at the same time both succeed.
"""

import hashlib
import os
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from core.datasets.changes import change_list, record_creation
from core.datasets.class_names import known_classes
from core.datasets.data_set import DataSet, Sample, damaged, read_list, write_beside, write_list
from core.datasets.picture_files import content_path
from core.errors import BadData, InklingError, UnknownDataSet
from core.preprocessing.preprocessor import Kind
from core.storage.files import UNFINISHED, delete_folder, is_no_file, list_folder
from core.storage.locks import locked
from core.storage.names import DEVICE_NAMES, clean_label, folder_name, printable
from core.storage.paths import data_sets_folder
from core.storage.settings import require_teaching

_KEPT_REFUSALS = 1_000
# Folder name for a data set whose title has no letter that folder names may have.
_UNTITLED_NAME = "pictures"


def data_sets() -> list[DataSet]:
    """Reads all data sets, newest first; those with a damaged list are left out."""
    return read_data_sets()[0]


def read_data_sets() -> tuple[list[DataSet], list[str]]:
    """Reads all data sets.

    Returns:
        The data sets that can be read, newest first, and a sentence about each of the others that says what
        to do.
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
            # A folder without pictures is not a data set, or is just being created.
            if (folder / "pictures").is_dir():
                refused.append(str(damaged(folder, "it is missing. Received: no such file")))
        except BadData as error:
            refused.append(str(error))
    return sorted(readable, key=lambda data_set: -data_set.created), refused


def read_data_set(name: str) -> DataSet:
    """Reads a data set by name.

    Raises:
        UnknownDataSet: If no data set has that name.
        BadData: If its list is damaged.
    """
    return read_list(data_set_folder(name))


def data_set_folder(name: str) -> Path:
    """Returns the folder of a data set, which need not exist; raises `UnknownDataSet` for an invalid name."""
    if not name or Path(name).name != name or name.startswith(UNFINISHED):
        raise UnknownDataSet(
            f"There is no such data set; it may have been deleted. Received: {printable(name)}"
        )
    return data_sets_folder() / name


def create_data_set(title: str, kind: Kind) -> DataSet:
    """Creates an empty data set.

    Args:
        title: Title chosen by the user; need not be unique.
        kind: "photo", or "ink" for drawings.

    Returns:
        The data set, which is stored on disk.
    """
    return begin_data_set(title, kind, lambda draft: draft)


def begin_data_set(title: str, kind: Kind, fill: Callable[[DataSet], DataSet]) -> DataSet:
    """Creates a data set together with its first pictures, or not at all.

    Args:
        title: Title chosen by the user; need not be unique.
        kind: "photo", or "ink" for drawings.
        fill: Adds the first pictures to a draft, which is not listed anywhere, and returns it. Exceptions it
            raises are passed on, and no data set is created then.

    Returns:
        The data set, which is stored on disk.
    """
    folder = data_sets_folder() / f"{UNFINISHED}draft-{uuid.uuid4().hex}"
    try:
        return publish_data_set(fill(draft_data_set(folder, title, kind)), "The data set was created")
    finally:
        # On a disk that cannot be written, the first error says what is wrong.
        with suppress(OSError):
            delete_folder(folder)


def draft_data_set(folder: Path, title: str, kind: Kind) -> DataSet:
    """Creates an empty data set in any folder, as a draft that no page lists."""
    require_teaching("Adding pictures")
    title = clean_label(title) or "Untitled"
    draft = DataSet(title, kind, next_number=1, created=time.time(), folder=folder)
    folder.mkdir(parents=True, exist_ok=True)
    write_list(draft)
    return draft


def publish_data_set(draft: DataSet, what: str, job: str = "", reuse: bool = False) -> DataSet:
    """Moves a draft into the folder of all data sets, atomically.

    Args:
        draft: A draft that `draft_data_set` created, with its pictures.
        what: Describes its creation to the user, who may want to undo it.
        job: Name of the import that created it; empty if none did.
        reuse: Whether to return an existing data set with exactly the same pictures instead, if there is one;
            the draft then stays where it is.

    Returns:
        The data set.
    """
    with locked(data_sets_folder() / ".lock"):
        if reuse and (twin := _twin_of(draft)):
            return twin
        taken = {*DEVICE_NAMES, *(folder.name for folder in data_sets_folder().iterdir())}
        folder = data_sets_folder() / folder_name(draft.title, taken, _UNTITLED_NAME)
        if draft.samples:
            record_creation(draft, what, job)
        draft.folder.rename(folder)
    return read_list(folder)


def _twin_of(draft: DataSet) -> DataSet | None:
    """Returns the newest data set with the same pictures in the same classes; None if there is none."""

    def content(data_set: DataSet) -> Counter[tuple[str, str, str]]:
        return Counter((sample.sha256, sample.label, sample.part) for sample in data_set.samples)

    wanted = content(draft)
    return next((old for old in data_sets() if old.kind == draft.kind and content(old) == wanted), None)


def keep_picture(data_set: DataSet, data: bytes, suffix: str) -> str:
    """Stores a picture's bytes, only once for all copies, and returns their SHA-256 checksum.

    Raises:
        BadData: If there is a folder at the file's path.
        DiskFull: If there is no room for the file.
        UnknownDataSet: If the data set was deleted.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    path = content_path(data_set.folder, sha256, suffix)
    if path.is_dir():
        raise BadData(f"A picture cannot be stored, as a folder has its name: delete it. Received: {path}")
    if is_no_file(path):
        # A pipe or a link to a device; it can be deleted, as only the picture belongs under its checksum.
        path.unlink()
    # A file that a power cut left empty or incomplete is written again.
    if not path.exists() or path.stat().st_size != len(data):
        write_beside(data_set.folder, path, data, lasting=False)
    else:
        # Nobody may have listed it a week ago; it must not be deleted for that before it is listed now.
        with suppress(OSError):
            os.utime(path, (time.time(),) * 2)
    return sha256


def add_samples(
    data_set: DataSet,
    samples: Iterable[Sample],
    refused: Iterable[tuple[str, str]] = (),
    classes: Iterable[str] = (),
    what: str = "Pictures were added",
    job: str = "",
    keep: Callable[[Sample], object] = lambda sample: None,
    source_classes: Iterable[str] = (),
) -> DataSet:
    """Adds pictures to a data set's list, and numbers them.

    Args:
        data_set: The data set.
        samples: The pictures; their `number` is ignored. Copies of a picture in the same class are left out,
            whatever their names.
        refused: `(name, reason)` of files that could not be imported.
        classes: Classes to list even if they are empty.
        what: Describes the change to the user, who may want to undo it.
        job: Name of the import that makes the change; empty if none does.
        keep: Called with each picture before it is added to the list, to make sure that its file is in the
            data set.
        source_classes: All classes of the source of the pictures, which mean classes of the data set as in
            `known_classes`; empty if the pictures' classes are meant as they are.

    Returns:
        The data set after the change.
    """

    def add(data_set: DataSet) -> DataSet:
        known = known_classes(source_classes, data_set.classes)
        listed = {(sample.sha256, sample.label) for sample in data_set.samples}
        fresh: dict[tuple[str, str], Sample] = {}
        for sample in (replace(sample, label=known.get(sample.label, sample.label)) for sample in samples):
            if (sample.sha256, sample.label) not in listed:
                fresh.setdefault((sample.sha256, sample.label), sample)
        new = [replace(sample, number=data_set.next_number + i) for i, sample in enumerate(fresh.values())]
        for sample in new:
            keep(sample)
        return replace(
            data_set,
            samples=(*data_set.samples, *new),
            classes=tuple(dict.fromkeys((*data_set.classes, *classes, *(sample.label for sample in new)))),
            refused=tuple(dict.fromkeys((*data_set.refused, *refused)))[-_KEPT_REFUSALS:],
            next_number=data_set.next_number + len(new),
        )

    require_teaching("Adding pictures")
    return change_list(data_set.folder, add, what, job)
