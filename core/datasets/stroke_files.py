"""Reads drawings from stroke files line by line, within limits on their total size."""

import gzip
import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import IO, Any, NoReturn

import numpy as np

from core.datasets.source_file import (
    HARMLESS_BYTES,
    MAX_COMPRESSION_RATIO,
    SourceFile,
    refuse_pointer,
    unreadable,
)
from core.datasets.text_encoding import as_utf8
from core.errors import BadData, InklingError, SourceTooLarge
from core.preprocessing.image_source import ImageSource, Part
from core.preprocessing.quickdraw_format import StrokeLine, read_stroke_line, stroke_line_of
from core.preprocessing.strokes import Strokes
from core.storage.json_values import MAX_JSON_VALUES, has_too_many_values

SUFFIXES = (".ndjson", ".ndjson.gz")
# Suffixes of files that may hold drawings if there are no pictures next to them; they have many other uses.
JSON_SUFFIXES = (".json", ".jsonl", ".json.gz", ".jsonl.gz")
MAX_LINE_BYTES = 4 * 2**20
# Limit for a file that is one JSON value, which is parsed as a whole.
MAX_JSON_BYTES = 8 * 2**20
# Limit for all stroke files of a source together.
MAX_BLANK_LINES = 1_000_000
# Limits for all stroke files of a source together, if all drawings are kept in memory.
MAX_DRAWINGS = 50_001  # one more than a data set may have, so that adding them is refused there
MAX_UNPACKED_BYTES = 2**30
MAX_TOTAL_POINTS = 20_000_000
MAX_TOTAL_STROKES = 1_000_000


def is_stroke_file(name: str) -> bool:
    """Returns whether a file's name is that of a stroke file."""
    return name.lower().endswith(SUFFIXES)


def may_be_stroke_file(name: str) -> bool:
    """Returns whether a file may hold drawings by its name, if there are no pictures next to it."""
    return name.lower().endswith((*SUFFIXES, *JSON_SUFFIXES))


class StrokeReader:
    """Reads the stroke files of a source, and limits what they hold together.

    Args:
        keeps_all: Whether the caller keeps all drawings in memory, so that their total size is limited, too.
    """

    def __init__(self, keeps_all: bool = True) -> None:
        self._keeps_all = keeps_all
        self._drawings = self._blank_lines = self._bytes = self._points = self._strokes = 0

    def read(self, file: SourceFile, label: str | None = None, part: Part = "") -> Iterator[ImageSource]:
        """Reads a stroke file.

        A line that cannot be read does not stop the others: reading its source raises the reason.

        Args:
            file: The file, compressed with gzip or not.
            label: Class of the drawings whose lines do not name one.
            part: Part of all drawings.

        Yields:
            A source for each line that is not blank.

        Raises:
            BadData: If the rest of the file cannot be read.
            SourceTooLarge: If the files of the source exceed a total limit; no other one may be read then.
        """
        try:
            with file.open() as raw:
                for number, content in enumerate(self._contents(raw, file.name), start=1):
                    if self._keeps_all and self._drawings >= MAX_DRAWINGS:
                        return
                    self._drawings += 1
                    yield self._source(f"{file.name}, line {number}", content, label, part)
        except InklingError:
            raise
        except Exception as error:
            # Unpacking a damaged file may raise any exception.
            raise unreadable(file.name, error) from error

    def _contents(self, raw: IO[bytes], name: str) -> Iterator[Callable[[], StrokeLine]]:
        """Yields a function for each drawing that reads it."""
        beginning = raw.read(200)
        refuse_pointer(beginning, name)
        raw.seek(0)
        is_packed = beginning.startswith(b"\x1f\x8b")
        file = _as_text(raw, is_packed)
        if name.lower().endswith(JSON_SUFFIXES):
            values = _values(file.read(MAX_JSON_BYTES + 1), name)
            if values is not None:
                yield from (partial(stroke_line_of, value) for value in values)
                return
            raw.seek(0)
            file = _as_text(raw, is_packed)
        for line in self._lines(raw, file, is_packed, name):
            self._bytes += len(line)
            if len(line) > MAX_LINE_BYTES:
                yield partial(
                    _refuse, "A line of a stroke file may have at most 4 MB. Received: a longer one"
                )
            elif line.strip():
                yield partial(read_stroke_line, line)
            else:
                self._blank_lines += 1
            self._require_bounds(name)

    def _lines(self, raw: IO[bytes], file: IO[bytes], is_packed: bool, name: str) -> Iterator[bytes]:
        """Yields the lines of a file; overlong ones are cut, but stay longer than `MAX_LINE_BYTES`."""
        unpacked = skipped = 0
        is_rest = False
        while line := file.readline(MAX_LINE_BYTES + 1):
            unpacked += len(line)
            if is_packed and unpacked > max(MAX_COMPRESSION_RATIO * raw.tell(), HARMLESS_BYTES):
                raise BadData(
                    "This file is compressed far more than real drawings are, so it was not read. "
                    f"Received: {name}, {raw.tell():,} bytes for more than {unpacked:,}"
                )
            if is_rest:
                skipped += len(line)
                if skipped > MAX_UNPACKED_BYTES:
                    raise BadData(
                        "This file has a line of more than 1 GB; the rest of it was not read. "
                        f"Received: {name}, with {skipped:,} bytes without a line break"
                    )
            else:
                yield line
            is_rest = not line.endswith(b"\n") and (is_rest or len(line) > MAX_LINE_BYTES)

    def _require_bounds(self, name: str) -> None:
        if self._blank_lines > MAX_BLANK_LINES:
            raise SourceTooLarge(
                f"Stroke files may have at most {MAX_BLANK_LINES:,} blank lines. Received: more, in {name}"
            )
        if not self._keeps_all:
            return
        if (
            self._bytes > MAX_UNPACKED_BYTES
            or self._points > MAX_TOTAL_POINTS
            or self._strokes > MAX_TOTAL_STROKES
        ):
            raise SourceTooLarge(
                f"All drawings together may have at most {MAX_TOTAL_STROKES:,} strokes, {MAX_TOTAL_POINTS:,} "
                f"points and {MAX_UNPACKED_BYTES // 2**30} GB. Import fewer. Received: more, from {name}"
            )

    def _source(
        self, name: str, content: Callable[[], StrokeLine], label: str | None, part: Part
    ) -> ImageSource:
        try:
            line = content()
        except InklingError as error:
            return ImageSource(name, partial(_refuse, str(error)), label, part)
        lengths = [len(stroke) for stroke in line.strokes]
        self._points += sum(lengths)
        self._strokes += len(lengths)
        # One array per drawing takes a fraction of the memory that one per stroke does.
        read = partial(_split, np.concatenate(line.strokes), np.cumsum(lengths[:-1], dtype=np.int32))
        return ImageSource(name, read, line.label or label, part, is_drawing=True)


def _as_text(raw: IO[bytes], is_packed: bool) -> IO[bytes]:
    return as_utf8(gzip.GzipFile(fileobj=raw) if is_packed else raw)  # type: ignore[arg-type]


def _values(data: bytes, name: str) -> list[Any] | None:
    """Parses a file that is one JSON value: a drawing or a list of them; None if each line is a value."""
    if len(data) > MAX_JSON_BYTES or has_too_many_values(data):
        if data.lstrip().startswith(b"[") or _spans_lines(data):
            raise BadData(
                f"A JSON file that is one list or object may have at most {MAX_JSON_BYTES // 2**20} MB and "
                f"{MAX_JSON_VALUES:,} values: write each drawing on a line of its own instead. "
                f"Received: more, in {name}"
            )
        return None
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        if _spans_lines(data):
            raise BadData(
                "This file is not valid JSON, so its drawings cannot be read; save it again. "
                f"Received: {name}"
            ) from error
        return None
    values = value if isinstance(value, list) else [value]
    if not any(isinstance(each, dict) and "drawing" in each for each in values):
        raise BadData(f"There are no drawings in this file. Received: {name}")
    return values


def _spans_lines(data: bytes) -> bool:
    """Returns whether JSON is a list or object that is written on several lines, rather than one on each."""
    first_line = data.lstrip().partition(b"\n")[0].rstrip()
    return first_line.startswith((b"[", b"{")) and first_line.endswith((b"[", b"{", b",", b":"))


def _split(points: np.ndarray, ends: np.ndarray) -> Strokes:
    return np.split(points, ends)


def _refuse(reason: str) -> NoReturn:
    raise BadData(reason)
