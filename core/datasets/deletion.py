"""Deletes and restores data sets, undoes changes, and deletes for good what was removed over a week ago.

datasets/.deleted/<name>/     a deleted data set, unchanged, for a week
"""

from contextlib import suppress
from functools import partial
from pathlib import Path

from core.datasets.change_records import Change, last_change
from core.datasets.changes import changed_since, forget_old_change, unchanged, undo
from core.datasets.data_set import DataSet, read_list
from core.datasets.store import data_set_folder, data_sets, read_data_set
from core.datasets.unlisted import forget_unlisted
from core.errors import BadData, CannotReadOrWrite, InklingError, UnknownDataSet
from core.storage.files import UNFINISHED, delete_folder, delete_folder_for_good, list_folder
from core.storage.kept_time import begin_keeping, kept_no_longer
from core.storage.locks import locked
from core.storage.names import UniqueNames, printable
from core.storage.paths import data_sets_folder
from core.storage.reserve import with_reserve
from core.storage.settings import require_private

_DELETED = f"{UNFINISHED}deleted"


def delete_data_set(name: str) -> None:
    """Deletes a data set, even one whose list is damaged; for a week, `restore_data_set` brings it back.

    Raises:
        UnknownDataSet: If no data set has that name.
    """
    _delete(name)


def _delete(name: str, last: Change | None = None) -> None:
    """Deletes a data set like `delete_data_set`, or raises `BadData` if it was changed after `last`."""
    require_private("Deleting")
    folder = data_set_folder(name)
    # Raises `UnknownDataSet` if there is no data set; one with a damaged list can still be deleted.
    with suppress(BadData):
        read_list(folder)
    with locked(data_sets_folder() / ".lock"), unchanged(folder):
        if last is not None and last_change(read_list(folder)) != last:
            raise changed_since()
        bin_folder = data_sets_folder() / _DELETED
        with_reserve(partial(bin_folder.mkdir, exist_ok=True))
        taken = [path.name for path in bin_folder.iterdir()]
        target = bin_folder / UniqueNames(taken, "{}-{}").add(name)
        try:
            # Before it is moved: of a data set that has not changed for long, the week would be over.
            begin_keeping(folder)
            with_reserve(partial(folder.rename, target))
        except FileNotFoundError as error:
            raise UnknownDataSet(
                f"There is no such data set; it may have been deleted. Received: {printable(name)}"
            ) from error


def deleted_data_sets() -> list[DataSet]:
    """Reads the deleted data sets that can be restored, most recently deleted first."""
    found = []
    for folder in _deleted_folders():
        with suppress(InklingError, OSError):
            found.append((folder.stat().st_mtime, read_list(folder)))
    return [data_set for _, data_set in sorted(found, key=lambda pair: -pair[0])]


def restore_data_set(name: str) -> DataSet:
    """Restores a deleted data set.

    Args:
        name: Its name among the deleted data sets.

    Returns:
        The data set, under another name if its own is taken by now.

    Raises:
        UnknownDataSet: If it is not among the deleted data sets, for example because it is gone for good.
    """
    require_private("Adding pictures")
    with locked(data_sets_folder() / ".lock"):
        folder = _deleted_folder(name)
        taken = [path.name for path in data_sets_folder().iterdir()]
        target = data_sets_folder() / UniqueNames(taken, "{}-{}").add(name)
        folder.rename(target)
    return read_list(target)


def delete_for_good(name: str) -> None:
    """Removes a deleted data set from the disk, so that it can no longer be restored.

    Raises:
        CannotReadOrWrite: If the operating system keeps some of its files.
        UnknownDataSet: If it is not among the deleted data sets.
    """
    require_private("Deleting")
    delete_folder_for_good(_deleted_folder(name))


def undo_change(name: str, last: Change | None = None) -> DataSet | None:
    """Undoes the last change of a data set.

    Args:
        name: The data set's name.
        last: The change to undo, if it is still the last one; by default, the last one.

    Returns:
        The data set as it is now; None if it was deleted because the change had created it.

    Raises:
        BadData: If there is no change that can still be undone, or it is not the last one.
        UnknownDataSet: If no data set has that name.
    """
    data_set = read_data_set(name)
    last = last or last_change(data_set)
    if last is not None and last.creates:
        _delete(name, last)
        return None
    return undo(data_set.folder, last)


def forget_old_changes() -> None:
    """Deletes for good what was removed over a week ago, and files that were stored but never listed."""
    for folder in kept_no_longer(_deleted_folders()):
        with suppress(OSError):
            delete_folder(folder)
    for data_set in data_sets():
        with suppress(InklingError, OSError):
            forget_old_change(data_set.folder)
            forget_unlisted(data_set)


def _deleted_folders() -> list[Path]:
    # If the folder cannot be listed, nothing can be restored. Pages report unreadable data sets themselves.
    with suppress(CannotReadOrWrite):
        return [path for path in list_folder(data_sets_folder() / _DELETED) if path.is_dir()]
    return []


def _deleted_folder(name: str) -> Path:
    for folder in _deleted_folders():
        if folder.name == name:
            return folder
    raise UnknownDataSet(f"This data set is gone for good. Received: {printable(name)}")
