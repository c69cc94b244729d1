"""Labelled data sets for evaluation: class folders, zips of them, and stroke files.

All of it comes from outside: sizes, counts, names and paths are bounded before anything is read.
"""

import gzip
import json
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from core.errors import BadData, InklingError
from core.pictures import EXTENSIONS, MAX_BYTES
from core.strokes import Strokes, from_quickdraw

STROKE_SUFFIXES = (".ndjson", ".ndjson.gz")
MAX_FILES = 200_000
MAX_LINE_BYTES = 4 * 1024 * 1024
# A well compressed picture shrinks little more; anything beyond is made to explode.
MAX_COMPRESSION_RATIO = 200


@dataclass(frozen=True)
class PictureFile:
    """A picture that has not been read yet.

    Attributes:
        name: Path for messages, relative to the data set.
        label: Name of its class folder, or None outside of one.
        place: The file itself, or the zip that holds it.
        member: Its name inside the zip, or None.
    """

    name: str
    label: str | None
    place: Path
    member: str | None = None

    def read(self) -> bytes:
        """Reads the bytes; raises `BadData` if the file is too large or damaged."""
        try:
            if self.member is None:
                with self.place.open("rb") as file:
                    return _bounded(file, self.name)
            with zipfile.ZipFile(self.place) as archive, archive.open(self.member) as file:
                return _bounded(file, self.name)
        except (OSError, zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError) as error:
            raise BadData(f"This file cannot be read. Received: {self.name}: {error}") from error


@dataclass(frozen=True)
class StrokeLine:
    """One line of a stroke file.

    Attributes:
        index: Its number in the file, from 0.
        label: Its `word` or `label`, or None.
        strokes: The drawing, or None if the line cannot be read.
        problem: Why it cannot be read.
    """

    index: int
    label: str | None
    strokes: Strokes | None
    problem: str = ""


def is_stroke_file(path: Path) -> bool:
    """Tells by its name whether a file holds drawings as strokes."""
    return path.name.lower().endswith(STROKE_SUFFIXES)


def read_strokes(path: Path) -> Iterator[StrokeLine]:
    """Reads a Quick, Draw!-format file line by line; a bad line is reported, the rest goes on.

    Args:
        path: An `.ndjson` file, or `.ndjson.gz`.

    Yields:
        One `StrokeLine` for each line that is not empty.

    Raises:
        BadData: If the file cannot be opened or unpacked, or a line is longer than 4 MB.
    """
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            file: IO[bytes] = gzip.GzipFile(fileobj=raw) if packed else raw  # type: ignore[assignment]
            index = 0
            while line := file.readline(MAX_LINE_BYTES + 1):
                if len(line) > MAX_LINE_BYTES:
                    raise BadData(
                        "A line of a stroke file may have at most 4 MB. "
                        f"Received: {path.name}, line {index + 1} is longer"
                    )
                if line.strip():
                    yield _stroke_line(index, line)
                    index += 1
    except (OSError, EOFError, zlib.error) as error:
        raise BadData(f"This stroke file is damaged or missing. Received: {path.name}: {error}") from error


def pictures_in(path: Path) -> list[PictureFile]:
    """Lists the pictures of a folder (with all folders below) or of a zip, in a stable order.

    A picture's label is the name of the folder that holds it directly. Hidden files, `__MACOSX` and files
    that are not named like pictures are left out.

    Raises:
        BadData: If there is no such place, the zip is damaged or made to explode, or there are too many
            files.
    """
    if path.is_dir():
        files = [p for p in sorted(path.rglob("*")) if p.is_file() and not p.is_symlink()]
        names = [PurePosixPath(p.relative_to(path).as_posix()) for p in files]
        found = [PictureFile(str(name), _label(name), p) for name, p in zip(names, files, strict=True)]
    elif zipfile.is_zipfile(path):
        found = [
            PictureFile(name, _label(PurePosixPath(name)), path, name) for name in sorted(_members(path))
        ]
    else:
        raise BadData(f"Give a folder, a zip of class folders or a stroke file. Received: {path}")
    wanted = [file for file in found if _is_wanted(PurePosixPath(file.name))]
    if len(wanted) > MAX_FILES:
        raise BadData(f"A data set may have at most {MAX_FILES:,} pictures. Received: {len(wanted):,}")
    return wanted


def _members(path: Path) -> list[str]:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    except (OSError, zipfile.BadZipFile) as error:
        raise BadData(f"This zip is damaged. Received: {path.name}: {error}") from error
    if len(entries) > MAX_FILES:
        raise BadData(f"A data set may have at most {MAX_FILES:,} files. Received: {len(entries):,}")
    for entry in entries:
        if entry.file_size > MAX_COMPRESSION_RATIO * max(entry.compress_size, 1) and entry.file_size > 2**20:
            raise BadData(
                "This zip is packed as ordinary pictures never are, and was not opened. "
                f"Received: {entry.filename[:60]}, {entry.compress_size:,} bytes for {entry.file_size:,}"
            )
    return [entry.filename for entry in entries]


def _bounded(file: IO[bytes], name: str) -> bytes:
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise BadData(f"A picture may have at most {MAX_BYTES // 2**20} MB. Received: {name} is larger")
    return data


def _label(name: PurePosixPath) -> str | None:
    return name.parent.name or None


def _is_wanted(name: PurePosixPath) -> bool:
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in name.parts)
    return not hidden and name.suffix.lower() in EXTENSIONS


def _stroke_line(index: int, line: bytes) -> StrokeLine:
    try:
        content = json.loads(line)
        label = content.get("word", content.get("label"))
        label = None if label is None else str(label)
        return StrokeLine(index, label, from_quickdraw(content.get("drawing")))
    except (ValueError, AttributeError, RecursionError) as error:
        return StrokeLine(index, None, None, f"This line is not a JSON object. Received: {error}")
    except InklingError as error:
        return StrokeLine(index, None, None, str(error))
