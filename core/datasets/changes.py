"""Changing a data set's list: one change at a time, and the last one can be undone.

    datasets/<name>/
      change.json         the last change, with the affected pictures as they were before it: a `Change`
      removed/            files of the pictures that it removed, until the next change or for a week

The record is written before the list, and the list before files are moved to `removed/`. A process that dies
in between therefore leaves a correct list, and a record that can still be undone or discarded.
"""

import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from core.datasets.data_set import MAX_LIST_BYTES, DataSet, Sample, content_path, read_list, write_list
from core.errors import BadData
from core.plurals import counted
from core.preprocessing.preprocessor import Kind
from core.storage.files import UNFINISHED, locked, read_regular, translating_disk_full, write_whole
from core.storage.kept_time import begin_keeping, is_kept_no_longer
from core.storage.settings import require_private

CHANGE_FILE, REMOVED_FOLDER = "change.json", "removed"
_UNDONE, _DONE_AGAIN = "The last change was undone", "The change was redone"
# How the description of a change of several pictures begins; it is replaced when the number is given.
_OF_PICTURES = "Pictures were "


@dataclass(frozen=True)
class Change:
    """The last change of a data set.

    Attributes:
        what: What was done, such as 'The class "bee" was removed'.
        time: Time of the change, in seconds since 1970.
        added: Numbers of the pictures that were added.
        before: The pictures that were removed or changed, as they were before the change.
        removed: How many of these were removed.
        classes: The classes before the change.
        kind: The kind before the change.
        creates: Whether the change created the data set; undoing it then deletes the data set.
        job: Name of the import that made the change; empty if none did.
    """

    what: Annotated[str, Field(max_length=10_000)]
    time: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    added: tuple[int, ...]
    before: tuple[Sample, ...]
    removed: int
    classes: tuple[str, ...]
    kind: Kind
    creates: bool = False
    job: str = ""

    @property
    def is_undone(self) -> bool:
        """Whether this change undid another one, so that undoing it makes that one again."""
        return self.what == _UNDONE


def change_in_words(change: Change) -> str:
    """Describes a change in a sentence, with the number of pictures."""
    count = change.removed or len(change.added) or len(change.before)
    pictures = counted(count, "picture")
    if change.creates:
        return f"The data set was created{f' with {pictures}' if count else ''}."
    if count and change.what.startswith(_OF_PICTURES):
        verb = "was" if count == 1 else "were"
        return f"{pictures} {verb} {change.what.removeprefix(_OF_PICTURES)}."
    # "A drawing of ... was added" already says how many.
    says_count = not count or (count == 1 and change.what.startswith(("A drawing ", "A picture ")))
    return f"{change.what}{'' if says_count else f': {pictures}'}."


def change_list(folder: Path, change: Callable[[DataSet], DataSet], what: str, job: str = "") -> DataSet:
    """Changes the list of a data set under a lock, and records the change so that it can be undone.

    Pictures that the previous change removed are deleted from the disk.

    Args:
        folder: The data set's folder.
        change: Takes the current data set, and returns the new one.
        what: Describes the change to the user, who may want to undo it. If it is empty, the change is not
            recorded, and the previous one can still be undone.
        job: Name of the import that makes the change; empty if none does.

    Returns:
        The data set after the change.

    Raises:
        BadData: If the list is damaged, or would be invalid after the change; the list is not changed then.
        DiskFull: If there is no room; the list is not changed then.
        UnknownDataSet: If there is no list in the folder.
    """
    return _change(folder, lambda data_set, _: (change(data_set), what), job)


def _change(
    folder: Path, change: Callable[[DataSet, Change | None], tuple[DataSet, str]], job: str = ""
) -> DataSet:
    """Changes a list like `change_list`, but also passes the last change to `change`.

    Args:
        folder: The data set's folder.
        change: Takes the current data set and its last change, and returns the new data set and a
            description of this change.
        job: Name of the import that makes the change.
    """
    # Fails early, so that no lock file is created in a folder that is not a data set.
    read_list(folder)
    with locked(folder / ".lock"):
        before, last = read_list(folder), _read_record(folder)
        after, what = change(before, last)
        if after == before:
            return before
        if not what:
            write_list(after)
            return after
        with _recorded(folder, _record(before, after, what, job)):
            _put_back(folder, set(after.samples) - set(before.samples))
            write_list(after)
        used = {(sample.sha256, sample.suffix) for sample in after.samples}
        _set_aside(folder, set(before.samples) - set(after.samples), used)
        _delete_others(folder, last, used | {(sample.sha256, sample.suffix) for sample in before.samples})
    return after


def last_change(data_set: DataSet) -> Change | None:
    """Returns the last change of a data set; None if there is none or it can no longer be undone."""
    record = _read_record(data_set.folder)
    return None if record is None or _is_old(data_set.folder) else record


def undo(folder: Path) -> DataSet:
    """Undoes the last change of a data set; undoing can be undone in turn.

    Raises:
        BadData: If there is no change that can still be undone.
    """
    require_private("Changing a data set")

    def put_back(data_set: DataSet, record: Change | None) -> tuple[DataSet, str]:
        if record is None or _is_old(folder):
            raise BadData("There is nothing left to undo. Received: a change that can no longer be undone")
        added = set(record.added)
        samples = {sample.number: sample for sample in data_set.samples if sample.number not in added}
        samples |= {sample.number: sample for sample in record.before}
        ordered = tuple(samples[number] for number in sorted(samples))
        labels = (sample.label for sample in ordered)
        classes = tuple(dict.fromkeys((*record.classes, *labels)))
        what = _DONE_AGAIN if record.is_undone else _UNDONE
        return replace(data_set, samples=ordered, classes=classes, kind=record.kind), what

    return _change(folder, put_back)


def record_creation(data_set: DataSet, what: str, job: str = "") -> None:
    """Records that a data set was created with all of its pictures, so that this can be undone."""
    numbers = tuple(sample.number for sample in data_set.samples)
    record = Change(what, time.time(), numbers, (), 0, (), data_set.kind, creates=True, job=job)
    _write_record(data_set.folder, record)


def forget_change(folder: Path) -> None:
    """Discards the record of a data set's last change, and deletes the files that it removed."""
    with locked(folder / ".lock"):
        used = {(sample.sha256, sample.suffix) for sample in read_list(folder).samples}
        _delete_others(folder, _read_record(folder), used)
        (folder / CHANGE_FILE).unlink(missing_ok=True)


def forget_old_change(folder: Path) -> None:
    """Discards the record of a data set's last change if it is more than a week old."""
    if _is_old(folder):
        forget_change(folder)


def _record(before: DataSet, after: DataSet, what: str, job: str) -> Change:
    numbers_before = {sample.number for sample in before.samples}
    numbers_after = {sample.number for sample in after.samples}
    unchanged = set(after.samples)
    return Change(
        what=what,
        time=time.time(),
        added=tuple(sorted(numbers_after - numbers_before)),
        before=tuple(sample for sample in before.samples if sample not in unchanged),
        removed=len(numbers_before - numbers_after),
        classes=before.classes,
        kind=before.kind,
        job=job,
    )


def _is_old(folder: Path) -> bool:
    return is_kept_no_longer(folder / CHANGE_FILE)


@cache
def _format() -> TypeAdapter[Change]:
    return TypeAdapter(Change)


def _read_record(folder: Path) -> Change | None:
    """Reads the record of the last change; None if there is none or it was damaged from outside."""
    try:
        return _format().validate_json(read_regular(folder / CHANGE_FILE, MAX_LIST_BYTES), strict=True)
    except (OSError, ValidationError):
        return None


@contextmanager
def _recorded(folder: Path, record: Change) -> Iterator[None]:
    """Records a change that the block makes; if it fails, the previous record is restored."""
    path, previous = folder / CHANGE_FILE, folder / f"{UNFINISHED}{CHANGE_FILE}"
    previous.unlink(missing_ok=True)
    with translating_disk_full(folder), suppress(FileNotFoundError):
        # A copy rather than a rename, so that a crash does not lose it.
        shutil.copy2(path, previous)
    try:
        _write_record(folder, record)
        yield
    except BaseException:
        try:
            os.replace(previous, path)
        except FileNotFoundError:
            path.unlink(missing_ok=True)
        raise
    previous.unlink(missing_ok=True)


def _write_record(folder: Path, record: Change) -> None:
    with translating_disk_full(folder):
        write_whole(folder / CHANGE_FILE, _format().dump_json(record, indent=1) + b"\n")
        begin_keeping(folder / CHANGE_FILE)


def _aside(folder: Path, sha256: str, suffix: str) -> Path:
    return folder / REMOVED_FOLDER / f"{sha256}{suffix}"


def _set_aside(folder: Path, samples: Iterable[Sample], used: set[tuple[str, str]]) -> None:
    """Moves the files of pictures that the list no longer needs into `removed/`."""
    for sample in samples:
        if (sample.sha256, sample.suffix) not in used:
            aside = _aside(folder, sample.sha256, sample.suffix)
            # The list has changed already: a file that cannot be moved stays until the next change.
            with suppress(OSError):
                aside.parent.mkdir(exist_ok=True)
                os.replace(content_path(folder, sample.sha256, sample.suffix), aside)


def _put_back(folder: Path, samples: Iterable[Sample]) -> None:
    """Moves files out of `removed/` again, for pictures that are back on the list."""
    for sample in samples:
        path = content_path(folder, sample.sha256, sample.suffix)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            with suppress(OSError):
                os.replace(_aside(folder, sample.sha256, sample.suffix), path)


def _delete_others(folder: Path, record: Change | None, kept: set[tuple[str, str]]) -> None:
    """Deletes files in `removed/`, and those that a crash kept from being moved there, except `kept` ones."""
    names = {f"{sha256}{suffix}" for sha256, suffix in kept}
    paths: list[Path] = []
    with suppress(OSError):
        paths += [path for path in (folder / REMOVED_FOLDER).iterdir() if path.name not in names]
    if record is not None:
        gone = {(sample.sha256, sample.suffix) for sample in record.before} - kept
        paths += [content_path(folder, sha256, suffix) for sha256, suffix in gone]
    for path in paths:
        with suppress(OSError):
            path.unlink(missing_ok=True)
