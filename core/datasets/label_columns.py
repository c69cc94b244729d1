"""Which columns of a table hold files, classes and parts: told by what is in them, and by headings."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from core.datasets.part_names import part_of


def letters_of(heading: str) -> str:
    """Returns a heading's letters alone, small and without accents."""
    plain = unicodedata.normalize("NFKD", heading.casefold())
    return "".join(letter for letter in plain if letter.isalpha())


def _headings(text: str) -> tuple[str, ...]:
    return tuple(letters_of(word) for word in text.split())


# By their letters alone; the first that a table has counts.
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
# A class comes more often than once.
_PICTURES_OF_A_CLASS = 2


@dataclass(frozen=True)
class Columns:
    """Where a table says what.

    Attributes:
        file: The column that names the pictures.
        label: The one with their classes; None if there is none.
        part: The one with their parts; None if there is none.
        one_hot: Those that are a class each, with a 1 for what belongs to it.
        first: The first line.
        has_headings: Whether that line holds headings.
        pictures: How many pictures the file column names, of those that are there.
    """

    file: int
    label: int | None
    part: int | None
    one_hot: tuple[int, ...]
    first: tuple[str, ...]
    has_headings: bool
    pictures: int

    def label_of(self, cells: Sequence[str]) -> str:
        """Returns the class of a line; empty if it has none, or several."""
        if self.label is not None:
            return cell(cells, self.label)
        marks = {column: _ONE_HOT.get(cell(cells, column).lower()) for column in self.one_hot}
        marked = [column for column, mark in marks.items() if mark]
        is_one = len(marked) == 1 and None not in marks.values()
        return cell(self.first, marked[0]) if is_one else ""


def cell(cells: Sequence[str], column: int | None) -> str:
    """Returns a cell without blanks around it; empty where the line is shorter."""
    return cells[column].strip() if column is not None and column < len(cells) else ""


def find_columns(lines: Sequence[Sequence[str]], is_picture: Callable[[str], bool]) -> Columns | None:
    """Finds out what the columns of a table are about.

    Args:
        lines: Its first lines, perhaps with headings, none of them empty.
        is_picture: Tells whether a picture is called so.

    Returns:
        The columns; None if none of them names pictures.
    """
    if not lines:
        return None
    first = tuple(lines[0])
    headings = [letters_of(heading) for heading in first]
    named = [{value for line in lines if (value := cell(line, column))} for column in range(len(first))]
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
    others = [
        column
        for column in range(len(first))
        if column != file and not _names_files(named[column], is_picture)
    ]
    part = _first_known(_PART_HEADINGS, headings, others) if has_headings else None
    labels = [column for column in others if column != part]
    label = _first_known(_LABEL_HEADINGS, headings, labels, rows) if has_headings else None
    if part is None:
        part = next((column for column in others if column != label and _are_parts(rows, column)), None)
        labels = [column for column in others if column != part]
    one_hot = tuple(labels) if label is None and has_headings and _are_marks(rows, labels) else ()
    if label is None and not one_hot:
        label = labels[0] if len(labels) == 1 else _like_classes(rows, labels)
    return Columns(file, label, part, one_hot, first, has_headings, pictures[file])


def _rank(heading: str, known: Sequence[str]) -> int:
    return known.index(heading) if heading in known else len(known)


def _first_known(
    known: Iterable[str], headings: Sequence[str], columns: Sequence[int], rows: Sequence[Sequence[str]] = ()
) -> int | None:
    """Returns the column with the first known heading, of those that are not empty in all rows."""
    filled = [column for column in columns if not rows or any(cell(row, column) for row in rows)]
    return next((column for word in known for column in filled if headings[column] == word), None)


def _are_parts(rows: Sequence[Sequence[str]], column: int) -> bool:
    parts = {part_of(value) for row in rows if (value := cell(row, column))}
    return None not in parts and len({found[0] for found in parts if found}) > 1


def _are_marks(rows: Sequence[Sequence[str]], columns: Sequence[int]) -> bool:
    """Tells whether columns are a class each: of half of the rows at least, one is marked."""
    if len(columns) < 2:
        return False
    cells = [[_ONE_HOT.get(cell(row, column).lower()) for column in columns] for row in rows]
    sound = sum(None not in marks and sum(map(bool, marks)) == 1 for marks in cells)
    return 2 * sound >= len(rows)


def _like_classes(rows: Sequence[Sequence[str]], columns: Sequence[int]) -> int | None:
    """Returns the only column whose words come again and again, as classes do; numbers may be anything."""
    found: list[int] = []
    for column in columns:
        values = [value for row in rows if (value := cell(row, column))]
        distinct = set(values)
        is_repeated = len(distinct) > 1 and _PICTURES_OF_A_CLASS * len(distinct) <= len(values)
        if is_repeated and not all(map(_NUMBER.fullmatch, distinct)):
            found.append(column)
    return found[0] if len(found) == 1 else None


def _names_files(values: Iterable[str], is_picture: Callable[[str], bool]) -> bool:
    """Tells whether a column beside that of the files names pictures, too, and so no classes."""
    return any(_SUFFIX.search(value) and is_picture(value) for value in values)
