"""A file in a folder, an archive or an upload, before it is read."""

import io
import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO

from core.datasets.system_files import system_files
from core.errors import BadData, InklingError
from core.storage.names import printable

# A source with more files is refused before any of them is read.
MAX_FILES = 100_000
# Total size of the unpacked files of an archive.
MAX_TOTAL_BYTES = 16 * 2**30
# Pictures and strokes compress little; a file that compresses more is taken for a decompression bomb.
MAX_COMPRESSION_RATIO = 200
# Files up to this size are harmless, however well they compress.
HARMLESS_BYTES = 2**20
CLIMBS = "its path leads out of the archive"
LINK = "a link, which is not followed"
NO_FILE = "not a regular file"

# Roots of Unix and Windows paths and of shared folders; after a drive, the slash may be missing (`C:birds`).
_ROOT = re.compile("(?:[A-Za-z]:)?/*")
_log = logging.getLogger(__name__)
# How files begin that are only pointers to files stored elsewhere.
_POINTERS = {
    b"version https://git-lfs.github.com/spec/": "Git LFS; fetch the files with `git lfs pull`",
    b"/annex/objects/": "git-annex; fetch the files with `git annex get`",
}


@dataclass(frozen=True)
class SourceFile:
    """A file that has not been read yet.

    Attributes:
        name: Its path in the source, with `/`.
        open: Opens the file; may raise any exception if it is damaged.
        problem: Why the file cannot be used, if that is known before opening it.
        is_doubtful: Whether its name may be wrong, because the code page is not declared.
    """

    name: str
    open: Callable[[], IO[bytes]] = field(repr=False)
    problem: str = ""
    is_doubtful: bool = False


def cannot_open() -> IO[bytes]:
    """Always raises `OSError`; takes the place of `open` for files with a problem."""
    raise OSError("it was left out")


def open_regular(path: Path) -> IO[bytes]:
    """Opens a file for reading; raises `OSError` for a pipe or a device, which may never end."""
    if path.exists() and not path.is_file():
        raise OSError(NO_FILE)
    return path.open("rb")


def read_whole(file: SourceFile, max_bytes: int, kind: str = "picture") -> bytes:
    """Reads a file.

    Args:
        file: The file.
        max_bytes: Maximum size of the file.
        kind: What the file is, for error messages.

    Raises:
        BadData: If it cannot be read, is too large, or is only a pointer to a file stored elsewhere.
    """
    try:
        with file.open() as opened:
            data = opened.read(max_bytes + 1)
    except InklingError:
        raise
    except Exception as error:
        # Unpacking a damaged archive may raise any exception.
        raise unreadable(file.name, error) from error
    if len(data) > max_bytes:
        raise BadData(f"A {kind} may have at most {max_bytes // 2**20} MB. Received: {file.name} is larger")
    refuse_pointer(data, file.name)
    return data


def unreadable(name: str, error: Exception) -> BadData:
    """Returns the error for a file that cannot be read, and logs its cause."""
    _log.info("A file cannot be read: %s", printable(name), exc_info=error)
    return BadData(f"This file is damaged or cannot be read. Received: {name}: {reason_of(error)}")


def reason_of(error: Exception) -> str:
    """Returns the message of an exception, or its type if it has no message."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__


def refuse_pointer(data: bytes, name: str) -> None:
    """Raises `BadData` if the data is only a pointer to a file stored elsewhere."""
    for beginning, reason in _POINTERS.items():
        if data.startswith(beginning):
            raise BadData(f"This is only a pointer to a file in {reason}. Received: {name}")


def plain_path(name: str) -> str:
    """Returns a path in an archive without empty and `.` components, as in `./cats//1.jpg`; keeps `..`."""
    steps = [step for step in name.split("/") if step not in ("", ".")]
    return "/" * name.startswith("/") + "/".join(steps)


def below_root(names: Sequence[str]) -> list[str]:
    """Returns the paths of an archive relative to the root or drive that all of them begin with.

    An archive with absolute paths, such as `/home/me/birds` or `C:/birds`, is meant to be a folder. If only
    some paths are absolute, all stay as they are, and those lead out of the archive. System files are ignored
    in deciding this.
    """
    if not any(map(climbs, names)):
        return list(names)
    added = system_files(names)
    roots = {_ROOT.match(name)[0] for name in names if name not in added}  # type: ignore[index]
    if len(roots) != 1:
        return list(names)
    root = roots.pop()
    return [name.removeprefix(root) or name for name in names]


def climbs(name: str) -> bool:
    """Returns whether a path in an archive leads out of the archive's own folder."""
    path = PurePosixPath(name)
    return path.is_absolute() or ".." in path.parts or PureWindowsPath(name).drive != ""


class Window(io.RawIOBase):
    """A part of a file that can be read like a file of its own; wrap it in a `BufferedReader`.

    Args:
        path: Path of the file.
        start: Offset of the part, in bytes.
        size: Size of the part, in bytes.
    """

    def __init__(self, path: Path, start: int, size: int) -> None:
        super().__init__()
        self._file = path.open("rb", buffering=0)
        self._start, self._size = start, size
        self._file.seek(start)

    def readable(self) -> bool:
        """Always true."""
        return True

    def seekable(self) -> bool:
        """Always true."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Moves to an offset in the part, and returns it."""
        base = (0, self.tell(), self._size)[whence]
        return self._file.seek(self._start + min(max(base + offset, 0), self._size)) - self._start

    def tell(self) -> int:
        """Returns the current offset in the part."""
        return self._file.tell() - self._start

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        """Reads into a buffer, and returns the number of bytes read."""
        data = self._file.read(min(len(buffer), self._size - self.tell()))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Closes the file."""
        self._file.close()
        super().close()
