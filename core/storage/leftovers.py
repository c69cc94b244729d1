"""Removes what killed processes leave behind: half-written files, half-deleted folders, scratch folders."""

import os
import re
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from filelock import FileLock

from core.storage.files import LEFTOVER_SECONDS, UNFINISHED, remove, sweep
from core.storage.locks import is_locked
from core.storage.paths import (
    added_bundles,
    additions_folder,
    data_sets_folder,
    deleted_bundles,
    evaluations_folder,
    home,
    imports_folder,
    network_settings_folder,
    own_bundles,
    runs_folder,
    weights_folder,
)
from core.storage.reserve import RESERVE_NAME, hold_reserve

# Other programs may keep hidden files in the same folder, if a user has chosen it.
_FILES_OF_HOME = (RESERVE_NAME, "clock.json", "hidden-networks.json")
_SCRATCH_PREFIX = "inkling-"
_SCRATCH_LOCK = ".lock"
# The names that `write_whole` and `download` give to unfinished files.
_HALF_WRITTEN = re.compile(rf"{re.escape(UNFINISHED)}.+-[a-z0-9_]{{8}}|.+\.part")
# The name that `delete_folder` gives to a folder before it deletes the content.
_HALF_DELETED = re.compile(rf"{re.escape(UNFINISHED)}deleted-[0-9a-f]{{32}}")


class ScratchFolder(tempfile.TemporaryDirectory[str]):
    """A temporary folder outside the user's data, removed together with this object.

    It is locked as long as its process runs, so that `sweep_scratch` recognises abandoned folders.
    """

    def __init__(self) -> None:
        super().__init__(prefix=_SCRATCH_PREFIX, ignore_cleanup_errors=True)
        # The thread that removes the folder may not be the one that created it.
        self._lock = FileLock(Path(self.name) / _SCRATCH_LOCK, thread_local=False)
        self._lock.acquire()

    def cleanup(self) -> None:
        """Removes the folder with its content."""
        self._lock.release()
        super().cleanup()


def sweep_all() -> None:
    """Removes what killed processes have left in the user's folders, and their scratch folders.

    If there is room then, `core.storage.reserve` holds some of it back. Only leftovers that are over an hour
    old are removed: another process may still be writing newer ones.
    """
    for folder in (
        own_bundles(),
        added_bundles(),
        runs_folder(),
        data_sets_folder(),
        imports_folder(),
        evaluations_folder(),
        additions_folder(),
        network_settings_folder(),
        deleted_bundles(),
    ):
        sweep(folder)
        _sweep_below(folder)
    _sweep_below(weights_folder())
    for name in _FILES_OF_HOME:
        sweep(home(), name)
    sweep_scratch()
    hold_reserve()


def sweep_scratch() -> None:
    """Removes scratch folders that are over an hour old and whose process is dead."""
    temporary = temporary_folder()
    for folder in temporary.glob(f"{_SCRATCH_PREFIX}*") if temporary else ():
        # The folder may be another user's, or another process may be sweeping at the same time.
        with suppress(OSError):
            lock = folder / _SCRATCH_LOCK
            if lock.is_file() and _is_old(folder) and not is_locked(lock):
                remove(folder)


def temporary_folder() -> Path | None:
    """Returns the system's folder for temporary files; None if none can be written, as on a full disk."""
    with suppress(FileNotFoundError):
        return Path(tempfile.gettempdir())
    return None


def _sweep_below(folder: Path) -> None:
    for parent, folders, names in os.walk(folder):
        left = [name for name in names if _HALF_WRITTEN.fullmatch(name)]
        left += [name for name in folders if _HALF_DELETED.fullmatch(name)]
        for path in (Path(parent) / name for name in left):
            with suppress(OSError):
                if _is_old(path):
                    remove(path)


def _is_old(path: Path) -> bool:
    return time.time() - path.lstat().st_mtime > LEFTOVER_SECONDS
