"""Opens a zip without reading more of its directory than was agreed."""

import io
import struct
import zipfile
from pathlib import Path
from typing import IO

from core.errors import BadData

_ENTRY = b"PK\x01\x02"  # begins each entry of the directory
_HEADER, _HEADER_BYTES = b"PK\x03\x04", 30  # before each file, and what follows are its name and more
_ENTRY_BYTES = 46  # and what follows are its name, an extra field and a comment
_UTF_8_FLAG = 0x800


def open_zip(source: Path | IO[bytes], max_entries: int, max_directory_bytes: int) -> zipfile.ZipFile:
    """Opens a zip from an untrusted source; `zipfile` itself reads a directory of any length into memory.

    Args:
        source: The zip. An open file stays the caller's to close, a path's file closes with the zip.
        max_entries: How many files and folders it may have.
        max_directory_bytes: How long its list of them may be.

    Returns:
        The open zip.

    Raises:
        BadData: If the directory is larger; nothing of it has been kept then.
        zipfile.BadZipFile: If it is no zip or damaged; `zipfile` may raise anything else, too.
    """
    # Whatever the records say, at the end of the file or in those of zip64: what counts is what is read.
    guard = _Guard(source, max_entries, max_directory_bytes)
    try:
        archive = zipfile.ZipFile(guard)
    except BaseException:
        guard.close()
        raise
    guard.is_open = True
    return archive


def file_entries(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Lists the entries of a zip that are no folders; the name of one that is damaged may be empty."""
    # Before Python 3.12, `ZipInfo.is_dir` raises where there is no name.
    return [entry for entry in archive.infolist() if not entry.filename.endswith("/")]


class _Guard(io.BufferedIOBase):
    """A file that refuses to give a directory beyond all bounds to `zipfile` while that opens it."""

    def __init__(self, source: Path | IO[bytes], max_entries: int, max_directory_bytes: int) -> None:
        super().__init__()
        self.is_open = False
        self._is_ours = isinstance(source, Path)
        self._file: IO[bytes] = source.open("rb") if isinstance(source, Path) else source
        self._has_false_flags = False
        self._max_entries, self._max_directory_bytes = max_entries, max_directory_bytes

    def read(self, size: int | None = -1) -> bytes:
        if not self.is_open and size is not None and size > self._max_directory_bytes:
            raise BadData(self._sentence(f"a list of {size:,} bytes"))
        data = self._file.read(-1 if size is None else size)
        if not self.is_open and (entries := data.count(_ENTRY)) > self._max_entries:
            raise BadData(self._sentence(f"{entries:,} files and folders"))
        if not self.is_open:
            directory = _without_false_flags(data)
            self._has_false_flags |= directory != data
            return directory
        is_header = len(data) == _HEADER_BYTES and data.startswith(_HEADER)
        return self._as_in_directory(data) if self._has_false_flags and is_header else data

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def seekable(self) -> bool:
        return True

    def close(self) -> None:
        if self._is_ours and not self.closed:
            self._file.close()
        super().close()

    def _as_in_directory(self, header: bytes) -> bytes:
        """Takes a false flag off the header before a file, as off its entry; else the two would differ."""
        flags, name_bytes = struct.unpack_from("<6xH18xH", header)
        position = self._file.tell()
        name = self._file.read(name_bytes)
        self._file.seek(position)
        return header if _is_utf_8(name) else _with_flags(header, 6, flags & ~_UTF_8_FLAG)

    def _sentence(self, received: str) -> str:
        return (
            f"A zip may hold at most {self._max_entries:,} files, with names of an ordinary length. "
            f"Take some of them out. Received: {received}"
        )


def _without_false_flags(directory: bytes) -> bytes:
    """Returns a directory in which no name says that it is UTF-8 and is not.

    `zipfile` would refuse the whole zip for the sake of one.

    Source: PKWARE, APPNOTE.TXT 6.3.10, sections 4.3.7 and 4.3.12.
    """
    position, mended = 0, bytearray(directory)
    while directory.startswith(_ENTRY, position) and position + _ENTRY_BYTES <= len(directory):
        (flags,) = struct.unpack_from("<H", directory, position + 8)
        name_bytes, extra_bytes, comment_bytes = struct.unpack_from("<3H", directory, position + 28)
        start = position + _ENTRY_BYTES
        if flags & _UTF_8_FLAG and not _is_utf_8(directory[start : start + name_bytes]):
            struct.pack_into("<H", mended, position + 8, flags & ~_UTF_8_FLAG)
        position = start + name_bytes + extra_bytes + comment_bytes
    return bytes(mended)


def _is_utf_8(name: bytes) -> bool:
    try:
        name.decode()
    except UnicodeDecodeError:
        return False
    return True


def _with_flags(record: bytes, position: int, flags: int) -> bytes:
    return record[:position] + struct.pack("<H", flags) + record[position + 2 :]
