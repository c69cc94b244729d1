"""What killed processes have left behind: half written files, half deleted folders, scratch folders."""

import os
import re
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from filelock import FileLock

from core.storage.files import LEFTOVER_SECONDS, UNFINISHED, is_locked, remove, sweep
from core.storage.paths import (
    added_bundles,
    additions_folder,
    data_sets_folder,
    evaluations_folder,
    imports_folder,
    network_settings_folder,
    own_bundles,
    runs_folder,
    weights_folder,
)

_SCRATCH_PREFIX = "inkling-"
_SCRATCH_LOCK = ".lock"
# As `write_whole` names a file that it is writing, and `download` one that is coming.
_HALF_WRITTEN = re.compile(rf"{re.escape(UNFINISHED)}.+-[a-z0-9_]{{8}}|.+\.part")


class ScratchFolder(tempfile.TemporaryDirectory[str]):
    """A folder for a moment, outside of what a person keeps; it goes with this object.

    It is locked as long as its process lives, so that `sweep_scratch` can tell one that was left behind.
    """

    def __init__(self) -> None:
        super().__init__(prefix=_SCRATCH_PREFIX, ignore_cleanup_errors=True)
        # Whoever lets the folder go may be another thread than the one that made it.
        self._lock = FileLock(Path(self.name) / _SCRATCH_LOCK, thread_local=False)
        self._lock.acquire()

    def cleanup(self) -> None:
        """Removes the folder with all that is in it."""
        self._lock.release()
        super().cleanup()


def sweep_all() -> None:
    """Removes what killed processes have left in what a person keeps, and in the scratch folders.

    Only what is an hour old goes: another process may be writing it.
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
    ):
        sweep(folder)
        _sweep_half_written(folder)
    _sweep_half_written(weights_folder())
    sweep_scratch()


def sweep_scratch() -> None:
    """Removes scratch folders whose process is dead."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_SCRATCH_PREFIX}*"):
        # Another user's, or another process sweeps too.
        with suppress(OSError):
            lock = folder / _SCRATCH_LOCK
            if lock.is_file() and _is_old(folder) and not is_locked(lock):
                remove(folder)


def _sweep_half_written(folder: Path) -> None:
    for parent, _, names in os.walk(folder):
        for path in (Path(parent) / name for name in names if _HALF_WRITTEN.fullmatch(name)):
            with suppress(OSError):
                if _is_old(path):
                    path.unlink()


def _is_old(path: Path) -> bool:
    return time.time() - path.lstat().st_mtime > LEFTOVER_SECONDS
