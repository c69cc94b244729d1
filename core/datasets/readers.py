"""Labelled pictures from outside: class folders, zips of them, and stroke files.

All of it comes from outside: sizes, counts, names and paths are bounded before anything is read.
"""

import gzip
import os
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO, NoReturn

from core.datasets.class_folders import class_folders
from core.datasets.listing import Listing
from core.errors import BadData, InklingError
from core.preprocessing.decode import EXTENSIONS, MAX_BYTES
from core.preprocessing.image_source import ImageSource
from core.preprocessing.quickdraw_format import read_stroke_line

STROKE_SUFFIXES = (".ndjson", ".ndjson.gz")
MAX_FILES = 100_000
MAX_DRAWINGS = 50_001  # one more than a data set may have, so that it is refused there
# A zip's own list of files, before it is read: about so many names.
MAX_DIRECTORY_BYTES = 200 * MAX_FILES
MAX_TOTAL_BYTES = 16 * 2**30
_END_BYTES = 22  # of the record that ends a zip
_TOO_MANY = "A data set may have at most 100,000 files. Take some of them out. Received: {}"
MAX_LINE_BYTES = 4 * 1024 * 1024
# A well compressed picture shrinks little more; anything beyond is made to explode.
MAX_COMPRESSION_RATIO = 200


def list_source(path: Path, name: str = "") -> Listing:
    """Lists what a folder, an archive, a stroke file or a picture holds; nothing of it is decoded.

    Args:
        path: The folder or file.
        name: What a person calls it, where it lies under another name.

    Returns:
        Its pictures and drawings with their class and part, and what was left out.

    Raises:
        BadData: If it cannot be opened, is made to explode, or holds too many files.
    """
    name = name or path.name
    if path.is_file() and is_wanted(name):
        return Listing([image_file(path, name)], [], name)
    images = [] if is_stroke_file(Path(name)) else list_images(path)
    drawings = islice(read_drawings(path), max(MAX_DRAWINGS - len(images), 0))
    return Listing([*images, *drawings], [], name)


def list_uploads(files: Iterable[tuple[str, Callable[[], bytes]]], name: str = "folder") -> Listing:
    """Lists what a folder picked in the browser holds.

    Args:
        files: Each file's path in that folder, and what returns its bytes.
        name: What a person calls the folder.

    Returns:
        As `list_source`.
    """
    readers = {path.replace("\\", "/"): read for path, read in files}
    labels = class_folders([path for path in readers if is_wanted(path)])
    return Listing([ImageSource(path, readers[path], label) for path, label in labels.items()], [], name)


def is_stroke_file(path: Path) -> bool:
    """Tells by its name whether a file holds drawings as strokes."""
    return path.name.lower().endswith(STROKE_SUFFIXES)


def read_drawings(path: Path) -> Iterator[ImageSource]:
    """Reads a stroke file, or all stroke files of a folder or a zip, line by line.

    A line that cannot be read does not end the others: whoever reads its source gets the reason.

    Args:
        path: An `.ndjson` or `.ndjson.gz` file, a folder, or a zip.

    Yields:
        A source for each line that is not empty, with its word as the label.

    Raises:
        BadData: If a file cannot be opened or unpacked, or a line is longer than 4 MB; for folders and zips
            also as `list_images`.
    """
    if path.is_dir():
        for file in sorted(_files_below(path)):
            if is_stroke_file(file) and not _is_hidden(file.relative_to(path).as_posix()):
                yield from _stroke_file(file)
    elif is_stroke_file(path):
        yield from _stroke_file(path)
    else:
        yield from _stroke_files_in_zip(path)


def _stroke_file(path: Path) -> Iterator[ImageSource]:
    try:
        with _open_file(path) as raw:
            yield from _lines(raw, path.name)
    except (OSError, EOFError, zlib.error) as error:
        raise BadData(f"This stroke file is damaged or missing. Received: {path.name}: {error}") from error


def _stroke_files_in_zip(path: Path) -> Iterator[ImageSource]:
    archive, members = _members(path)
    try:
        with archive:
            for name in sorted(members):
                if is_stroke_file(Path(name)) and not _is_hidden(name):
                    with archive.open(name) as member:
                        yield from _lines(member, name)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise BadData(f"This zip is damaged. Received: {path.name}: {error}") from error


def _lines(raw: IO[bytes], name: str) -> Iterator[ImageSource]:
    packed = raw.read(2) == b"\x1f\x8b"
    raw.seek(0)
    file: IO[bytes] = gzip.GzipFile(fileobj=raw) if packed else raw  # type: ignore[assignment]
    number = 1
    while line := file.readline(MAX_LINE_BYTES + 1):
        if len(line) > MAX_LINE_BYTES:
            raise BadData(
                f"A line of a stroke file may have at most 4 MB. Received: {name}, line {number} is longer"
            )
        if line.strip():
            yield _source_of_line(f"{name}, line {number}", line)
            number += 1


def _source_of_line(name: str, line: bytes) -> ImageSource:
    try:
        content = read_stroke_line(line)
    except InklingError as error:
        return ImageSource(name, partial(_refuse, str(error)))
    return ImageSource(name, lambda: content.strokes, content.label)


def _refuse(reason: str) -> NoReturn:
    raise BadData(reason)


def list_images(path: Path) -> list[ImageSource]:
    """Lists the pictures of a folder (with all folders below) or of a zip, in a stable order.

    A picture's label is its class folder: the first folder below those that hold everything, and below
    folders named train, validation or test. Hidden files, `__MACOSX` and files that are not named like
    pictures are left out. A zip stays open for as long as its pictures are kept.

    Args:
        path: A folder or a zip.

    Returns:
        A source for each picture; its name is its path in the folder or zip.

    Raises:
        BadData: If there is no such folder or zip, the zip is damaged or made to explode, or there are too
            many files.
    """
    if path.is_dir():
        files = {p.relative_to(path).as_posix(): p for p in _files_below(path)}
        names = sorted(name for name in files if is_wanted(name))
        labels = class_folders(names)
        return [image_file(files[name], name, labels[name]) for name in names]
    if path.is_file() and zipfile.is_zipfile(path):
        archive, members = _members(path)
        names = sorted({name for name in members if is_wanted(name)})
        labels = class_folders(names)
        return [
            ImageSource(name, partial(_read_bounded, partial(archive.open, name), name), labels[name])
            for name in names
        ]
    raise BadData(f"Give a folder, a zip of class folders or a stroke file. Received: {path}")


def image_file(path: Path, name: str = "", label: str | None = None) -> ImageSource:
    """Returns a picture in a file of its own; reading it raises `BadData` if it is missing or too large.

    Args:
        path: The file.
        name: What it is called; its file's name if empty.
        label: Its class, if that is known.
    """
    name = name or path.name
    return ImageSource(name, partial(_read_bounded, partial(_open_file, path), name), label)


def is_wanted(name: str) -> bool:
    """Tells by its path whether a file is a picture of the data set, and not a hidden one."""
    return not _is_hidden(name) and PurePosixPath(name).suffix.lower() in EXTENSIONS


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in PurePosixPath(name).parts)


def _files_below(folder: Path) -> Iterator[Path]:
    """Yields the files of a folder and all below, following no link."""
    count = 0
    for parent, _, files in os.walk(folder):
        for name in files:
            path = Path(parent) / name
            if not path.is_symlink():
                count += 1
                if count > MAX_FILES:
                    raise BadData(_TOO_MANY.format(f"more than {MAX_FILES:,} in {folder.name}"))
                yield path


def _members(path: Path) -> tuple[zipfile.ZipFile, list[str]]:
    try:
        if (size := _directory_bytes(path)) > MAX_DIRECTORY_BYTES:
            raise BadData(_TOO_MANY.format(f"a list of files of {size:,} bytes in {path.name}"))
        archive = zipfile.ZipFile(path)
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError) as error:
        raise BadData(f"This zip is damaged. Received: {path.name}: {error}") from error
    if len(entries) > MAX_FILES:
        raise BadData(_TOO_MANY.format(f"{len(entries):,} in {path.name}"))
    total = sum(entry.file_size for entry in entries)
    if total > MAX_TOTAL_BYTES:
        raise BadData(
            f"A zip may hold at most {MAX_TOTAL_BYTES // 2**30} GB. "
            f"Received: {path.name}, {total / 2**30:.0f} GB"
        )
    # Nothing is unpacked by its name, so a path that climbs out harms nobody; still, who made it is not
    # to be trusted, and a link has no picture in it.
    entries = [entry for entry in entries if not (_climbs(entry.filename) or _is_link(entry))]
    for entry in entries:
        if entry.file_size > MAX_COMPRESSION_RATIO * max(entry.compress_size, 1) and entry.file_size > 2**20:
            raise BadData(
                "This zip is packed as ordinary pictures never are, and was not opened. "
                f"Received: {entry.filename[:60]}, {entry.compress_size:,} bytes for {entry.file_size:,}"
            )
    return archive, [entry.filename for entry in entries]


def _open_file(path: Path) -> IO[bytes]:
    """Opens a file for reading; raises `OSError` for a pipe or a device, which may never end."""
    if path.exists() and not path.is_file():
        raise OSError("not a regular file")
    return path.open("rb")


def _read_bounded(open_file: Callable[[], IO[bytes]], name: str) -> bytes:
    try:
        with open_file() as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError) as error:
        raise BadData(f"This file cannot be read. Received: {name}: {error}") from error
    if len(data) > MAX_BYTES:
        raise BadData(f"A picture may have at most {MAX_BYTES // 2**20} MB. Received: {name} is larger")
    return data


def _directory_bytes(path: Path) -> int:
    """Returns how long a zip's list of files is, from its last record, before anything reads that list.

    Source: PKWARE, APPNOTE.TXT 6.3.10, sections 4.3.15 and 4.3.16.
    """
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - _END_BYTES - 2**16, 0))
        tail = file.read()
    start = tail.rfind(b"PK\x05\x06")
    if start < 0 or len(tail) < start + _END_BYTES:
        raise zipfile.BadZipFile("its end is missing")
    size = int.from_bytes(tail[start + 12 : start + 16], "little")
    # All bits set: the true length is in the record for large archives, and so is large.
    return path.stat().st_size if size == 2**32 - 1 else size


def _climbs(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or PureWindowsPath(name).drive != ""


def _is_link(entry: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(entry.external_attr >> 16)
