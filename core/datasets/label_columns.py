"""Finds the columns of a table that hold files, classes and parts, by their cells and their headings."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from core.datasets.part_names import part_of


def letters_of(heading: str) -> str:
    """Returns only the letters of a heading, in lower case and without accents."""
    plain = unicodedata.normalize("NFKD", heading.casefold())
    return "".join(letter for letter in plain if letter.isalpha())


def _headings(text: str) -> tuple[str, ...]:
    return tuple(letters_of(word) for word in text.split())


# Headings are compared by their letters alone; earlier words take precedence.
_FILE_HEADINGS = _headings(
    "filename filenames filepath filepaths file files imagepath imagename imagefile imagefilename imgpath "
    "imgname image images img picture photo path paths imageid imgid id ids name "
    "datei dateiname bild fichier nomfichier archivo nombrearchivo fichero arquivo nomefile bestand plik "
    "soubor dosya файл имяфайла 文件名 文件 檔名 ファイル名 ファイル 画像 파일명 파일"
)
_LABEL_HEADINGS = _headings(
    "labelname classname categoryname label labels class classes category categories target targets species "
    "breed classlabel y tag "
    "klasse klassenname kategorie etikett bezeichnung art classe categorie etiquette espece clase categoria "
    "etiqueta especie etichetta specie klass klasa kategoria etykieta gatunek trida stitek osztaly cimke "
    "s\u0131n\u0131f etiket класс категория метка вид κατηγορια κλαση فئة صنف تصنيف lop nhan loai "
    "类别 标签 分类 類別 標籤 分類 クラス ラベル 클래스 라벨 레이블 분류"
)
_PART_HEADINGS = ("split", "splits", "part", "subset", "dataset", "set", "usage", "partition", "phase")
_ONE_HOT = {"0": False, "0.0": False, "": False, "false": False, "1": True, "1.0": True, "true": True}
_NUMBER = re.compile(r"[-+]?[\d.,]+(e[-+]?\d+)?", re.IGNORECASE)
_SUFFIX = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}$")
# In a column of classes, each class has at least this many pictures on average.
_PICTURES_OF_A_CLASS = 2


@dataclass(frozen=True)
class Columns:
    """What the columns of a table hold.

    Attributes:
        file: Index of the column that names the pictures.
        label: Index of the column with their classes; None if there is none.
        part: Index of the column with their parts; None if there is none.
        one_hot: Indices of the columns that stand for one class each, with a 1 for its pictures.
        first: The first line.
        has_headings: Whether that line holds headings.
        pictures: Number of existing pictures that the file column names in the lines examined.
    """

    file: int
    label: int | None
    part: int | None
    one_hot: frozenset[int]
    first: tuple[str, ...]
    has_headings: bool
    pictures: int

    def label_of(self, cells: Sequence[str]) -> str:
        """Returns the class of a line; empty if it has none or several."""
        if self.label is not None:
            return cell(cells, self.label)
        marked = _marked(cells, self.one_hot)
        return "" if marked is None else cell(self.first, marked)


def cell(cells: Sequence[str], column: int | None) -> str:
    """Returns a cell without surrounding whitespace; empty if the line is too short or `column` is None."""
    return cells[column].strip() if column is not None and column < len(cells) else ""


def find_columns(lines: Sequence[Sequence[str]], is_picture: Callable[[str], bool]) -> Columns | None:
    """Finds out what the columns of a table hold.

    Args:
        lines: The first lines of the table, possibly with headings, none of them empty.
        is_picture: Returns whether a picture of that name exists.

    Returns:
        The columns; None if no column names existing pictures or has a heading for files.
    """
    if not lines:
        return None
    first = tuple(lines[0])
    headings = [letters_of(heading) for heading in first]
    named = [set(values) for values in _by_column(lines, len(first))]
    pictures = [sum(map(is_picture, values)) for values in named]
    file = max(
        range(len(first)),
        key=lambda column: (pictures[column], -_rank(headings[column], _FILE_HEADINGS), -column),
    )
    is_known = headings[file] in _FILE_HEADINGS
    if not pictures[file] and not is_known:
        return None
    has_headings = is_known or not is_picture(cell(first, file))
    rows = lines[has_headings:]
    values = _by_column(rows, len(first))
    others = [
        column
        for column in range(len(first))
        if column != file and not _names_files(named[column], is_picture)
    ]
    part = _first_known(_PART_HEADINGS, headings, others) if has_headings else None
    labels = [column for column in others if column != part]
    filled = [column for column in labels if values[column]]
    label = _first_known(_LABEL_HEADINGS, headings, filled) if has_headings else None
    if part is None:
        part = next((column for column in others if column != label and _are_parts(values[column])), None)
        labels = [column for column in others if column != part]
    marks = frozenset(labels)
    one_hot = marks if label is None and has_headings and _are_marks(rows, marks) else frozenset()
    if label is None and not one_hot:
        label = labels[0] if len(labels) == 1 else _like_classes(labels, values)
    return Columns(file, label, part, one_hot, first, has_headings, pictures[file])


def _rank(heading: str, known: Sequence[str]) -> int:
    return known.index(heading) if heading in known else len(known)


def _by_column(lines: Iterable[Sequence[str]], count: int) -> list[list[str]]:
    """Returns the non-empty cells of each column, in time proportional to the cells, not lines x columns."""
    columns: list[list[str]] = [[] for _ in range(count)]
    for line in lines:
        for values, text in zip(columns, line, strict=False):
            if value := text.strip():
                values.append(value)
    return columns


def _first_known(known: Iterable[str], headings: Sequence[str], columns: Sequence[int]) -> int | None:
    """Returns the column whose heading comes first in `known`; None if no column has a known heading."""
    by_heading: dict[str, int] = {}
    for column in columns:
        by_heading.setdefault(headings[column], column)
    return next((by_heading[word] for word in known if word in by_heading), None)


def _are_parts(values: Iterable[str]) -> bool:
    parts = {part_of(value) for value in values}
    return None not in parts and len({found[0] for found in parts if found}) > 1


def _are_marks(rows: Sequence[Sequence[str]], columns: frozenset[int]) -> bool:
    """Returns whether columns stand for one class each: at least half of the rows mark exactly one."""
    if len(columns) < 2:
        return False
    return 2 * sum(_marked(row, columns) is not None for row in rows) >= len(rows)


def _marked(cells: Sequence[str], columns: frozenset[int]) -> int | None:
    """Returns the only column marked in a line; None if none or several are, or a cell is not a mark."""
    marks = {
        column: _ONE_HOT.get(text.strip().lower()) for column, text in enumerate(cells) if column in columns
    }
    marked = [column for column, mark in marks.items() if mark]
    return marked[0] if len(marked) == 1 and None not in marks.values() else None


def _like_classes(columns: Iterable[int], by_column: Sequence[Sequence[str]]) -> int | None:
    """Returns the only non-numeric column whose values repeat as classes do; None if none or several do."""
    found: list[int] = []
    for column in columns:
        values = by_column[column]
        distinct = set(values)
        is_repeated = len(distinct) > 1 and _PICTURES_OF_A_CLASS * len(distinct) <= len(values)
        if is_repeated and not all(map(_NUMBER.fullmatch, distinct)):
            found.append(column)
    return found[0] if len(found) == 1 else None


def _names_files(values: Iterable[str], is_picture: Callable[[str], bool]) -> bool:
    """Returns whether a column other than that of the files names pictures too, and so holds no classes."""
    return any(_SUFFIX.search(value) and is_picture(value) for value in values)
