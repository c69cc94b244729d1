"""Lists the files of a tar, compressed or not: a bounded stream, never extracted under their names."""

import bz2
import gzip
import io
import lzma
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import IO

from core.datasets.source_file import (
    CLIMBS,
    HARMLESS_BYTES,
    LINK,
    MAX_COMPRESSION_RATIO,
    MAX_FILES,
    MAX_TOTAL_BYTES,
    NO_FILE,
    SourceFile,
    Window,
    below_root,
    cannot_open,
    climbs,
    open_regular,
    plain_path,
    reason_of,
    refuse_pointer,
)
from core.errors import BadData, InklingError
from core.storage.files import translating_disk_full
from core.storage.leftovers import ScratchFolder
from core.storage.names import printable

SUFFIXES = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tbz", ".tar.xz", ".txz")
_BLOCK_BYTES = 512
_COPY_BYTES = 2**20
# Maximum size of a long name, or of the pax records, that precede a member.
_MAX_EXTRA_BYTES = 2**20
_LONG_NAME, _PAX, _FOLDER, _GNU_SPARSE = b"L", b"x", b"5", b"S"
_REGULAR, _LINKS, _NO_MEMBERS = (b"0", b"\0", b"7"), (b"1", b"2"), (b"g", b"K", b"V", b"M")


def is_tar(name: str) -> bool:
    """Returns whether a file's name is that of a tar."""
    return name.lower().endswith(SUFFIXES)


def files_of_tar(path: Path, is_wanted: Callable[[str], bool], name: str = "") -> list[SourceFile]:
    """Lists the files of a tar, sorted by name.

    A compressed tar can only be read from its beginning, so the wanted files are copied to a temporary file,
    which is deleted when none of them is referenced any more.

    Args:
        path: Path of the tar; the compression is detected from its bytes.
        is_wanted: Returns whether a file of that name will be read.
        name: The tar's name as the user knows it; that of `path` if empty.

    Returns:
        All files; those that are not wanted cannot be opened.

    Raises:
        BadData: If it is not a tar, is damaged or a decompression bomb, or there are too many files.
        DiskFull: If there is no room for the copy.
    """
    name = printable(name or path.name)
    files: dict[str, SourceFile] = {}
    try:
        with open_regular(path) as packed:
            refuse_pointer(packed.read(200), name)
            packed.seek(0)
            stream = _Stream(packed, path.stat().st_size)
            copy = _Copy() if stream.is_packed else None
            for member in _members(stream):
                problem = _problem(member)
                opened: Callable[[], IO[bytes]] = cannot_open
                if not problem and is_wanted(member.name):
                    start = stream.position if copy is None else copy.add(stream, member.size)
                    opened = partial(_open_part, path if copy is None else copy, start, member.size)
                # If a name occurs twice, the last file counts, as when the tar is unpacked.
                files[member.name] = SourceFile(member.name, opened, problem)
                if len(files) > MAX_FILES:
                    raise BadData(
                        f"A data set may have at most {MAX_FILES:,} files. Remove some of them. "
                        f"Received: more than {MAX_FILES:,} in {name}"
                    )
    except InklingError:
        raise
    except Exception as error:
        # Unpacking a damaged file may raise any exception.
        raise BadData(
            "This file is damaged or not an archive; create or download it again. "
            f"Received: {name}: {reason_of(error)}"
        ) from error
    shown = zip(below_root(list(files)), files.values(), strict=True)
    return sorted((_placed(file, name) for name, file in shown), key=lambda file: file.name)


def _placed(file: SourceFile, name: str) -> SourceFile:
    """Returns a member under its path; it cannot be opened if the path leads out of the archive."""
    if climbs(name):
        return SourceFile(name, cannot_open, CLIMBS)
    return replace(file, name=name)


@dataclass
class _Member:
    name: str
    kind: bytes
    size: int


class _Copy:
    """A temporary file with the wanted members of a compressed tar, one after another."""

    def __init__(self) -> None:
        self._folder = ScratchFolder()
        self.path = Path(self._folder.name) / "members"
        self.path.touch()

    def add(self, stream: "_Stream", size: int) -> int:
        """Copies a member, and returns its offset in the copy."""
        with translating_disk_full(self.path.parent), self.path.open("ab") as file:
            start = file.tell()
            while size:
                piece = stream.read(min(size, _COPY_BYTES))
                file.write(piece)
                size -= len(piece)
        return start


def _open_part(source: Path | _Copy, start: int, size: int) -> IO[bytes]:
    path = source if isinstance(source, Path) else source.path
    return io.BufferedReader(Window(path, start, size))


class _Stream:
    """The decompressed bytes of a tar, which can be read once from the beginning.

    Args:
        file: The open tar.
        size: Size of the tar in bytes.
    """

    def __init__(self, file: IO[bytes], size: int) -> None:
        beginning = file.read(6)
        file.seek(0)
        self.is_packed = True
        if beginning.startswith(b"\x1f\x8b"):
            file = gzip.GzipFile(fileobj=file)  # type: ignore[assignment]
        elif beginning.startswith(b"BZh"):
            file = bz2.BZ2File(file)
        elif beginning == b"\xfd7zXZ\0":
            file = lzma.LZMAFile(file)
        else:
            self.is_packed = False
        self._file = file
        self._max_bytes = min(max(MAX_COMPRESSION_RATIO * size, HARMLESS_BYTES), MAX_TOTAL_BYTES)
        self.position = 0

    def read(self, size: int) -> bytes:
        """Reads `size` bytes; raises `ValueError` if there are fewer, `BadData` for a decompression bomb."""
        data = self._file.read(size)
        self.position += len(data)
        if self.position > self._max_bytes:
            raise BadData(
                "This archive unpacks to far more than real pictures would, so it was not opened. "
                f"Received: more than {self._max_bytes:,} bytes"
            )
        if len(data) < size:
            raise ValueError("it is cut short")
        return data

    def block(self) -> bytes:
        """Reads one block; returns no bytes at the end of the file."""
        try:
            return self.read(_BLOCK_BYTES)
        except ValueError:
            if self.position % _BLOCK_BYTES:
                raise
            return b""

    def skip_to(self, position: int) -> None:
        """Skips to a later position."""
        while self.position < position:
            self.read(min(position - self.position, _COPY_BYTES))


def _members(stream: _Stream) -> Iterator[_Member]:
    """Yields the members of a tar; the caller may read the content of each one from the stream.

    Source: POSIX.1-2017, pax, "ustar Interchange Format"; GNU tar manual, "Basic Tar Format".
    """
    extra: dict[str, str] = {}
    while (header := stream.block()).strip(b"\0"):
        member = _member(header)
        if member.kind in (_PAX, _LONG_NAME):
            if member.size > _MAX_EXTRA_BYTES:
                raise ValueError(f"a name of {member.size:,} bytes")
            end = stream.position + _padded(member.size)
            content = stream.read(member.size)
            extra |= _pax_records(content) if member.kind == _PAX else {"path": _text(content)}
        elif member.kind in _NO_MEMBERS:
            end = stream.position + _padded(member.size)
        else:
            _apply(extra, member)
            # A link may state the size of its target, but has no content.
            end = stream.position + (0 if member.kind in _LINKS else _padded(member.size))
            if member.kind != _FOLDER and not member.name.endswith("/"):
                member.name = plain_path(member.name) or member.name
                yield member
            extra = {}
        stream.skip_to(end)


def _member(header: bytes) -> _Member:
    # The bytes of the checksum itself count as spaces.
    if sum(header[:148]) + sum(header[156:]) + 8 * 32 != _number(header[148:156]):
        raise ValueError("a wrong checksum")
    name, prefix = _text(header[:100]), _text(header[345:500])
    has_prefix = prefix and header[257:263] == b"ustar\0"
    return _Member(f"{prefix}/{name}" if has_prefix else name, header[156:157], _number(header[124:136]))


def _apply(extra: dict[str, str], member: _Member) -> None:
    """Applies the extended header that precedes a member."""
    member.name = extra.get("path", member.name)
    member.size = _whole(extra["size"]) if "size" in extra else member.size
    if member.size < 0:
        raise ValueError(f"a member of {member.size} bytes")
    if member.kind == _GNU_SPARSE or any(key.startswith("GNU.sparse") for key in extra):
        raise ValueError(f"{member.name} is a sparse file")


def _number(field: bytes) -> int:
    # GNU tar writes numbers of more than eleven octal digits in binary.
    if field[0] & 0x80:
        return int.from_bytes(bytes([field[0] & 0x7F]) + field[1:], "big")
    return _whole(field.strip(b" \0") or b"0", 8)


def _whole(digits: bytes | str, base: int = 10) -> int:
    try:
        return int(digits, base)
    except ValueError as error:
        raise ValueError("an invalid number") from error


def _text(field: bytes) -> str:
    return field.split(b"\0")[0].decode("utf-8", "surrogateescape")


def _pax_records(content: bytes) -> dict[str, str]:
    records: dict[str, str] = {}
    start = 0
    while start < len(content):
        # Found by position: cutting off one record after another would take time quadratic in their number.
        blank = content.find(b" ", start)
        length = content[start:blank] if blank >= 0 else content[start:]
        stop = start + _whole(length)
        if not start + len(length) + 1 < stop <= len(content):
            raise ValueError(f"a record of {stop - start:,} bytes")
        key, _, value = content[blank + 1 : stop].removesuffix(b"\n").partition(b"=")
        records[_text(key)] = value.decode("utf-8", "surrogateescape")
        start = stop
    return records


def _padded(size: int) -> int:
    return -(-size // _BLOCK_BYTES) * _BLOCK_BYTES


def _problem(member: _Member) -> str:
    """Returns why a member cannot be read; empty if it can."""
    if member.kind in _LINKS:
        return LINK
    return "" if member.kind in _REGULAR else NO_FILE
