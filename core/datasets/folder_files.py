"""Lists the files of a folder and of all its subfolders without following links."""

import os
import stat
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from core.datasets.source_file import LINK, MAX_FILES, NO_FILE, SourceFile, cannot_open, open_regular
from core.datasets.system_files import is_system_folder
from core.errors import BadData
from core.storage.names import printable


def files_of_folder(folder: Path) -> list[SourceFile]:
    """Lists the files of a folder and of all its subfolders, sorted by name.

    Args:
        folder: The folder.

    Returns:
        All files, including those that cannot be opened, but not those in system folders.

    Raises:
        BadData: If there are too many files, or the folder itself cannot be listed.
    """
    files: list[SourceFile] = []
    for path in paths_below(folder):
        name = path.relative_to(folder).as_posix()
        problem = problem_of(path)
        files.append(SourceFile(name, cannot_open if problem else partial(open_regular, path), problem))
        if len(files) > MAX_FILES:
            raise BadData(
                f"A data set may have at most {MAX_FILES:,} files. Remove some of them. "
                f"Received: more than {MAX_FILES:,} in {printable(folder.name or str(folder))}"
            )
    return sorted(files, key=lambda file: file.name)


def paths_below(folder: Path) -> Iterator[Path]:
    """Yields the paths of all files of a folder and its subfolders as they are found, folder by folder.

    Args:
        folder: The folder.

    Yields:
        Paths of files and links, and at the end those of folders that cannot be opened.

    Raises:
        BadData: If the folder itself cannot be listed.
    """
    closed: list[Path] = []
    for parent, folders, names in os.walk(folder, onerror=lambda error: closed.append(Path(error.filename))):
        linked = [name for name in folders if os.path.islink(os.path.join(parent, name))]
        folders[:] = [name for name in folders if not is_system_folder(name) and name not in linked]
        folders.sort()
        yield from (Path(parent, name) for name in sorted((*linked, *names)))
    if folder in closed:
        raise BadData(f"This folder cannot be opened. Received: {printable(str(folder))}")
    yield from closed


def problem_of(path: Path) -> str:
    """Returns why a path cannot be opened as a regular file; empty if it can."""
    try:
        mode = path.lstat().st_mode
    except OSError as error:
        return f"cannot be opened ({error.strerror})"
    if stat.S_ISLNK(mode):
        return LINK
    if stat.S_ISDIR(mode):
        return "a folder that cannot be opened"
    return "" if stat.S_ISREG(mode) else NO_FILE
