"""Lists labelled pictures from outside: folders, zips, tars, stroke files and uploads, all in the same form.

None of it is trusted: sizes, counts, names and paths are checked against limits before pictures are read.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path, PurePosixPath

from core.bundles.format import CARD, MODEL
from core.datasets.folder_files import files_of_folder
from core.datasets.foreign_names import doubtful_names, readable_names
from core.datasets.label_tables import MAX_TABLE_BYTES, rows_by_picture
from core.datasets.layouts import resolve, resolve_stroke_files
from core.datasets.listing import LeftOut, Listing
from core.datasets.listing_notes import (
    classes_with_inner_folders,
    classes_without_pictures,
    doubtful_classes,
)
from core.datasets.places import Place
from core.datasets.source_file import SourceFile, open_regular, read_whole
from core.datasets.stroke_files import StrokeReader, is_stroke_file, may_be_stroke_file
from core.datasets.system_files import system_files
from core.datasets.table_lines import is_table, may_be_table
from core.datasets.tar_files import files_of_tar, is_tar
from core.datasets.text_encoding import leaves_doubt
from core.datasets.unnamed_pictures import is_unnamed_picture, may_be_picture
from core.datasets.unread_files import is_document, unread, unread_table
from core.datasets.zip_files import files_of_zip
from core.errors import BadData, InklingError, SourceTooLarge
from core.preprocessing.decode import EXTENSIONS, MAX_BYTES, PDF_IN_WORDS
from core.preprocessing.image_source import ImageSource
from core.storage.names import printable
from core.storage.paths import nothing_at

# How many tables are read per source, topmost folders first, and the total size at which no more are read.
MAX_TABLES, MAX_TABLES_BYTES = 50, 64 * 2**20
MAX_FOLDERS = 50  # one within the other
# The files that every saved network has.
_NETWORK_FILES = {CARD, MODEL}


def list_source(path: Path, name: str = "") -> Listing:
    """Lists the content of a folder, a zip, a tar, a stroke file or a picture, without decoding pictures.

    Args:
        path: The folder or file. An archive stays open, or is copied, while its pictures are referenced.
        name: The source's name as the user knows it, if it differs from that of `path`.

    Returns:
        Its pictures and drawings with their class and part, and the files left out.

    Raises:
        BadData: If it cannot be opened, is a decompression bomb, or holds too many files.
    """
    name = name or path.name
    if path.is_dir():
        return _listing(files_of_folder(path), name)
    if not path.exists():
        raise nothing_at(str(path))
    if is_picture(name) or is_unnamed_picture(_own_file(path, name)):
        return Listing([image_file(path, name)], [], name)
    if may_be_stroke_file(name):
        return _listing([_own_file(path, name)], name)
    if is_tar(name):
        return _listing(files_of_tar(path, _is_readable, name), name)
    if _is_zip(path, name):
        return _listing(files_of_zip(path, name), name)
    other = "not a picture, stroke file (.ndjson), folder, zip or tar that can be read"
    what = PDF_IN_WORDS if name.lower().endswith(".pdf") else other
    raise BadData(f"This is {what}. Received: {printable(name)}")


def read_drawings(path: Path) -> Iterator[ImageSource]:
    """Reads a stroke file of any length line by line, without keeping the drawings.

    Args:
        path: Path of the file.

    Yields:
        A source for each line that is not blank, with the word of the line as its label.

    Raises:
        BadData: If the rest of the file cannot be read; see `StrokeReader`.
    """
    yield from StrokeReader(keeps_all=False).read(_own_file(path, path.name))


def image_file(path: Path, name: str = "") -> ImageSource:
    """Returns a source for an image file; reading it raises `BadData` if it is missing or too large.

    Args:
        path: Path of the file.
        name: Name of the picture; that of `path` if empty.
    """
    name = name or path.name
    return ImageSource(name, partial(read_whole, _own_file(path, name), MAX_BYTES))


def is_picture(name: str) -> bool:
    """Returns whether a file's name is that of a picture in a supported format."""
    return PurePosixPath(name).suffix.lower() in EXTENSIONS


def _own_file(path: Path, name: str) -> SourceFile:
    return SourceFile(name, partial(open_regular, path))


def _is_zip(path: Path, name: str) -> bool:
    if name.lower().endswith(".zip"):
        return True
    try:
        with open_regular(path) as file:
            return file.read(4) in (b"PK\x03\x04", b"PK\x05\x06")
    except OSError as error:
        raise BadData(f"This file cannot be read. Received: {printable(name)}: {error}") from error


def _is_readable(name: str) -> bool:
    return is_picture(name) or may_be_picture(name) or may_be_stroke_file(name) or may_be_table(name)


def _listing(files: Sequence[SourceFile], name: str) -> Listing:
    """Sorts files into pictures, drawings, tables and others, and finds the classes and parts."""
    _refuse_network(files, name)
    usable, left_out = _usable(files)
    pictures = [file for file in usable if is_picture(file.name) or is_unnamed_picture(file)]
    # Next to pictures, a `.json` file describes them instead of holding drawings.
    holds_drawings = is_stroke_file if pictures else may_be_stroke_file
    strokes = [file for file in usable if holds_drawings(file.name)]
    seen = readable_names(file.name for file in (*pictures, *strokes))
    shown = [seen[file.name] for file in pictures]
    drawn = {file.name for file in strokes}
    undrawn = [file for file in usable if file.name not in drawn]
    tables, unreadable = _tables(undrawn, pictures) if pictures else ({}, {})
    rows = rows_by_picture(tables, shown)
    found = resolve(shown, rows)
    places = {file.name: found[seen[file.name]] for file in pictures}
    # Finding the classes of many pictures takes a while, so it is done only if there are stroke files.
    in_folders = resolve_stroke_files([seen[file.name] for file in strokes], shown) if strokes else {}
    drawings, damaged = _drawings(strokes, [in_folders[seen[file.name]] for file in strokes])
    read = {*places, *rows, *drawn}
    has_classes = not places or any(place.label for place in places.values())
    left_out += [
        unreadable[file.name]
        if file.name in unreadable
        else unread_table(file.name)
        if file.name in tables and is_table(file.name)
        else unread(file.name, has_classes)
        for file in usable
        if file.name not in read
    ]
    # Tables refer to pictures by their readable names.
    doubtful = {picture for table in rows if leaves_doubt(tables[table]) for picture in rows[table]}
    in_doubt = {name for name in places if seen[name] in doubtful}
    others = [file.name for file in left_out if file.name not in places]
    return Listing(
        [*(_source(file, places[file.name]) for file in pictures), *drawings],
        [*left_out, *damaged],
        name,
        {name: place.problem for name, place in places.items() if place.problem},
        tuple(_notes(pictures, places, in_doubt, [] if strokes else others)),
    )


def _notes(
    pictures: Sequence[SourceFile], places: Mapping[str, Place], in_tables: set[str], others: Iterable[str]
) -> Iterator[str]:
    """Yields sentences that tell the user about the classes."""
    doubtful = {file.name for file in pictures if file.is_doubtful}
    doubtful |= doubtful_names(file.name for file in pictures)
    doubtful |= in_tables
    yield from doubtful_classes(places[file.name].label or "" for file in pictures if file.name in doubtful)
    yield from classes_without_pictures(places, others)
    yield from classes_with_inner_folders(places)


def _refuse_network(files: Sequence[SourceFile], name: str) -> None:
    """Refuses a network saved from Inkling, whose only picture is a sheet of examples."""
    paths = [PurePosixPath(file.name) for file in files]
    if {path.name for path in paths} >= _NETWORK_FILES and len({path.parent for path in paths}) == 1:
        raise BadData(
            "This is a network saved from Inkling, not pictures; use Import a network instead. "
            f"Received: {printable(name)}"
        )


def _usable(files: Sequence[SourceFile]) -> tuple[list[SourceFile], list[LeftOut]]:
    """Returns the usable files, and those that are left out for a reason; ignores system files."""
    usable, left_out = [], []
    added = system_files([file.name for file in files])
    for file in files:
        name = PurePosixPath(file.name).name
        problem = file.problem or (
            "hidden, because its name begins with a dot" if name.startswith(".") else ""
        )
        if file.name.count("/") > MAX_FOLDERS:
            problem = f"nested more than {MAX_FOLDERS} folders deep"
        if file.name in added:
            continue
        if problem:
            left_out.append(LeftOut(file.name, problem, not is_document(file.name)))
        else:
            usable.append(file)
    return usable, left_out


def _source(file: SourceFile, place: Place) -> ImageSource:
    return ImageSource(file.name, partial(read_whole, file, MAX_BYTES), place.label, place.part)


def _drawings(
    files: Sequence[SourceFile], places: Sequence[Place]
) -> tuple[list[ImageSource], list[LeftOut]]:
    """Reads stroke files, each with its place; keeps the drawings before the damage in a damaged file."""
    reader = StrokeReader()
    drawings: list[ImageSource] = []
    damaged = []
    for file, place in zip(files, places, strict=True):
        try:
            for drawing in reader.read(file, place.label, place.part):
                if drawing.label is None and (reason := _why_unreadable(drawing)):
                    damaged.append(LeftOut(drawing.name, reason))
                else:
                    drawings.append(drawing)
        except SourceTooLarge:
            raise
        except InklingError as error:
            damaged.append(LeftOut(file.name, str(error), is_stroke_file(file.name)))
    return drawings, damaged


def _why_unreadable(drawing: ImageSource) -> str:
    """Returns why a line holds no drawing; empty if it does. A drawing is already in memory at this point."""
    try:
        drawing.read()
    except InklingError as error:
        return str(error)
    return ""


def _tables(
    files: Iterable[SourceFile], pictures: Iterable[SourceFile]
) -> tuple[dict[str, bytes], dict[str, LeftOut]]:
    """Reads files that may be tables of labels.

    Returns:
        Their content by path, and the tables that cannot be read; files that only may be tables are skipped.
    """
    # A text for a single picture is not a table: "1.txt" or "1.jpg.json" next to "1.jpg".
    stems = {name for file in pictures for name in (file.name, file.name.rpartition(".")[0])}
    named = [
        file
        for file in files
        if is_table(file.name) or (may_be_table(file.name) and file.name.rpartition(".")[0] not in stems)
    ]
    named.sort(key=lambda file: (not is_table(file.name), file.name.count("/")))
    tables: dict[str, bytes] = {}
    unreadable: dict[str, LeftOut] = {}
    for file in named:
        try:
            if len(tables) >= MAX_TABLES or sum(map(len, tables.values())) >= MAX_TABLES_BYTES:
                raise BadData(f"There are too many tables; put all labels into one. Received: {file.name}")
            tables[file.name] = read_whole(file, MAX_TABLE_BYTES, "table of labels")
        except InklingError as error:
            if is_table(file.name):
                unreadable[file.name] = LeftOut(file.name, str(error), is_picture=False)
    return tables, unreadable
