"""Changing a data set's list: one change at a time, and the last one can be undone.

The files of the pictures that the last change removed are kept until the next one, or for a week. The record
is written before the list, and the list before files are moved to `removed/` or deleted. Wherever
a process dies, the list is correct, its last change can be undone, and the next change finishes the work.
"""

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from core.datasets.change_records import (
    DONE_AGAIN,
    UNDONE,
    Change,
    delete_record,
    discard_next_record,
    is_old,
    keep_next_record,
    read_kept_record,
    read_next_record,
    write_next_record,
    write_record,
)
from core.datasets.data_set import DataSet, Sample, read_list, unknown, write_list
from core.datasets.picture_files import REMOVED_FOLDER, content_path, removed_path
from core.errors import BadData
from core.storage.files import is_no_file
from core.storage.locks import locked
from core.storage.reserve import with_reserve
from core.storage.settings import require_private

_LOCK = ".lock"


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


def change_and_describe(folder: Path, change: Callable[[DataSet], tuple[DataSet, str]]) -> DataSet:
    """Changes the list of a data set like `change_list`, if what is done depends on the current data set.

    Args:
        folder: The data set's folder.
        change: Takes the current data set; returns the new one, and what was done in words for the user.
    """
    return _change(folder, lambda data_set, _: change(data_set))


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
    with _alone(folder):
        before = read_list(folder)
        last = _finished_record(folder, before)
        after, what = change(before, last)
        if after == before:
            return before
        if not what:
            write_list(after)
            return after
        record = _record(before, after, what, job)

        def prepare(content: bytes) -> None:
            write_next_record(folder, record, content)
            _put_back(folder, set(after.samples) - set(before.samples))

        write = partial(write_list, after, prepare)
        try:
            # What removes pictures, or takes that back, must be possible on a full disk.
            with_reserve(write) if after.next_number == before.next_number else write()
        except BaseException:
            discard_next_record(folder)
            raise
        _finish(folder, after, record, last)
    return after


def _finished_record(folder: Path, data_set: DataSet) -> Change | None:
    """Finishes the work of a process that died while changing a list, and returns the last change.

    Args:
        folder: The data set's folder.
        data_set: The data set as it is now.
    """
    record, last = read_next_record(folder), read_kept_record(folder)
    if record is None:
        discard_next_record(folder)
        return last
    _finish(folder, data_set, record, last)
    return record


def _finish(folder: Path, after: DataSet, record: Change, last: Change | None) -> None:
    """Puts the files of pictures in order after a change of the list.

    Args:
        folder: The data set's folder.
        after: The data set after the change.
        record: The change.
        last: The change before it, whose files are deleted from the disk.
    """
    used = _files(after.samples)
    _set_aside(folder, record.before, used)
    _delete_others(folder, last, used | _files(record.before))
    keep_next_record(folder)


@contextmanager
def needed_files(folder: Path) -> Iterator[set[tuple[str, str]]]:
    """Lets no other process change a data set during the block, and says which files it needs.

    Yields:
        The checksum and suffix of the file of each picture that is listed, or that an undo would list.
    """
    with _alone(folder):
        data_set = read_list(folder)
        last = _finished_record(folder, data_set)
        yield _files(data_set.samples) | _files(last.before if last else ())


@contextmanager
def unchanged(folder: Path) -> Iterator[None]:
    """Lets no process change a data set during the block, which may move its folder.

    Raises:
        UnknownDataSet: If there is no such folder.
    """
    # What is not a file, such as a folder, locks nothing, so no process can change the data set.
    with nullcontext() if is_no_file(folder / _LOCK) else _alone(folder):
        if sys.platform != "win32":
            yield
            return
    # Windows moves no folder with an open file, and thus none that is being changed.
    yield


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Lets only one process at a time run the block; raises `UnknownDataSet` if the folder is gone."""
    with ExitStack() as stack:
        try:
            # If the folder were created again, a data set that is deleted could not come back to it.
            stack.enter_context(locked(folder / _LOCK, creates_folder=False))
        except FileNotFoundError as error:
            raise unknown(folder) from error
        yield


def undo(folder: Path, last: Change | None = None) -> DataSet:
    """Undoes the last change of a data set; undoing can be undone in turn.

    Args:
        folder: The data set's folder.
        last: The change to undo, if it is still the last one; None for any.

    Raises:
        BadData: If there is no change that can still be undone, or another one came after `last`.
    """
    require_private("Changing a data set")

    def put_back(data_set: DataSet, record: Change | None) -> tuple[DataSet, str]:
        if last is not None and record != last:
            raise changed_since()
        if record is None or is_old(folder):
            raise BadData("There is nothing left to undo. Received: a change that can no longer be undone")
        added = set(record.added)
        samples = {sample.number: sample for sample in data_set.samples if sample.number not in added}
        samples |= {sample.number: sample for sample in record.before}
        ordered = tuple(samples[number] for number in sorted(samples))
        labels = (sample.label for sample in ordered)
        classes = tuple(dict.fromkeys((*record.classes, *labels)))
        what = DONE_AGAIN if record.is_undone else UNDONE
        return replace(data_set, samples=ordered, classes=classes, kind=record.kind), what

    return _change(folder, put_back)


def changed_since() -> BadData:
    """Returns the error for a change that is to be undone, but is no longer the last one."""
    return BadData(
        "The data set has been changed again, so nothing was undone; look at it and try again. "
        "Received: a change before the last one"
    )


def record_creation(data_set: DataSet, what: str, job: str = "") -> None:
    """Records that a data set was created with all of its pictures, so that this can be undone."""
    numbers = tuple(sample.number for sample in data_set.samples)
    record = Change(what, time.time(), numbers, (), 0, (), data_set.kind, creates=True, job=job)
    write_record(data_set.folder, record)


def forget_old_change(folder: Path) -> None:
    """Discards the record of a change that is more than a week old, and deletes the files that it removed."""
    if not is_old(folder):
        return
    with _alone(folder):
        # Another process may have made a change in the meantime.
        if is_old(folder):
            data_set = read_list(folder)
            _delete_others(folder, _finished_record(folder, data_set), _files(data_set.samples))
            delete_record(folder)


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


def _files(samples: Iterable[Sample]) -> set[tuple[str, str]]:
    """Returns the checksum and suffix of each picture's file."""
    return {(sample.sha256, sample.suffix) for sample in samples}


def _set_aside(folder: Path, samples: Iterable[Sample], used: set[tuple[str, str]]) -> None:
    """Moves the files of pictures that the list no longer needs into `removed/`."""
    for sample in samples:
        if (sample.sha256, sample.suffix) not in used:
            aside = removed_path(folder, sample.sha256, sample.suffix)
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
                os.replace(removed_path(folder, sample.sha256, sample.suffix), path)


def _delete_others(folder: Path, record: Change | None, kept: set[tuple[str, str]]) -> None:
    """Deletes files in `removed/`, and those that a crash kept from being moved there, except `kept` ones."""
    names = {f"{sha256}{suffix}" for sha256, suffix in kept}
    paths: list[Path] = []
    with suppress(OSError):
        paths += [path for path in (folder / REMOVED_FOLDER).iterdir() if path.name not in names]
    if record is not None:
        gone = _files(record.before) - kept
        paths += [content_path(folder, sha256, suffix) for sha256, suffix in gone]
    for path in paths:
        with suppress(OSError):
            path.unlink(missing_ok=True)
