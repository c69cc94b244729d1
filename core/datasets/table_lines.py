"""The lines of a table of labels, as spreadsheets, scripts and people write them."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import islice
from typing import Any

from core.datasets.text_encoding import decoded
from core.preprocessing.decode import EXTENSIONS

SUFFIXES = (".csv", ".tsv", ".jsonl")
# Files that may be tables, and are mostly something else.
TEXT_SUFFIX, _JSON_SUFFIX = ".txt", ".json"
MAX_ROWS = 500_000
# So many rows tell what the columns are about.
SAMPLE_ROWS = 1_000
# Of a file that is one JSON value: it is parsed as a whole.
MAX_JSON_BYTES = 8 * 2**20
_MAX_CELL_LETTERS = 1_000
_MAX_KEYS = 100
_SUFFIXES = "|".join(extension.removeprefix(".") for extension in sorted(EXTENSIONS))
_NAME = rf"[^\t,;|]*?\S\.(?:{_SUFFIXES})"
_FILE_FIRST = re.compile(rf"({_NAME})[ \t:]+([^\t,;|]+)", re.IGNORECASE)
# A number in front is that of the file rather than of a class.
_FILE_LAST = re.compile(rf"((?=\S*[^\W\d])[^ \t,;|]+)[ \t]+(?=\S)({_NAME})", re.IGNORECASE)
Reading = Callable[[], Iterator[list[str]]]


def is_table(name: str) -> bool:
    """Tells by its name whether a file is a table."""
    return name.lower().endswith(SUFFIXES)


def may_be_table(name: str) -> bool:
    """Tells by its name whether a file can be a table of labels, though most that are called so are not."""
    return name.lower().endswith((*SUFFIXES, TEXT_SUFFIX, _JSON_SUFFIX))


def readings(name: str, content: bytes) -> list[Reading]:
    """Returns the ways in which a table may be read.

    Args:
        name: Its path.
        content: Its bytes.

    Returns:
        Functions that each yield the cells of its lines, from the headings on if it has any.
    """
    if name.lower().endswith(_JSON_SUFFIX):
        return [partial(_json_value, content)]
    text = decoded(content).lstrip("\ufeff\r\n")
    if name.lower().endswith(".jsonl"):
        return [partial(_json_lines, partial(_objects, text))]
    marked: list[Reading] = [partial(_lines, text, delimiter) for delimiter in _delimiters(text)]
    return [partial(_names_and_words, text), *marked] if name.lower().endswith(TEXT_SUFFIX) else marked


def _names_and_words(text: str) -> Iterator[list[str]]:
    """Yields a picture and what stands beside it on its line; of any other line, the whole of it."""
    for line in islice(io.StringIO(text), MAX_ROWS):
        plain = line.strip()[:_MAX_CELL_LETTERS]
        if first := _FILE_FIRST.fullmatch(plain):
            yield [first[1], first[2]]
        elif last := _FILE_LAST.fullmatch(plain):
            yield [last[2], last[1]]
        elif plain and not plain.startswith("#"):
            yield [plain, ""]


def _lines(text: str, delimiter: str) -> Iterator[list[str]]:
    """Yields the cells of each line that has any, from the headings on, but for what cannot be read."""
    is_above = True
    for line in islice(_records(list(io.StringIO(text, newline="")), delimiter), MAX_ROWS):
        # Programs write a remark above the headings, and spreadsheets leave rows empty.
        is_above = is_above and (not any(map(str.strip, line)) or _is_remark(line))
        if not is_above and any(map(str.strip, line)):
            yield [text[:_MAX_CELL_LETTERS] for text in line]


def _records(lines: Sequence[str], delimiter: str) -> Iterator[list[str]]:
    """Yields the cells of each record; what cannot be read is one without any.

    A quote that is never closed is a letter: it would make one cell of all that follows.
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
    """Tells whether a record ends within quotes, so that one more line would be a part of it."""
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
    """Returns what may part the cells: what the first line says, or what the first one with headings has."""
    beginning = text[:_MAX_CELL_LETTERS].splitlines() or [""]
    if re.fullmatch("sep=.", beginning[0], re.IGNORECASE):
        return [beginning[0][-1]]
    headings = next((line for line in beginning if line.strip(" ,;\t|") and not line.startswith("#")), "")
    return sorted((mark for mark in ",;\t|" if mark in headings), key=headings.count, reverse=True) or [","]


def _json_value(content: bytes) -> Iterator[list[str]]:
    """Yields the lines of a file that is one JSON value: classes by files, or a list of objects or of lists.

    The list may be all that an object holds.
    """
    try:
        value = json.loads(decoded(content)) if len(content) <= MAX_JSON_BYTES else None
    except (ValueError, RecursionError):
        return
    if isinstance(value, dict) and len(value) == 1 and isinstance(inner := next(iter(value.values())), list):
        value = inner
    if isinstance(value, dict):
        # Others hold a value by its name, as what a phone knows of one picture.
        pairs = [pair for pair in value.items() if pair[0].lower().endswith(tuple(EXTENSIONS))]
        yield from ([_cell(file), _cell(label)] for file, label in islice(pairs, MAX_ROWS))
    elif isinstance(value, list):
        found = [one for one in value if isinstance(one, dict)]
        yield from _json_lines(partial(islice, found, MAX_ROWS))
        if not found:
            rows = (one for one in value if isinstance(one, list))
            yield from (list(map(_cell, row[:_MAX_KEYS])) for row in islice(rows, MAX_ROWS) if row)


def _cell(value: Any) -> str:
    return str(value)[:_MAX_CELL_LETTERS] if isinstance(value, str | int | float) else ""


def _json_lines(objects: Callable[[], Iterable[dict[str, Any]]]) -> Iterator[list[str]]:
    """Yields the keys of the first objects as headings, and then the values of each object."""
    found = dict.fromkeys(key for content in islice(objects(), SAMPLE_ROWS) for key in content)
    headings = {key: column for column, key in enumerate(islice(found, _MAX_KEYS))}
    if headings:
        yield list(headings)
        for content in objects():
            cells = [""] * len(headings)
            for key in content.keys() & headings.keys():
                cells[headings[key]] = _cell(content[key])
            yield cells


def _objects(text: str) -> Iterator[dict[str, Any]]:
    for line in islice(io.StringIO(text), MAX_ROWS):
        try:
            content = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(content, dict):
            yield content
