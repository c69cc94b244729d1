"""Tables that say what each picture of a folder shows, as `labels.csv` and `metadata.jsonl` do."""

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
# A name that more pictures have says of none of them which it is.
_MAX_NAMESAKES = 100
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{2,5}$")


@dataclass(frozen=True)
class Row:
    """What a table says of a picture.

    Attributes:
        label: Its class; empty if it has none.
        part: Its part; empty if the table does not say.
        is_contradicted: Whether the table says elsewhere that it has another class.
    """

    label: str
    part: Part = ""
    is_contradicted: bool = False

    def joined(self, other: "Row") -> "Row":
        """Returns what this row and a later one about the same picture say together."""
        differs = bool(self.label and other.label) and not is_same_class(self.label, other.label)
        return Row(
            other.label or self.label,
            other.part or self.part,
            self.is_contradicted or other.is_contradicted or differs,
        )


def is_same_class(first: str, second: str) -> bool:
    """Tells whether two tables or rows mean the same class, however it is written."""
    return first == second or clean_label(first).casefold() == clean_label(second).casefold()


def rows_by_picture(tables: Mapping[str, bytes], pictures: Sequence[str]) -> dict[str, dict[str, Row]]:
    """Finds what tables say of the pictures that lie with them.

    Args:
        tables: Content by path.
        pictures: Paths of the pictures, with `/`.

    Returns:
        For the path of each table that speaks of these pictures, its rows by the pictures' paths. One that
        names less than half of the pictures in its folder, and of which less than half of the rows are about
        pictures that are there, is about something else. So is a text of which less than half of the lines
        name files, and a JSON list of the classes by their numbers.
    """
    index = _Index(pictures)
    parts = {name: found[0] for name in tables if (found := part_of(_stem(name))) is not None}
    has_parts = len(set(parts.values())) > 1
    by_table = {}
    for name, content in sorted(tables.items()):
        # What a contest wants to be sent holds answers that nobody knows yet.
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
    """Tells whether rows, as of `{"0": "cat", "1": "dog"}`, are about classes rather than about few pictures.

    Then each word is there once.
    """
    return len({row.label for row in rows.values()}) == len(rows) <= pictures / 2


def folder_of(path: str) -> str:
    """Returns the folder of a file, with a `/` at its end; empty at the top."""
    return path[: path.rfind("/") + 1]


def is_beside(picture: str, table: str) -> bool:
    """Tells whether a picture lies in a table's folder or below."""
    return picture.startswith(folder_of(table))


class _Index:
    """Finds a picture by what a table calls it: a path, the end of one, or either without the suffix.

    Where no picture is called so, one counts that has another suffix, as after it was converted, or zeros
    before its number, which spreadsheets take away; a table may also tell its address.
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
        """Tells whether a picture is called so, wherever it lies."""
        plain = _plain(value)
        return _ends(plain)[-1] in self._by_end or _bare_stem(plain) in self._by_stem

    def has_file(self, value: str) -> bool:
        """Tells whether a picture is called so, its suffix included: a text may begin with any number."""
        return _EXTENSION.search(value) is not None and self.has(value)

    def find(self, value: str, folder: str, part: str) -> str | None:
        """Finds the picture that a table in a folder, perhaps of a part, means; None if unclear."""
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
    """Returns the last three folders and names of a path, the last two, and the name."""
    steps = path.split("/")
    return ["/".join(steps[-count:]) for count in (3, 2, 1) if count <= len(steps)]


def _plain(path: str) -> str:
    return (
        unicodedata.normalize("NFC", path.strip()).replace("\\", "/").removeprefix("./").strip("/").casefold()
    )


def _bare_stem(plain: str) -> str:
    """Returns the name at the end of a path or an address, without suffix and zeros before a number."""
    if "://" in plain:
        plain = unquote(re.split("[?#]", plain)[0])
    stem = _EXTENSION.sub("", plain.rpartition("/")[2])
    return stem.lstrip("0") or "0" if stem.isdecimal() else stem


def _stem(path: str) -> str:
    return path.rpartition("/")[2].partition(".")[0]


def _parts_of_path(path: str) -> set[str]:
    return {found[0] for folder in path.split("/")[:-1] if (found := part_of(folder)) is not None}


def _rows(name: str, content: bytes, index: _Index) -> Iterator[tuple[str, Row]]:
    """Yields what a table calls each picture, and what it says of it."""
    is_picture = index.has_file if name.lower().endswith(TEXT_SUFFIX) else index.has
    found = [
        (columns, read)
        for read in readings(name, content)
        if (columns := find_columns(list(islice(read(), SAMPLE_ROWS)), is_picture)) is not None
    ]
    if not found:
        return
    # What parts the cells is what leaves names of pictures in one of them.
    columns, read = max(found, key=lambda pair: (pair[0].pictures, pair[0].label is not None))
    for cells in islice(read(), int(columns.has_headings), None):
        if value := cell(cells, columns.file):
            part = part_of(cell(cells, columns.part))
            yield value, Row(columns.label_of(cells), part[0] if part else "")
