"""Where a data set keeps the files of its pictures: named by their content, not by their own names.

datasets/<name>/
  pictures/ab/abcd…   the files of listed pictures
  removed/abcd…       files of pictures that the last change removed, until the next one or for a week
"""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from core.preprocessing.decode import MAX_BYTES
from core.storage.files import read_regular

REMOVED_FOLDER = "removed"
_LISTED_FOLDER = "pictures"
_STORED_NAME = re.compile(r"[0-9a-f]{64}(\.\w+)*")


def content_path(folder: Path, sha256: str, suffix: str) -> Path:
    """Returns the path of a listed picture's file in the data set's folder."""
    return folder / _LISTED_FOLDER / sha256[:2] / f"{sha256}{suffix}"


def removed_path(folder: Path, sha256: str, suffix: str) -> Path:
    """Returns the path at which a picture's file is kept after the picture was removed."""
    return folder / REMOVED_FOLDER / f"{sha256}{suffix}"


def stored_files(folder: Path) -> Iterator[Path]:
    """Yields the paths of all pictures' files that are stored as `content_path` says, whether listed or not.

    Other files were put there by the user. If the user has put a link in place of the folder, it may be the
    folder of another data set, whose list is not known here.
    """
    top = folder / _LISTED_FOLDER
    if top.is_symlink():
        return
    for parent, _, names in os.walk(top):
        paths = (Path(parent) / name for name in names if _STORED_NAME.fullmatch(name))
        yield from (path for path in paths if path.parent == top / path.name[:2])


def read_content(folder: Path, sha256: str, suffix: str) -> bytes:
    """Reads a picture's file, even if the picture was removed by the last change.

    One removal therefore does not stop a training that is reading the pictures.

    Raises:
        OSError: If the file is in neither folder, or cannot be read.
    """
    with suppress(OSError):
        return read_regular(content_path(folder, sha256, suffix), MAX_BYTES)
    return read_regular(removed_path(folder, sha256, suffix), MAX_BYTES)
