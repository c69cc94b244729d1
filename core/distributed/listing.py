"""The files of a job: listed once, within bounds, and stored as one table that every restart reads."""

import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import fs, parquet

from core.datasets.folder_files import paths_below, problem_of
from core.datasets.readers import MAX_FOLDERS, is_picture
from core.datasets.stroke_files import is_stroke_file, may_be_stroke_file
from core.datasets.system_files import is_system_file
from core.datasets.unread_files import unread
from core.distributed.places import Place, open_place, translating_place_errors
from core.errors import BadData
from core.plurals import counted
from core.storage.files import translating_disk_full
from core.storage.names import printable
from core.storage.paths import nothing_at

MAX_FILES = 10**9
MAX_NAME_BYTES = 4096
FILES_TABLE = "files.parquet"
# `name` is the path below the place, in bytes because it may not be valid text; `problem` says why the file
# is not opened.
FILES_SCHEMA = pa.schema([("place", pa.int32()), ("name", pa.binary()), ("problem", pa.string())])
_ROWS_PER_GROUP = 10_000
# An absolute path, or one that contains `..`.
_NEVER_LISTED = r"^/|(^|/)\.\.(/|$)"


@dataclass(frozen=True)
class ListedFile:
    """A file of a job.

    Attributes:
        place: Index of the place that the file is in.
        name: Its path below the place, with `/` as separator; empty if the place is the file itself.
        problem: Why the file must not be opened; empty if it may be opened.
    """

    place: int
    name: bytes
    problem: str = ""


def list_places(texts: Sequence[str], out: Place | None = None) -> Iterator[ListedFile]:
    """Lists all files that a user would expect among the pictures, folder by folder.

    Args:
        texts: The places, as `core.distributed.places.full_text` returns them.
        out: The folder of the job's output, which may be inside one of the places; nothing in it is listed.

    Yields:
        Pictures and stroke files and, with a problem, picture files that cannot be read. Documents and system
        files are skipped. Links are not followed.

    Raises:
        BadData: If a place does not exist, or is neither a folder, a picture nor a stroke file.
        CannotReadOrWrite: If a place cannot be listed.
    """
    for index, text in enumerate(texts):
        place = open_place(text)
        with translating_place_errors(text):
            is_folder = place.is_folder()
        if is_folder is None:
            raise nothing_at(place.text)
        if not is_folder:
            if not (is_picture(place.path) or may_be_stroke_file(place.path)):
                raise BadData(
                    "Tables are made from folders, pictures and stroke files (.ndjson); unpack an archive "
                    f"first. Received: {printable(place.text)}"
                )
            yield ListedFile(index, b"")
            continue
        names = _names_here(Path(text)) if place.file_system is None else _names_far_away(place)
        output = _name_below(place, out)
        for name, problem in names:
            if output is not None and f"{os.fsdecode(name)}/".startswith(output):
                continue
            file = _listed(index, name, problem)
            if file is not None:
                yield file


def write_listing(files: Iterable[ListedFile], out: Place) -> int:
    """Writes the table of all files into the output folder, unless there are none; returns their number.

    Raises:
        BadData: If there are too many.
        DiskFull: If there is no room.
    """
    count = 0
    with translating_disk_full(Path(tempfile.gettempdir())), tempfile.TemporaryFile() as draft:
        with parquet.ParquetWriter(draft, FILES_SCHEMA, compression="zstd") as writer:
            group: list[ListedFile] = []
            for file in files:
                group.append(file)
                count += 1
                if count > MAX_FILES:
                    raise BadData(f"A job may have at most {MAX_FILES:,} files; split it into several.")
                if len(group) == _ROWS_PER_GROUP:
                    writer.write_table(_table(group))
                    group = []
            if group:
                writer.write_table(_table(group))
        if count:
            out.write(FILES_TABLE, draft)
    return count


class Listing:
    """The table of all files, read in ranges.

    Args:
        out: The folder that holds the table.
        count: Number of files that the table must list.
        places: Number of places that the files are in.

    Raises:
        BadData: If the table is missing or damaged, or lists another number of files.
    """

    def __init__(self, out: Place, count: int, places: int) -> None:
        self._out, self._places = out, places
        try:
            self._table = parquet.ParquetFile(_seekable(out))
            found = self._table.metadata.num_rows
            if found != count or not self._table.schema_arrow.equals(FILES_SCHEMA):
                raise pa.ArrowInvalid(f"{counted(found, 'file')}, or other columns")
        except (OSError, pa.ArrowException) as error:
            raise self._damaged(str(error)) from error

    def rows(self, start: int, stop: int) -> pa.Table:
        """Reads the files in a range of positions; raises `BadData` if a row cannot have been listed."""
        first, last = start // _ROWS_PER_GROUP, (stop - 1) // _ROWS_PER_GROUP
        groups = self._table.read_row_groups(list(range(first, last + 1)))
        rows = groups.slice(start - first * _ROWS_PER_GROUP, stop - start)
        if any(column.null_count for column in rows.columns):
            raise self._damaged("a row without a value")
        least, most = pc.min_max(rows["place"]).as_py().values()
        if least < 0 or most >= self._places:
            raise self._damaged(f"place {most if least >= 0 else least} of {self._places}")
        if pc.any(pc.match_substring_regex(rows["name"], _NEVER_LISTED)).as_py():
            raise self._damaged("a name that leads out of its place")
        return rows

    def _damaged(self, received: str) -> BadData:
        return BadData(
            "The list of this job's files is damaged; delete the folder and start again. "
            f"Received: {printable(self._out.text)}/{FILES_TABLE}: {printable(received)[:200]}"
        )


def _seekable(out: Place) -> IO[bytes] | pa.NativeFile:
    if out.file_system is None:
        return out.open(FILES_TABLE.encode())
    return out.file_system.open_input_file(out.path_of(FILES_TABLE.encode()))


def _table(files: Sequence[ListedFile]) -> pa.Table:
    columns = [
        [file.place for file in files],
        [file.name for file in files],
        [file.problem for file in files],
    ]
    return pa.table(columns, schema=FILES_SCHEMA)


def _name_below(place: Place, out: Place | None) -> str | None:
    """Returns the path of the output below a place, ending with `/`; None if it is not below the place."""
    if out is None or (place.file_system is None) != (out.file_system is None):
        return None
    if place.file_system is None:
        # One of the two paths may lead through a link.
        whole, beginning = os.path.realpath(out.path), os.path.realpath(place.path)
    else:
        whole, beginning = out.text, place.text
    beginning = f"{beginning.rstrip('/')}/"
    return f"{whole}/".removeprefix(beginning) if f"{whole}/".startswith(beginning) else None


def _names_here(folder: Path) -> Iterator[tuple[bytes, str]]:
    for path in paths_below(folder):
        yield os.fsencode(path.relative_to(folder).as_posix()), problem_of(path)


def _names_far_away(place: Place) -> Iterator[tuple[bytes, str]]:
    assert place.file_system is not None
    # Listed alone, a folder of Google's store seems to hold none (github.com/apache/arrow/issues/35993).
    is_at_once = place.file_system.type_name == "gcs"
    folders = [place.path]
    while folders:
        folder = folders.pop()
        with translating_place_errors(place.text):
            found = place.file_system.get_file_info(fs.FileSelector(folder, recursive=is_at_once))
        found.sort(key=lambda info: info.path)
        for info in found:
            if info.type == fs.FileType.File:
                yield info.path[len(place.path.rstrip("/")) + 1 :].encode("utf-8", "surrogatepass"), ""
        if not is_at_once:
            folders += [info.path for info in reversed(found) if info.type == fs.FileType.Directory]


def _listed(place: int, name: bytes, problem: str) -> ListedFile | None:
    """Returns a file, with a problem if it cannot be read; None if nobody would expect it among pictures."""
    text = name.decode("utf-8", "backslashreplace")
    if is_system_file(text):
        return None
    if len(name) > MAX_NAME_BYTES:
        return ListedFile(place, name[:80] + b"...", f"a path of more than {MAX_NAME_BYTES:,} bytes")
    if text.count("/") > MAX_FOLDERS:
        problem = f"nested more than {MAX_FOLDERS} folders deep"
    if text.rpartition("/")[2].startswith("."):
        problem = problem or "hidden, because its name begins with a dot"
    if problem or is_picture(text) or is_stroke_file(text):
        return ListedFile(place, name, problem)
    left_out = unread(text)
    return ListedFile(place, name, left_out.reason) if left_out.is_picture else None
