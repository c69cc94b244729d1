"""Tables that say what each picture of a folder shows, as `labels.csv` and `metadata.jsonl` do."""

import csv
import io
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from core.datasets.part_names import part_of
from core.preprocessing.image_source import Part

SUFFIXES = (".csv", ".tsv", ".jsonl")
MAX_TABLE_BYTES = 16 * 2**20
MAX_ROWS = 500_000
_MAX_CELL_LETTERS = 1_000
# A name that more pictures have says of none of them which it is.
_MAX_NAMESAKES = 100
# Headings, by their letters alone; the first that a table has counts.
_FILE_HEADINGS = (
    "filename", "filenames", "filepath", "filepaths", "file", "files", "imagepath", "imagename",
    "imagefile", "imagefilename", "imgpath", "imgname", "image", "images", "img", "picture", "photo",
    "path", "paths", "imageid", "imgid", "id", "ids", "name",
)  # fmt: skip
_LABEL_HEADINGS = (
    "labelname", "classname", "categoryname", "label", "labels", "class", "classes", "category",
    "categories", "target", "targets", "species", "breed", "classlabel", "y", "tag",
)  # fmt: skip
_PART_HEADINGS = ("split", "splits", "part", "subset", "dataset", "set", "usage", "partition", "phase")
_ONE_HOT = {"0": False, "0.0": False, "": False, "false": False, "1": True, "1.0": True, "true": True}
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{2,5}$")


@dataclass(frozen=True)
class Row:
    """What a table says of a picture.

    Attributes:
        label: Its class; empty if it has none.
        part: Its part; empty if the table does not say.
    """

    label: str
    part: Part = ""


def is_table(name: str) -> bool:
    """Tells by its name whether a file may be a table of labels."""
    return name.lower().endswith(SUFFIXES)


def rows_by_picture(tables: Mapping[str, bytes], pictures: Sequence[str]) -> dict[str, dict[str, Row]]:
    """Finds what tables say of the pictures that lie with them.

    Args:
        tables: Content by path.
        pictures: Paths of the pictures, with `/`.

    Returns:
        For the path of each table that speaks of these pictures, its rows by the pictures' paths. One that
        names less than half of the pictures in its folder, and of which less than half of the rows are about
        pictures that are there, is about something else.
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
        count = 0
        for value, row in _rows(name, content, index):
            count += 1
            picture = index.find(value, folder_of(name), parts.get(name, ""))
            if picture is not None:
                rows[picture] = Row(row.label, row.part or part)
        beside = sum(is_beside(picture, name) for picture in pictures)
        if 2 * len(rows) >= min(count, beside) and any(row.label or row.part for row in rows.values()):
            by_table[name] = rows
    return by_table


def folder_of(path: str) -> str:
    """Returns the folder of a file, with a `/` at its end; empty at the top."""
    return path[: path.rfind("/") + 1]


def is_beside(picture: str, table: str) -> bool:
    """Tells whether a picture lies in a table's folder or below."""
    return picture.startswith(folder_of(table))


class _Index:
    """Finds a picture by what a table calls it: a path, the end of one, or either without the suffix."""

    def __init__(self, pictures: Iterable[str]) -> None:
        self._by_end: dict[str, list[str]] = defaultdict(list)
        self._by_path: dict[str, str] = {}
        for picture in pictures:
            plain = _plain(picture)
            self._by_path[plain] = picture
            for end in _ends(plain):
                self._by_end[end].append(picture)
                if (stem := _EXTENSION.sub("", end)) != end:
                    self._by_end[stem].append(picture)

    def has(self, value: str) -> bool:
        """Tells whether a picture is called so, wherever it lies."""
        return _ends(_plain(value))[-1] in self._by_end

    def find(self, value: str, folder: str, part: str) -> str | None:
        """Finds the picture that a table in a folder, perhaps of a part, means; None if unclear."""
        plain = _plain(value)
        path = self._by_path.get(_plain(folder + value)) or self._by_path.get(plain)
        if path is not None:
            return path
        found = next((found for end in _ends(plain) if (found := self._by_end.get(end))), [])
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


def _stem(path: str) -> str:
    return path.rpartition("/")[2].partition(".")[0]


def _parts_of_path(path: str) -> set[str]:
    return {found[0] for folder in path.split("/")[:-1] if (found := part_of(folder)) is not None}


def _rows(name: str, content: bytes, index: _Index) -> Iterator[tuple[str, Row]]:
    """Yields what a table calls each picture, and what it says of it."""
    text = text_of(content)
    if name.lower().endswith(".jsonl"):
        yield from _json_rows(text)
        return
    text = text.lstrip("\ufeff\r\n")
    lines = _lines(text)
    # Programs write a remark above the headings, and spreadsheets leave rows empty.
    first = next((line for line in lines if any(map(str.strip, line)) and not _is_remark(line)), [])
    yield from _csv_rows(first, lines, index)


def _lines(text: str) -> Iterator[list[str]]:
    """Yields the cells of each line; one that cannot be read ends no other."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    for _ in range(MAX_ROWS):
        try:
            yield next(reader)
        except csv.Error:
            continue
        except StopIteration:
            return


def _is_remark(line: list[str]) -> bool:
    return (
        line[0].lstrip().startswith("#") or re.fullmatch("sep=.?", line[0].strip(), re.IGNORECASE) is not None
    )


def text_of(content: bytes) -> str:
    """Decodes a table in whatever encoding spreadsheets write: UTF-8, UTF-16 or that of Western Windows."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    if b"\0" in content[:2]:
        return content.decode("utf-16-be" if content[:1] == b"\0" else "utf-16-le", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _delimiter(text: str) -> str:
    """Returns what parts the cells: what the first line says, or the first one with headings has most of."""
    beginning = text[:_MAX_CELL_LETTERS].splitlines() or [""]
    if re.fullmatch("sep=.", beginning[0], re.IGNORECASE):
        return beginning[0][-1]
    headings = (line for line in beginning if line.strip(" ,;\t|") and not line.startswith("#"))
    return max(",;\t|", key=next(headings, "").count)


def _csv_rows(first: list[str], lines: Iterable[list[str]], index: _Index) -> Iterator[tuple[str, Row]]:
    headings = [_letters(heading) for heading in first]
    file_column, label_column, part_column = (
        next((headings.index(heading) for heading in known if heading in headings), None)
        for known in (_FILE_HEADINGS, _LABEL_HEADINGS, _PART_HEADINGS)
    )
    if file_column is None and len(first) > 1 and index.has(first[0]):
        # There are no headings.
        lines, file_column, label_column, part_column = chain([first], lines), 0, 1, None
    if file_column is None:
        return
    if label_column is None and len(headings) == 2 and part_column is None:
        label_column = 1 - file_column
    one_hot = [column for column in range(len(headings)) if column not in (file_column, part_column)]
    for line in lines:
        cells = dict(enumerate(cell.strip()[:_MAX_CELL_LETTERS] for cell in line))
        part = part_of(cells.get(part_column, "")) if part_column is not None else None
        label = _hot(first, one_hot, cells) if label_column is None else cells.get(label_column, "")
        if value := cells.get(file_column, ""):
            yield value, Row(label, part[0] if part else "")


def _letters(heading: str) -> str:
    return re.sub("[^a-z]", "", heading.lower())


def _hot(headings: Sequence[str], columns: Iterable[int], cells: Mapping[int, str]) -> str:
    """Returns the heading of the only column that has a 1, where each class has a column; else nothing."""
    marks = {column: _ONE_HOT.get(cells.get(column, "").lower()) for column in columns}
    marked = [column for column, mark in marks.items() if mark]
    return headings[marked[0]].strip() if len(marked) == 1 and None not in marks.values() else ""


def _json_rows(text: str) -> Iterator[tuple[str, Row]]:
    for line in islice(io.StringIO(text), MAX_ROWS):
        try:
            content = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(content, dict):
            cells = {_letters(key): value for key, value in content.items()}
            known = (_FILE_HEADINGS, _LABEL_HEADINGS, _PART_HEADINGS)
            value, label, part = (_first_text(cells, headings) for headings in known)
            found = part_of(part)
            if value:
                yield value, Row(label, found[0] if found else "")


def _first_text(cells: Mapping[str, object], headings: Iterable[str]) -> str:
    found = next((cells[heading] for heading in headings if heading in cells), "")
    return str(found).strip()[:_MAX_CELL_LETTERS] if isinstance(found, str | int | float) else ""
