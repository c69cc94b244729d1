"""Reads tables that label the pictures of a folder, such as `labels.csv` and `metadata.jsonl`."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import unquote

from core.datasets.json_labels import SAMPLE_ROWS
from core.datasets.label_columns import cell, find_columns
from core.datasets.part_names import part_of
from core.datasets.table_lines import JSON_SUFFIX, TEXT_SUFFIX, readings
from core.preprocessing.image_source import Part
from core.storage.names import clean_label

MAX_TABLE_BYTES = 16 * 2**20
# A name that more pictures share is ambiguous.
_MAX_NAMESAKES = 100
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{2,5}$")


@dataclass(frozen=True)
class Row:
    """What a table says about a picture.

    Attributes:
        label: The picture's class; empty if it has none.
        part: The picture's part; empty if the table does not say.
        is_contradicted: Whether other rows of the table give it another class.
    """

    label: str
    part: Part = ""
    is_contradicted: bool = False

    def joined(self, other: "Row") -> "Row":
        """Returns this row merged with a later one about the same picture, which takes precedence."""
        differs = bool(self.label and other.label) and not is_same_class(self.label, other.label)
        return Row(
            other.label or self.label,
            other.part or self.part,
            self.is_contradicted or other.is_contradicted or differs,
        )


def is_same_class(first: str, second: str) -> bool:
    """Returns whether two labels mean the same class, regardless of case, spacing and Unicode form."""
    return first == second or clean_label(first).casefold() == clean_label(second).casefold()


def rows_by_picture(tables: Mapping[str, bytes], pictures: Sequence[str]) -> dict[str, dict[str, Row]]:
    """Finds what tables say about the pictures that come with them.

    Args:
        tables: Content by path.
        pictures: Paths of the pictures, with `/`.

    Returns:
        The rows by picture, for each table about these pictures; both are given by their paths. A table is
        about something else if it names less than half of the pictures in its folder and less than half of
        its rows match a picture. So are a text of which less than half of the lines name files, a JSON list
        of the classes by their numbers, and a table for submission to a contest.
    """
    index = _Index(pictures)
    parts = {name: found[0] for name in tables if (found := part_of(_stem(name))) is not None}
    has_parts = len(set(parts.values())) > 1
    by_table = {}
    for name, content in sorted(tables.items()):
        # A sample submission for a contest holds placeholders instead of classes.
        if "submission" in name.lower():
            continue
        part = parts.get(name, "") if has_parts else ""
        rows: dict[str, Row] = {}
        count = files = 0
        for value, row in _rows(name, content, index):
            count += 1
            files += _EXTENSION.search(value) is not None
            picture = index.find(value, folder_of(name), parts.get(name, ""))
            if picture is not None:
                row = Row(row.label, row.part or part)
                rows[picture] = rows[picture].joined(row) if picture in rows else row
        beside = sum(is_beside(picture, name) for picture in pictures)
        is_prose = name.lower().endswith(TEXT_SUFFIX) and 2 * files < count
        is_list = name.lower().endswith(JSON_SUFFIX) and not files and _lists_classes(rows, beside)
        if (
            not (is_prose or is_list)
            and 2 * len(rows) >= min(count, beside)
            and any(row.label or row.part for row in rows.values())
        ):
            by_table[name] = rows
    return by_table


def _lists_classes(rows: Mapping[str, Row], pictures: int) -> bool:
    """Returns whether rows, such as those of `{"0": "cat", "1": "dog"}`, list classes, not a few pictures.

    In a list of classes, each class occurs once, and there are at least twice as many pictures.
    """
    return len({row.label for row in rows.values()}) == len(rows) <= pictures / 2


def folder_of(path: str) -> str:
    """Returns the folder of a file with a trailing `/`; empty at the top level."""
    return path[: path.rfind("/") + 1]


def is_beside(picture: str, table: str) -> bool:
    """Returns whether a picture is in a table's folder or in one of its subfolders."""
    return picture.startswith(folder_of(table))


class _Index:
    """Finds a picture by its name in a table: a path, the end of one, or either without the suffix.

    If no picture has that name, it may have another suffix, as after a conversion, or leading zeros, which
    spreadsheets remove. The name may also be a URL.
    """

    def __init__(self, pictures: Iterable[str]) -> None:
        self._by_end: dict[str, list[str]] = defaultdict(list)
        self._by_stem: dict[str, list[str]] = defaultdict(list)
        self._by_path: dict[str, str] = {}
        for picture in pictures:
            plain = _plain(picture)
            self._by_path[plain] = picture
            self._by_stem[_bare_stem(plain)].append(picture)
            for end in _ends(plain):
                self._by_end[end].append(picture)
                if (stem := _EXTENSION.sub("", end)) != end:
                    self._by_end[stem].append(picture)

    def has(self, value: str) -> bool:
        """Returns whether a picture in any folder has this name."""
        plain = _plain(value)
        return _ends(plain)[-1] in self._by_end or _bare_stem(plain) in self._by_stem

    def has_file(self, value: str) -> bool:
        """Returns whether a picture has this name, suffix included: a plain number may mean anything."""
        return _EXTENSION.search(value) is not None and self.has(value)

    def find(self, value: str, folder: str, part: str) -> str | None:
        """Returns the picture that a table means; the table's folder and part break ties. None if unclear."""
        plain = _plain(value)
        path = self._by_path.get(_plain(folder + value)) or self._by_path.get(plain)
        if path is not None:
            return path
        found = next((found for end in _ends(plain) if (found := self._by_end.get(end))), [])
        found = found or self._by_stem.get(_bare_stem(plain), [])
        if len(found) > _MAX_NAMESAKES:
            return None
        for closer in (
            [picture for picture in found if picture.startswith(folder)],
            [picture for picture in found if part and part in _parts_of_path(picture)],
        ):
            found = closer or found
        return found[0] if len(found) == 1 else None


def _ends(path: str) -> list[str]:
    """Returns the last three components of a path, its last two, and its last one, as far as it has them."""
    steps = path.split("/")
    return ["/".join(steps[-count:]) for count in (3, 2, 1) if count <= len(steps)]


def _plain(path: str) -> str:
    return (
        unicodedata.normalize("NFC", path.strip()).replace("\\", "/").removeprefix("./").strip("/").casefold()
    )


def _bare_stem(plain: str) -> str:
    """Returns the last component of a path or URL, without the suffix and a number's leading zeros."""
    if "://" in plain:
        plain = unquote(re.split("[?#]", plain)[0])
    stem = _EXTENSION.sub("", plain.rpartition("/")[2])
    return stem.lstrip("0") or "0" if stem.isdecimal() else stem


def _stem(path: str) -> str:
    return path.rpartition("/")[2].partition(".")[0]


def _parts_of_path(path: str) -> set[str]:
    return {found[0] for folder in path.split("/")[:-1] if (found := part_of(folder)) is not None}


def _rows(name: str, content: bytes, index: _Index) -> Iterator[tuple[str, Row]]:
    """Yields the name of each picture in a table, and its row."""
    is_picture = index.has_file if name.lower().endswith(TEXT_SUFFIX) else index.has
    found = [
        (columns, read)
        for read in readings(name, content)
        if (columns := find_columns(list(islice(read(), SAMPLE_ROWS)), is_picture)) is not None
    ]
    if not found:
        return
    # The right way to split lines into cells is the one that finds the most names of pictures.
    columns, read = max(found, key=lambda pair: (pair[0].pictures, pair[0].label is not None))
    for cells in islice(read(), int(columns.has_headings), None):
        if value := cell(cells, columns.file):
            part = part_of(cell(cells, columns.part))
            yield value, Row(columns.label_of(cells), part[0] if part else "")
