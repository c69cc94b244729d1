"""Splits tables of labels into lines and cells, as spreadsheets, scripts and people write them."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import islice
from typing import Any

from core.datasets.json_labels import MAX_CELL_CHARACTERS, MAX_ROWS, json_lines, json_value
from core.datasets.text_encoding import decoded
from core.preprocessing.decode import EXTENSIONS
from core.storage.json_values import has_too_many_values

SUFFIXES = (".csv", ".tsv", ".jsonl")
# Suffixes of files that may be tables, but mostly are not.
TEXT_SUFFIX, JSON_SUFFIX = ".txt", ".json"
_SUFFIXES = "|".join(extension.removeprefix(".") for extension in sorted(EXTENSIONS))
_NAME = rf"[^\t,;|]*?\S\.(?:{_SUFFIXES})"
_FILE_FIRST = re.compile(rf"({_NAME})[ \t:]+([^\t,;|]+)", re.IGNORECASE)
# A number before the name of a file numbers the file; it is not a class.
_FILE_LAST = re.compile(rf"((?=\S*[^\W\d])[^ \t,;|]+)[ \t]+(?=\S)({_NAME})", re.IGNORECASE)
Reading = Callable[[], Iterator[list[str]]]


def is_table(name: str) -> bool:
    """Returns whether a file's name is that of a table."""
    return name.lower().endswith(SUFFIXES)


def may_be_table(name: str) -> bool:
    """Returns whether a file may be a table of labels by its name, although most files like it are not."""
    return name.lower().endswith((*SUFFIXES, TEXT_SUFFIX, JSON_SUFFIX))


def readings(name: str, content: bytes) -> list[Reading]:
    """Returns the possible ways to read a table.

    Args:
        name: Path of the table.
        content: Bytes of the table.

    Returns:
        Functions that each yield the cells of its lines, starting with the headings if it has any.
    """
    if name.lower().endswith(JSON_SUFFIX):
        return [partial(json_value, content)]
    text = decoded(content).lstrip("\ufeff\r\n")
    if name.lower().endswith(".jsonl"):
        return [partial(json_lines, partial(_objects, text))]
    marked: list[Reading] = [partial(_lines, text, delimiter) for delimiter in _delimiters(text)]
    return [partial(_names_and_words, text), *marked] if name.lower().endswith(TEXT_SUFFIX) else marked


def _names_and_words(text: str) -> Iterator[list[str]]:
    """Yields the picture and the text next to it on each line; for other lines, the line and no text."""
    for line in islice(io.StringIO(text), MAX_ROWS):
        plain = line.strip()[:MAX_CELL_CHARACTERS]
        if first := _FILE_FIRST.fullmatch(plain):
            yield [first[1], first[2]]
        elif last := _FILE_LAST.fullmatch(plain):
            yield [last[2], last[1]]
        elif plain and not plain.startswith("#"):
            yield [plain, ""]


def _lines(text: str, delimiter: str) -> Iterator[list[str]]:
    """Yields the cells of each line from the headings on, except lines that are empty or unreadable."""
    is_above = True
    for line in islice(_records(list(io.StringIO(text, newline="")), delimiter), MAX_ROWS):
        # Programs write remarks above the headings, and spreadsheets have empty rows.
        is_above = is_above and (not any(map(str.strip, line)) or _is_remark(line))
        if not is_above and any(map(str.strip, line)):
            yield [text[:MAX_CELL_CHARACTERS] for text in line]


def _records(lines: Sequence[str], delimiter: str) -> Iterator[list[str]]:
    """Yields the cells of each record; an unreadable record has no cells.

    A quote that is never closed is taken literally, because it would make one cell of the rest of the file.
    """
    begin = 0
    while begin < len(lines):
        reader = csv.reader(islice(lines, begin, None), delimiter=delimiter)
        first = begin
        while first < len(lines):
            try:
                record = next(reader)
            except csv.Error:
                record = []
            after = begin + reader.line_num
            is_last = after == len(lines)
            if after - first > 1 and (not record or (is_last and _is_open(lines[first:], delimiter))):
                yield from _unquoted(lines[first], delimiter)
                begin = first + 1
                break
            yield record
            first = after
        else:
            return


def _is_open(lines: Sequence[str], delimiter: str) -> bool:
    """Returns whether a record ends within quotes, so that a following line would belong to it."""
    try:
        return len(list(csv.reader([*lines, "x"], delimiter=delimiter))) == 1
    except csv.Error:
        return True


def _unquoted(line: str, delimiter: str) -> Iterator[list[str]]:
    with suppress(csv.Error):
        yield from csv.reader([line], delimiter=delimiter, quoting=csv.QUOTE_NONE)


def _is_remark(line: list[str]) -> bool:
    return (
        line[0].lstrip().startswith("#") or re.fullmatch("sep=.?", line[0].strip(), re.IGNORECASE) is not None
    )


def _delimiters(text: str) -> list[str]:
    """Returns possible delimiters: the one that the first line declares, or those among the headings."""
    beginning = text[:MAX_CELL_CHARACTERS].splitlines() or [""]
    if re.fullmatch("sep=.", beginning[0], re.IGNORECASE):
        return [beginning[0][-1]]
    headings = next((line for line in beginning if line.strip(" ,;\t|") and not line.startswith("#")), "")
    return sorted((mark for mark in ",;\t|" if mark in headings), key=headings.count, reverse=True) or [","]


def _objects(text: str) -> Iterator[dict[str, Any]]:
    for line in islice(io.StringIO(text), MAX_ROWS):
        if has_too_many_values(line):
            continue
        try:
            content = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(content, dict):
            yield content
