"""Pseudo-labels: photos sorted by what a network predicts, into folders or as a data set to train on."""

import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import IO

from core.datasets.data_set import DataSet
from core.datasets.import_records import ImportRequest
from core.datasets.ingestion import add_picture
from core.datasets.picture_imports import PictureImport, start_import
from core.datasets.store import begin_data_set, data_sets
from core.datasets.uploads import pack_labelled
from core.errors import BadData, InklingError
from core.inference.batch import Row
from core.preprocessing.image_source import ImageSource
from core.storage.files import new_folder, translating_disk_full
from core.storage.names import clean_label, safe_file_name, unique_name
from core.storage.progress import Progress, no_progress

UNSURE_FOLDER = "_not sure"
UNREADABLE_FOLDER = "_cannot be read"
CORRECTED_TITLE = "Corrected photos"
# A download is held in memory as a whole.
MAX_ZIP_BYTES = 1_000 * 2**20


def folder_of(row: Row, by_kind: bool, network: int = 0) -> str:
    """Returns the folder that a photo belongs into, by one network's answer.

    Args:
        row: Its line in the table.
        by_kind: Whether by kind of thing, as "dog", rather than by class.
        network: Index of the network that decides.
    """
    if not row.verdicts:
        return UNREADABLE_FOLDER
    verdict = row.verdicts[network]
    if verdict is None:
        return UNSURE_FOLDER
    if verdict.kind and by_kind:
        return verdict.kind
    return verdict.answer.label if verdict.answer else UNSURE_FOLDER


def most_answering_network(rows: Sequence[Row]) -> int:
    """Returns the index of the network that answers for the most photos; of several, the first."""
    answered = [[verdict is not None and verdict.sure for verdict in row.verdicts] for row in rows]
    counts = [sum(column) for column in zip(*filter(None, answered), strict=True)]
    return counts.index(max(counts)) if counts else 0


def sorted_zip(
    photos: Sequence[ImageSource], rows: Sequence[Row], by_kind: bool = False, network: int = 0
) -> bytes:
    """Packs photos, as they came, into a zip with a folder for each answer.

    Args:
        photos: All photos.
        rows: The lines of those to pack.
        by_kind: As in `folder_of`.
        network: As in `folder_of`.

    Raises:
        BadData: If it would become larger than a browser should be given.
        DiskFull: If there is no room to make it.
    """
    with translating_disk_full(Path(tempfile.gettempdir())), tempfile.TemporaryFile() as file:
        size = 0
        # Photos are compressed already.
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            for path, data in _readable(photos, rows, by_kind, network):
                size += len(data)
                if size > MAX_ZIP_BYTES:
                    raise BadData(
                        "These photos are too many for one zip. Choose fewer with the filter, or sort them "
                        "in the terminal: python -m core predict FOLDER --network NAME --sort-into FOLDER. "
                        f"Received: more than {MAX_ZIP_BYTES // 2**20:,} MB"
                    )
                archive.writestr(path, data)
        return _whole(file)


def sort_into(folder: Path, photos: Sequence[ImageSource], rows: Sequence[Row], by_kind: bool = False) -> int:
    """Copies photos into a folder for each answer; returns how many. It must be new or empty.

    Raises:
        BadData: If there is something in the folder already.
        DiskFull: If there is no room.
    """
    if folder.exists() and any(folder.iterdir()):
        raise BadData(f"Choose a new or an empty folder to sort into. Received: {folder}, which is not empty")
    count = 0
    with new_folder(folder) as draft:
        for path, data in _readable(photos, rows, by_kind, network=0):
            (draft / path).parent.mkdir(exist_ok=True)
            (draft / path).write_bytes(data)
            count += 1
    return count


def import_sorted(
    photos: Sequence[ImageSource],
    rows: Sequence[Row],
    by_kind: bool = False,
    progress: Progress = no_progress,
    network: int = 0,
) -> PictureImport:
    """Takes the photos that one network is sure of into a data set, to be corrected and trained on.

    Args:
        photos: All photos.
        rows: The lines of those to take.
        by_kind: As in `folder_of`.
        progress: Called with how many photos are copied, and of how many.
        network: As in `folder_of`.

    Returns:
        The import, which goes on in a worker.

    Raises:
        BadData: If it is sure of none.
        DiskFull: If there is no room to copy them.
    """
    sources = [
        replace(photos[row.number], label=label)
        for row in rows
        if (label := clean_label(folder_of(row, by_kind, network)))
        not in (UNSURE_FOLDER, UNREADABLE_FOLDER, "")
    ]
    if not sources:
        raise BadData(
            "The network is not sure of any of these photos, so there is nothing to learn from yet. Say "
            f"what they really are, one by one. Received: {len(rows)} photos"
        )
    request = ImportRequest(name="Sorted photos", title="Sorted photos", kind="photo")
    return start_import(request, lambda folder: pack_labelled(folder, sources, progress))


def correct(photo: ImageSource, label: str) -> DataSet:
    """Keeps a photo with its right label for the next training; raises `BadData` if the label is empty."""
    if not clean_label(label):
        raise BadData(f"Say first what it really is. Received: {label!r}")
    data = photo.read_bytes()

    def add(data_set: DataSet) -> DataSet:
        return add_picture(data_set, data, photo.name, label)

    for data_set in data_sets():
        if data_set.kind == "photo" and data_set.title == CORRECTED_TITLE:
            return add(data_set)
    return begin_data_set(CORRECTED_TITLE, "photo", add)


def _readable(
    photos: Sequence[ImageSource], rows: Sequence[Row], by_kind: bool, network: int
) -> Iterator[tuple[str, bytes]]:
    """Reads photos as they came, with their new paths; one that can no longer be read is left out."""
    for row, path in _paths(rows, by_kind, network):
        try:
            yield path, photos[row.number].read_bytes()
        except InklingError:
            continue


def _paths(rows: Sequence[Row], by_kind: bool, network: int) -> Iterator[tuple[Row, str]]:
    """Gives every photo a path of its own, `folder/name`, with nothing in it that could climb out."""
    taken: set[str] = set()
    for row in rows:
        name = PurePosixPath(row.name.replace("\\", "/"))
        stem = safe_file_name(name.stem) or "photo"
        suffix = name.suffix if name.suffix[1:].isalnum() else ""
        folder = safe_file_name(folder_of(row, by_kind, network)) or "other"
        path = unique_name(f"{folder}/{stem}", taken, suffix)
        taken.add(path.casefold())
        yield row, path


def _whole(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()
