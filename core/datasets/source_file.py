"""A file of a folder, an archive or an upload, before it is read."""

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

# More files than a source may hold are refused before any of them is read.
MAX_FILES = 100_000
# Of all files of an archive, unpacked.
MAX_TOTAL_BYTES = 16 * 2**30
# Pictures and strokes shrink little when they are packed; what shrinks more is made to explode.
MAX_COMPRESSION_RATIO = 200
# What is as small as this once unpacked harms nobody.
HARMLESS_BYTES = 2**20
CLIMBS = "its path leads out of the archive"
LINK = "a link, which is not followed"
NO_FILE = "not a regular file"

# Of Unix, of Windows, and of a folder on a server; a drive's own folder may be any.
_ROOT = re.compile("(?:[A-Za-z]:)?/*")
_log = logging.getLogger(__name__)
# What stands in for a file that its owner has elsewhere.
_POINTERS = {
    b"version https://git-lfs.github.com/spec/": "Git LFS; fetch the files with `git lfs pull`",
    b"/annex/objects/": "git-annex; fetch the files with `git annex get`",
}


@dataclass(frozen=True)
class SourceFile:
    """A file that has not been read yet.

    Attributes:
        name: Its path in the source, with `/`.
        open: Opens it; may raise anything where it is damaged.
        problem: Why it is not to be opened, if that is known already.
        is_doubtful: Whether its name may have been another one, in a code page that nobody says.
    """

    name: str
    open: Callable[[], IO[bytes]] = field(repr=False)
    problem: str = ""
    is_doubtful: bool = False


def cannot_open() -> IO[bytes]:
    """Opens what has a problem; raises `OSError`."""
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
        max_bytes: How many bytes it may have.
        kind: What it is, in words.

    Raises:
        BadData: If it cannot be read, is larger, or is a pointer to a file elsewhere.
    """
    try:
        with file.open() as opened:
            data = opened.read(max_bytes + 1)
    except InklingError:
        raise
    except Exception as error:
        # What unpacks an archive may raise anything where it is damaged.
        raise unreadable(file.name, error) from error
    if len(data) > max_bytes:
        raise BadData(f"A {kind} may have at most {max_bytes // 2**20} MB. Received: {file.name} is larger")
    refuse_pointer(data, file.name)
    return data


def unreadable(name: str, error: Exception) -> BadData:
    """Returns the sentence about a file that cannot be read; what was raised goes to the log."""
    _log.info("A file cannot be read: %s", printable(name), exc_info=error)
    return BadData(f"This file is damaged or cannot be read. Received: {name}: {reason_of(error)}")


def reason_of(error: Exception) -> str:
    """Returns what an error says, or its name where it says nothing."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__


def refuse_pointer(data: bytes, name: str) -> None:
    """Raises `BadData` for the few bytes that stand in for a file that is elsewhere."""
    for beginning, reason in _POINTERS.items():
        if data.startswith(beginning):
            raise BadData(f"This file is not here: it is only a pointer of {reason}. Received: {name}")


def plain_path(name: str) -> str:
    """Returns a path in an archive without steps that lead nowhere, as `./cats//1.jpg` has; it may climb."""
    steps = [step for step in name.split("/") if step not in ("", ".")]
    return "/" * name.startswith("/") + "/".join(steps)


def below_root(names: Sequence[str]) -> list[str]:
    """Returns the paths of an archive as they are below the root or drive that all of them begin with.

    Who packs `/home/me/birds` or `C:/birds` by its whole path means a folder. Where only some paths begin so,
    they stay as they are, and lead out of the archive. What a system has added counts for neither.
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
    """Tells whether a path in an archive is none below the archive's own folder."""
    path = PurePosixPath(name)
    return path.is_absolute() or ".." in path.parts or PureWindowsPath(name).drive != ""


class Window(io.RawIOBase):
    """A part of a file, to be read as a file of its own; wrap it in a `BufferedReader`.

    Args:
        path: The file.
        start: Where the part begins, in bytes.
        size: How long it is, in bytes.
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
        """Moves to a byte of the part."""
        base = (0, self.tell(), self._size)[whence]
        return self._file.seek(self._start + min(max(base + offset, 0), self._size)) - self._start

    def tell(self) -> int:
        """Returns the byte of the part that comes next."""
        return self._file.tell() - self._start

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        """Reads into a buffer; returns how many bytes."""
        data = self._file.read(min(len(buffer), self._size - self.tell()))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Closes the file."""
        self._file.close()
        super().close()
