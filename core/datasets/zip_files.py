"""Lists the files of a zip: checked against limits first, never extracted under their names."""

import stat
import zipfile
from functools import partial
from pathlib import Path

from core.datasets.source_file import (
    CLIMBS,
    HARMLESS_BYTES,
    LINK,
    MAX_COMPRESSION_RATIO,
    MAX_FILES,
    MAX_TOTAL_BYTES,
    SourceFile,
    below_root,
    cannot_open,
    climbs,
    open_regular,
    plain_path,
    reason_of,
    refuse_pointer,
)
from core.datasets.zip_names import names_of
from core.errors import BadData, InklingError
from core.plurals import counted
from core.storage.names import printable
from core.storage.zip_directory import file_entries, open_zip

# Maximum size of a zip's directory, checked before it is read: enough for `MAX_FILES` names.
MAX_DIRECTORY_BYTES = 200 * MAX_FILES
_IS_ENCRYPTED = 0x1
PASSWORD = "protected by a password; unpack it, and import the folder instead"
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
_PACKING_NAMES = {9: "Deflate64", 93: "Zstandard", 95: "XZ", 98: "PPMd", 99: "AES"}
_BEGINNING_BYTES = 200
_NAMELESS = "(a file without a name)"


def files_of_zip(path: Path, name: str = "") -> list[SourceFile]:
    """Lists the files of a zip, sorted by name. The zip stays open while any of them is referenced.

    Args:
        path: Path of the zip.
        name: The zip's name as the user knows it; that of `path` if empty.

    Returns:
        All files, including those that cannot be unpacked, with the reason.

    Raises:
        BadData: If it is not a zip, is damaged or a decompression bomb, or there are too many files.
    """
    name = printable(name or path.name)
    archive = _opened(path, name)
    entries = file_entries(archive)
    # Only a decoded name shows a folder: in some code pages, a letter may end in the byte of a backslash.
    names, doubtful = names_of(entries)
    named = [pair for pair in zip(entries, names, strict=True) if not pair[1].endswith("/")]
    _refuse_bombs(path, name, entries)
    # If a name occurs twice, the last file counts, as when the zip is unpacked.
    plain = below_root([plain_path(file_name) or _NAMELESS for _, file_name in named])
    unique = {
        shown: (entry, file_name in doubtful) for shown, (entry, file_name) in zip(plain, named, strict=True)
    }
    return [_file(archive, *unique[file_name], file_name) for file_name in sorted(unique)]


def _opened(path: Path, name: str) -> zipfile.ZipFile:
    try:
        with open_regular(path) as file:
            refuse_pointer(file.read(_BEGINNING_BYTES), name)
        return open_zip(path, MAX_FILES, MAX_DIRECTORY_BYTES)
    except InklingError:
        raise
    except Exception as error:
        # `zipfile` may raise any exception if the directory is damaged.
        raise BadData(
            "This file is damaged or not a zip; create or download it again. "
            f"Received: {name}: {reason_of(error)}"
        ) from error


def _refuse_bombs(path: Path, name: str, entries: list[zipfile.ZipInfo]) -> None:
    total = sum(entry.file_size for entry in entries)
    if total > MAX_TOTAL_BYTES:
        raise BadData(
            f"A zip may hold at most {MAX_TOTAL_BYTES // 2**30} GB. Received: {name}, {total / 2**30:,.0f} GB"
        )
    # Entries may overlap, so that each of them has an ordinary ratio, but the zip as a whole does not.
    whole = (total, path.stat().st_size, name)
    for size, packed, what in (whole, *((e.file_size, e.compress_size, e.filename) for e in entries)):
        if size > HARMLESS_BYTES and size > MAX_COMPRESSION_RATIO * max(packed, 1):
            raise BadData(
                "This zip is compressed far more than real pictures are, so it was not opened. "
                f"Received: {printable(what[:60])}, {counted(packed, 'byte')} for {size:,}"
            )


def _file(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, is_doubtful: bool, name: str) -> SourceFile:
    problem = _problem(entry, name)
    opened = cannot_open if problem else partial(archive.open, entry)
    return SourceFile(name, opened, problem, is_doubtful)


def _problem(entry: zipfile.ZipInfo, name: str) -> str:
    """Returns why an entry cannot be unpacked; empty if it can."""
    if climbs(name):
        return CLIMBS
    if name == _NAMELESS:
        return "damaged: it has no name"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return LINK
    if entry.compress_type == 99 or entry.flag_bits & _IS_ENCRYPTED:
        return PASSWORD
    if entry.compress_type not in _PACKINGS:
        packing = _PACKING_NAMES.get(entry.compress_type, f"method {entry.compress_type}")
        return f"compressed in an unsupported way ({packing}); unpack it, and import the folder instead"
    return ""
