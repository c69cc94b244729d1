"""Files and folders on any file system: the local one, `s3://`, `gs://`, and those that fsspec supports."""

import io
import os
import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import IO, cast
from urllib.parse import quote, unquote, urlsplit

import pyarrow as pa
from pyarrow import fs

from core.datasets.source_file import open_regular
from core.errors import BadData, CannotReadOrWrite
from core.storage.files import UNFINISHED, translating_disk_full, translating_os_errors
from core.storage.names import printable
from core.storage.paths import is_address, recordable

MAX_PLACE_CHARACTERS = 4096
# Characters that are not percent-encoded in a URI, besides letters, digits and `_.-`.
_URI_CHARACTERS = ":/?&=%@+,~!$'()*;[]"
# On these file systems, a file becomes visible only once it is complete.
_OBJECT_STORES = ("s3", "gcs")
# Addresses that begin with the name of a bucket or container.
_WITH_BUCKET = ("s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "adl")
# A name with a password, or two keys, before the host or bucket. A name alone may be that of a container.
_CREDENTIALS = re.compile(r"(?<=//)[^\s/?#@:]*:[^\s/?#@]*@")
_COPIED_BYTES = 8 * 2**20
_BUFFER_BYTES = 2**20


@dataclass(frozen=True)
class Place:
    """A file or folder.

    Attributes:
        text: How it is shown, as `shown_place` returns it.
        path: Its path in its file system.
        file_system: Its file system; None for the local one, which Python reads without pyarrow.
    """

    text: str
    path: str
    file_system: fs.FileSystem | None = field(repr=False)

    def path_of(self, name: bytes) -> str:
        """Returns the path of a file below the place; without a name, that of the place itself."""
        return f"{self.path.rstrip('/')}/{os.fsdecode(name)}" if name else self.path

    def text_of(self, name: bytes) -> str:
        """Returns how a file below the place is shown; see `text_below`."""
        return text_below(self.text, name)

    def open(self, name: bytes = b"", is_read_at_once: bool = True) -> IO[bytes]:
        """Opens a file below the place for reading.

        Args:
            name: Its path below the place; empty for the place itself.
            is_read_at_once: Whether the file is read as a whole from its start, rather than line by line.

        Raises:
            OSError: If the file cannot be opened, or is not a regular file.
        """
        path = self.path_of(name)
        if self.file_system is None:
            return open_regular(Path(path))
        if is_read_at_once:
            return cast(IO[bytes], self.file_system.open_input_stream(path))
        return io.BufferedReader(self.file_system.open_input_file(path), _BUFFER_BYTES)

    def is_folder(self) -> bool | None:
        """Returns whether the place is a folder; None if it does not exist."""
        if self.file_system is None:
            return Path(self.path).is_dir() if os.path.lexists(self.path) else None
        kind = self.file_system.get_file_info(self.path).type
        return None if kind == fs.FileType.NotFound else kind == fs.FileType.Directory

    def names(self, folder: str = "") -> list[str]:
        """Returns the sorted names in the place, or in a folder below it; empty if that does not exist."""
        path = f"{self.path.rstrip('/')}/{folder}" if folder else self.path
        if self.file_system is None:
            with suppress(FileNotFoundError):
                return sorted(os.listdir(path))
            return []
        found = self.file_system.get_file_info(fs.FileSelector(path, allow_not_found=True))
        return sorted(info.base_name for info in found)

    def read(self, name: str, max_bytes: int) -> bytes | None:
        """Reads a small file below the place; None if it does not exist.

        Raises:
            BadData: If the file has more than `max_bytes` bytes.
        """
        try:
            with self.open(name.encode()) as file:
                content = file.read(max_bytes + 1)
        except FileNotFoundError:
            return None
        if len(content) > max_bytes:
            raise BadData(f"This file has more than {max_bytes:,} bytes. Received: {self.text}/{name}")
        return content

    def write(self, name: str, content: IO[bytes]) -> None:
        """Writes a file below the place atomically.

        Args:
            name: Its path below the place, which must be chosen by our code and never come from outside.
            content: The content, which is read from its start to its end.

        Raises:
            DiskFull: If there is no room.
        """
        content.seek(0)
        path = self.path_of(name.encode())
        if self.file_system is None:
            _write_here(Path(path), content)
        elif self.file_system.type_name in _OBJECT_STORES:
            _put(self.file_system, path, content)
        else:
            parent, _, last = path.rpartition("/")
            draft = f"{parent}/{UNFINISHED}{last}-{uuid.uuid4().hex}"
            self.file_system.create_dir(parent, recursive=True)
            with self.file_system.open_output_stream(draft) as stream:
                shutil.copyfileobj(content, stream, _COPIED_BYTES)
            self.file_system.move(draft, path)


def shown_place(text: str) -> str:
    """Returns a place as it is shown and stored: a path unchanged, a URI without credentials and options.

    Args:
        text: The place, as `full_text` returns it.
    """
    return without_credentials(text).partition("?")[0].rstrip("/") if is_address(text) else text


def without_credentials(text: str) -> str:
    """Returns a text without the names and passwords, or keys, of the addresses in it."""
    return _CREDENTIALS.sub("", text)


def text_below(shown: str, name: bytes) -> str:
    """Returns how a file below a place is shown, with bytes that are not UTF-8 escaped.

    Args:
        shown: The place, as `shown_place` returns it.
        name: The file's path below the place; empty for the place itself.
    """
    return f"{shown.rstrip('/')}/{name.decode('utf-8', 'backslashreplace')}" if name else shown


def full_text(given: str) -> str:
    """Returns a place as other processes understand it: a URI unchanged, or an absolute path.

    Raises:
        BadData: If it is empty or too long, or has bytes that no table can hold.
    """
    if not given.strip():
        raise BadData("Give a path or an address; use . for the current folder. Received: nothing")
    if len(given) > MAX_PLACE_CHARACTERS:
        raise BadData(
            f"A path may have at most {MAX_PLACE_CHARACTERS:,} characters. "
            f"Received: {printable(given[:80])}..."
        )
    if not is_address(given):
        return recordable(os.path.abspath(os.path.expanduser(given)))
    parts = urlsplit(given)
    return recordable(os.path.abspath(unquote(parts.path)) if parts.scheme == "file" else given)


@lru_cache(64)
def open_place(text: str) -> Place:
    """Opens a place's file system, without reading anything from it.

    Args:
        text: The place, as `full_text` returns it.

    Raises:
        BadData: If its file system is unknown, or a package for it is missing.
    """
    if not is_address(text):
        return Place(text, text, None)
    try:
        file_system, path = _file_system(text)
        if not path.strip("/"):
            raise ValueError("no bucket or folder")
    except Exception as error:
        # File systems may raise anything on an address that they do not understand.
        raise BadData(
            "This place cannot be opened; give a path, s3://bucket/folder or gs://bucket/folder. "
            f"Received: {printable(shown_place(text))}: {_reason(error)}"
        ) from error
    return Place(shown_place(text), path, file_system)


@contextmanager
def translating_place_errors(text: str) -> Iterator[None]:
    """Turns the exceptions of a local or remote file system into a sentence.

    Raises:
        CannotReadOrWrite: If the file system refuses something, or cannot be reached.
    """
    try:
        with translating_os_errors():
            yield
    except pa.ArrowException as error:
        raise CannotReadOrWrite(
            f"Inkling cannot read or write {printable(shown_place(text))}; check that it exists and that you "
            f"may use it. Received: {_reason(error)}"
        ) from error


def _reason(error: Exception) -> str:
    """Returns the message of a file system, which may repeat the address with its credentials."""
    return printable(without_credentials(str(error)))[:200]


def _file_system(text: str) -> tuple[fs.FileSystem, str]:
    parts = urlsplit(text)
    if parts.scheme in _WITH_BUCKET and not parts.netloc:
        # Otherwise, pyarrow refuses the address, and fsspec asks for a package that would not help.
        raise ValueError("no bucket after //")
    try:
        return fs.FileSystem.from_uri(quote(text, safe=_URI_CHARACTERS))
    except pa.ArrowInvalid:
        import fsspec

        if text.partition("://")[0] not in fsspec.available_protocols():
            raise
        file_system, path = fsspec.url_to_fs(text)
        return fs.PyFileSystem(fs.FSSpecHandler(file_system)), path


def _put(store: fs.FileSystem, path: str, content: IO[bytes]) -> None:
    """Writes an object; if that is interrupted, as by Ctrl-C, there is no object."""
    stream = store.open_output_stream(path)
    try:
        with stream:
            shutil.copyfileobj(content, stream, _COPIED_BYTES)
    except BaseException:
        # Closing the stream has turned what was already written into an object, which would pass for whole.
        with suppress(OSError, pa.ArrowException):
            store.delete_file(path)
        raise


def _write_here(path: Path, content: IO[bytes]) -> None:
    with translating_disk_full(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{UNFINISHED}{path.name}-{uuid.uuid4().hex}")
        try:
            with draft.open("wb") as file:
                shutil.copyfileobj(content, file, _COPIED_BYTES)
                file.flush()
                os.fsync(file.fileno())
            os.replace(draft, path)
        finally:
            draft.unlink(missing_ok=True)
