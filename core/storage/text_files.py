"""Text files that the user asked for, written line by line but replaced atomically."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from core.errors import BadData
from core.storage.files import NO_ROOM, UNFINISHED, is_no_file, translating_disk_full


@contextmanager
def open_whole(path: Path) -> Iterator[TextIO]:
    """Opens a text file for writing; after the block, it is complete or as it was before.

    Args:
        path: Path of the file; its folder must exist.

    Yields:
        The file, for UTF-8 text whose line breaks are written unchanged, as the `csv` module requires.

    Raises:
        BadData: If no file can be written there.
        DiskFull: If the disk is full; nothing is changed in that case.
    """
    # Links are followed: `/dev/stdout`, for example, may lead to a file.
    path = Path(os.path.realpath(path))
    if is_no_file(path):
        kind = "a folder" if path.is_dir() else "not a regular file"
        raise BadData(f"This file cannot be written; choose another one. Received: {path}, which is {kind}")
    draft = path.with_name(f"{UNFINISHED}{path.name}-{uuid.uuid4().hex}")
    with translating_disk_full(path.parent):
        try:
            file = draft.open("w", newline="", encoding="utf-8")
        except OSError as error:
            if error.errno in NO_ROOM:
                raise
            raise BadData(
                f"This file cannot be written; choose another one. Received: {path}: {error.strerror}"
            ) from error
        try:
            with file:
                yield file
            os.replace(draft, path)
        finally:
            draft.unlink(missing_ok=True)
