"""Opens zips with a limit on how much of their directory is read."""

import io
import struct
import zipfile
from pathlib import Path
from typing import IO

from core.errors import BadData

_ENTRY = b"PK\x01\x02"  # begins each entry of the directory
_HEADER, _HEADER_BYTES = b"PK\x03\x04", 30  # precedes each file; its name and more follow
_ENTRY_BYTES = 46  # a name, an extra field and a comment follow
_UTF_8_FLAG = 0x800


def open_zip(source: Path | IO[bytes], max_entries: int, max_directory_bytes: int) -> zipfile.ZipFile:
    """Opens a zip from an untrusted source; `zipfile` alone would read a directory of any length into memory.

    Args:
        source: The zip. The caller closes an open file; the file of a path is closed with the zip.
        max_entries: Maximum number of files and folders.
        max_directory_bytes: Maximum size of the directory that lists them.

    Returns:
        The open zip.

    Raises:
        BadData: If the directory exceeds these limits; none of it is kept in that case.
        zipfile.BadZipFile: If it is not a zip, or is damaged; `zipfile` may raise any other error, too.
    """
    # The limits apply to what is actually read, whatever the end records of the zip or of zip64 claim.
    guard = _Guard(source, max_entries, max_directory_bytes)
    try:
        archive = zipfile.ZipFile(guard)
    except BaseException:
        guard.close()
        raise
    guard.is_open = True
    return archive


def file_entries(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Lists the entries of a zip that are not folders; a damaged one may have an empty name."""
    # Before Python 3.12, `ZipInfo.is_dir` raises an error if the name is empty.
    return [entry for entry in archive.infolist() if not entry.filename.endswith("/")]


class _Guard(io.BufferedIOBase):
    """A file that refuses to pass a directory beyond the limits to `zipfile` while that opens the zip."""

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
        """Clears a false UTF-8 flag in a file's header, as in its entry; otherwise the two would differ."""
        flags, name_bytes = struct.unpack_from("<6xH18xH", header)
        position = self._file.tell()
        name = self._file.read(name_bytes)
        self._file.seek(position)
        return header if _is_utf_8(name) else _with_flags(header, 6, flags & ~_UTF_8_FLAG)

    def _sentence(self, received: str) -> str:
        return (
            f"A zip may hold at most {self._max_entries:,} files, with names of an ordinary length. "
            f"Remove some of them. Received: {received}"
        )


def _without_false_flags(directory: bytes) -> bytes:
    """Returns a directory in which no name that is not UTF-8 is flagged as UTF-8.

    `zipfile` would refuse the whole zip because of one such name.

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
