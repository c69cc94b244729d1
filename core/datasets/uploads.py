"""Uploads from a browser -> one file in a folder, from which a worker imports the pictures.

A folder that was chosen in the browser, and photos that a network has sorted, are packed into a zip, so that
their names are only names in that zip, never paths on this computer.
"""

import shutil
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from core.datasets.listing import Listing
from core.datasets.readers import list_source
from core.datasets.source_file import MAX_FILES, MAX_TOTAL_BYTES
from core.errors import BadData, InklingError
from core.preprocessing.image_source import ImageSource
from core.storage.files import read_json, write_json
from core.storage.names import safe_file_name
from core.storage.progress import Progress, no_progress
from core.storage.zip_writing import add_to_zip

_ZIP, _LABELS = "folder.zip", "labels.json"
# Limits for the suffixes of a file name, such as "ndjson.gz", which show the format, and for its stem.
_MAX_SUFFIX_CHARACTERS, _MAX_STEM_BYTES = 20, 80


def write_file(folder: Path, name: str, stream: BinaryIO) -> None:
    """Copies an uploaded file piece by piece.

    Args:
        folder: The folder to write the file into.
        name: Name of the file, of any length and with any characters.
        stream: Content of the file.
    """
    with (folder / _file_name(name)).open("wb") as file:
        stream.seek(0)
        shutil.copyfileobj(stream, file)


def pack_folder(folder: Path, files: Sequence[tuple[str, Callable[[], bytes]]]) -> None:
    """Packs a folder that was chosen in the browser into a zip.

    Args:
        folder: The folder to write the zip into.
        files: Each file's path in the chosen folder, and a function that returns its bytes.

    Raises:
        BadData: If the files are too many or too large.
    """
    if len(files) > MAX_FILES:
        raise BadData(
            f"A folder may have at most {MAX_FILES:,} files. Remove some of them. Received: {len(files):,}"
        )
    total_bytes = 0
    with zipfile.ZipFile(folder / _ZIP, "w", zipfile.ZIP_STORED) as archive:
        for name, read in files:
            data = read()
            total_bytes += len(data)
            if total_bytes > MAX_TOTAL_BYTES:
                raise BadData(
                    f"A folder may hold at most {MAX_TOTAL_BYTES // 2**30} GB. Remove some of its files. "
                    "Received: more than that"
                )
            add_to_zip(archive, name.replace("\\", "/"), data)


def pack_labelled(folder: Path, sources: Sequence[ImageSource], progress: Progress = no_progress) -> None:
    """Packs pictures whose classes are known into a zip; those that cannot be read are left out.

    Args:
        folder: The folder to write the zip into, together with a file of names and classes.
        sources: The pictures, each with its class as the label.
        progress: Called with the number of pictures done and their total number.
    """
    known: dict[str, list[str]] = {}
    with zipfile.ZipFile(folder / _ZIP, "w", zipfile.ZIP_STORED) as archive:
        for number, source in enumerate(sources):
            progress(number, len(sources))
            try:
                data = source.read_bytes()
            except InklingError:
                continue
            member = f"pictures/{number}{PurePosixPath(_file_name(source.name)).suffix}"
            known[member] = [source.label or "", source.name]
            add_to_zip(archive, member, data)
    write_json(folder / _LABELS, known)


def list_upload(folder: Path, name: str) -> Listing:
    """Lists the content of a folder written by `write_file`, `pack_folder` or `pack_labelled`.

    Args:
        folder: The folder.
        name: The upload's name as the user knows it.

    Raises:
        BadData: If the upload no longer exists, or for the reasons of `list_source`.
    """
    paths = [path for path in folder.iterdir() if path.name != _LABELS] if folder.is_dir() else []
    if len(paths) != 1:
        raise BadData("The upload no longer exists; upload it again. Received: nothing")
    # An uploaded file is listed under its own name; the name of a zip packed here means nothing.
    listing = replace(list_source(paths[0], "" if paths[0].name == _ZIP else name), name=name)
    known = read_json(folder / _LABELS)
    if not isinstance(known, dict):
        return listing
    sources = [
        replace(source, label=known[source.name][0], name=known[source.name][1])
        for source in listing.sources
        if source.name in known
    ]
    return replace(listing, sources=sources)


def _file_name(name: str) -> str:
    """Returns a name of moderate length that is valid in any file system, with the same suffixes."""
    plain = safe_file_name(PurePosixPath(name.replace("\\", "/")).name) or "upload"
    stem, dot, suffix = plain.partition(".")
    if len(suffix) > _MAX_SUFFIX_CHARACTERS:
        suffix = suffix.rpartition(".")[2][-_MAX_SUFFIX_CHARACTERS:]
    return f"{stem.encode()[:_MAX_STEM_BYTES].decode('utf-8', 'ignore') or 'upload'}{dot}{suffix}"
