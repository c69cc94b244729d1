"""Deletes the files of pictures that were stored in a data set but never listed."""

import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from core.datasets.changes import needed_files
from core.datasets.data_set import DataSet, Sample
from core.datasets.picture_files import content_path, stored_files
from core.errors import InklingError
from core.storage.kept_time import KEPT_SECONDS


def discard_unlisted(folder: Path, samples: Iterable[Sample]) -> None:
    """Deletes the files of pictures that were stored but could not be listed, if that is possible.

    Args:
        folder: The data set's folder.
        samples: The pictures; the files of those that are listed, or that an undo would list, are kept.
    """
    with suppress(InklingError, OSError), needed_files(folder) as needed:
        for sample in samples:
            if (sample.sha256, sample.suffix) not in needed:
                _delete(content_path(folder, sample.sha256, sample.suffix))


def forget_unlisted(data_set: DataSet) -> None:
    """Deletes files that were stored over a week ago, by processes that were killed before listing them.

    Until then, an import that was interrupted while it moved its pictures here can be resumed.

    Args:
        data_set: The data set, as it was just read.
    """
    folder = data_set.folder
    listed = {f"{sample.sha256}{sample.suffix}" for sample in data_set.samples}
    # There rarely are any, so usually no other process has to wait.
    if any(path.name not in listed and _is_old(path) for path in stored_files(folder)):
        with needed_files(folder) as needed:
            names = {f"{sha256}{suffix}" for sha256, suffix in needed}
            for path in stored_files(folder):
                if path.name not in names and _is_old(path):
                    _delete(path)


def _is_old(path: Path) -> bool:
    with suppress(OSError):
        status = path.lstat()
        # Moving a file here only changes the second of these times.
        return time.time() - max(status.st_mtime, status.st_ctime) > KEPT_SECONDS
    return False


def _delete(path: Path) -> None:
    # The folder stays, even if it is empty: another process may be about to store a picture there.
    with suppress(OSError):
        path.unlink()
