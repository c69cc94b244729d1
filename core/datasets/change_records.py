"""Records of changes: what a data set's last change was, and its pictures as they were before it.

    datasets/<name>/
      change.json         the last change: a `Change`
      .change.json        a change that is being made, with the checksum of the list that it leads to

The second record is written before the list, and takes the place of the first one after it. Whether a process
died before or after writing the list, the list itself says which of the two is the last change.
"""

import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from core.datasets.data_set import LIST, MAX_LIST_BYTES, DataSet, Sample
from core.plurals import counted
from core.preprocessing.preprocessor import Kind
from core.storage.files import (
    UNFINISHED,
    is_no_file,
    read_regular,
    remove,
    translating_disk_full,
    write_whole,
)
from core.storage.kept_time import begin_keeping, is_kept_no_longer

CHANGE_FILE = "change.json"
NEXT_CHANGE_FILE = f"{UNFINISHED}{CHANGE_FILE}"
UNDONE, DONE_AGAIN = "The last change was undone", "The change was redone"
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
        list_sha256: The SHA-256 checksum of the list's file after the change; empty if the version of Inkling
            that made the change did not record it.
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
    list_sha256: str = ""

    @property
    def is_undone(self) -> bool:
        """Whether this change undid another one, so that undoing it makes that one again."""
        return self.what == UNDONE

    @property
    def is_undo_or_redo(self) -> bool:
        """Whether this change undid another one, or made it again."""
        return self.what in (UNDONE, DONE_AGAIN)


def change_in_words(change: Change) -> str:
    """Describes a change in a sentence, with the number of pictures."""
    count = len(change.added) + len(change.before)
    pictures = counted(count, "picture")
    if change.creates:
        return f"The data set was created{f' with {pictures}' if count else ''}."
    if count and change.what.startswith(_OF_PICTURES):
        done = change.what.removeprefix(_OF_PICTURES)
        others = count - change.removed
        if change.removed and others:
            removed = f"{change.removed:,} {_was(change.removed)} removed"
            return f"{counted(others, 'picture')} {_was(others)} {done}, and {removed}."
        return f"{pictures} {_was(count)} {done}."
    # "A drawing of ... was added" already says how many.
    says_count = not count or (count == 1 and change.what.startswith(("A drawing ", "A picture ")))
    return f"{change.what}{'' if says_count else f': {pictures}'}."


def undo_in_words(change: Change) -> str:
    """Returns the label of the button that undoes a change; no other button has the same."""
    if change.is_undone:
        return "Redo this change"
    if change.creates:
        return "Undo: remove this data set"
    if len(change.added) == 1:
        # An addition that was redone is not described as one.
        return f"Undo: remove this {'drawing' if change.kind == 'ink' else 'picture'}"
    return "Undo this change"


def last_change(data_set: DataSet) -> Change | None:
    """Returns the last change of a data set; None if there is none or it can no longer be undone."""
    record = read_next_record(data_set.folder) or read_kept_record(data_set.folder)
    return None if record is None or is_old(data_set.folder) else record


def is_old(folder: Path) -> bool:
    """Returns whether the last change is more than a week old."""
    name = CHANGE_FILE if read_next_record(folder) is None else NEXT_CHANGE_FILE
    return is_kept_no_longer(folder / name)


def write_record(folder: Path, record: Change) -> None:
    """Records a change of a draft, which has no list that others could read meanwhile."""
    _write(folder / CHANGE_FILE, record)
    # Adding pictures to the draft may have been interrupted.
    remove(folder / NEXT_CHANGE_FILE)


def read_kept_record(folder: Path) -> Change | None:
    """Reads the change in `change.json`; None if there is none or it was damaged from outside."""
    return _read(folder / CHANGE_FILE)


def write_next_record(folder: Path, record: Change, content: bytes) -> None:
    """Records a change that becomes the last one as soon as the list is written.

    Args:
        folder: The data set's folder.
        record: The change.
        content: Content of the list's file after the change.
    """
    path = folder / NEXT_CHANGE_FILE
    if is_no_file(path):
        remove(path)
    _write(path, replace(record, list_sha256=hashlib.sha256(content).hexdigest()))


def read_next_record(folder: Path) -> Change | None:
    """Reads the record of a change whose process died after writing the list; None if there is none."""
    path = folder / NEXT_CHANGE_FILE
    # There rarely is one, and pages call this on every run.
    record = _read(path) if path.exists() else None
    if record is None or not record.list_sha256:
        return None
    try:
        content = read_regular(folder / LIST, MAX_LIST_BYTES)
    except OSError:
        return None
    return record if hashlib.sha256(content).hexdigest() == record.list_sha256 else None


def keep_next_record(folder: Path) -> None:
    """Lets the record of a change that was made take the place of the one before it."""
    # If a folder lies there, the record stays where it is, and is still found.
    with suppress(OSError):
        os.replace(folder / NEXT_CHANGE_FILE, folder / CHANGE_FILE)


def discard_next_record(folder: Path) -> None:
    """Removes the record of a change whose list was never written."""
    if read_next_record(folder) is None:
        remove(folder / NEXT_CHANGE_FILE)


def delete_record(folder: Path) -> None:
    """Deletes the record of the last change, so that it can no longer be undone."""
    remove(folder / NEXT_CHANGE_FILE)
    remove(folder / CHANGE_FILE)


def _was(count: int) -> str:
    return "was" if count == 1 else "were"


@cache
def _format() -> TypeAdapter[Change]:
    return TypeAdapter(Change)


def _read(path: Path) -> Change | None:
    try:
        return _format().validate_json(read_regular(path, MAX_LIST_BYTES), strict=True)
    except (OSError, ValidationError):
        return None


def _write(path: Path, record: Change) -> None:
    with translating_disk_full(path.parent):
        write_whole(path, _format().dump_json(record, indent=1) + b"\n", creates_folder=False)
        begin_keeping(path)
