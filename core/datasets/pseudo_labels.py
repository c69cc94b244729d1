"""Pseudo-labels: sorts photos by a network's predictions, into folders or into a data set to train on."""

import hashlib
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import IO

from core.datasets.class_names import class_folders
from core.datasets.corrections import relabel
from core.datasets.data_set import DataSet
from core.datasets.import_records import ImportRequest
from core.datasets.ingestion import add_picture
from core.datasets.picture_imports import PictureImport, start_import
from core.datasets.store import begin_data_set, data_sets
from core.datasets.uploads import pack_labelled
from core.errors import BadData, InklingError
from core.inference.batch import Row
from core.plurals import counted
from core.preprocessing.image_source import ImageSource
from core.storage.files import new_folder, translating_disk_full
from core.storage.names import UniqueNames, clean_label, safe_file_name
from core.storage.progress import Progress, no_progress
from core.storage.received import in_json
from core.storage.zip_writing import add_to_zip

UNSURE_FOLDER = "_not sure"
UNREADABLE_FOLDER = "_cannot be read"
CORRECTED_TITLE = "Corrected photos"
# A download is held in memory completely.
MAX_ZIP_BYTES = 1_000 * 2**20


def folder_of(row: Row, by_kind: bool, network: int = 0) -> str:
    """Returns the folder for a photo, according to one network's answer.

    Args:
        row: The photo's row in the table.
        by_kind: Whether to sort by kind of thing, such as "dog", rather than by class.
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
    """Returns the index of the network that is sure of the most photos; the first one if there are ties."""
    answered = [[verdict is not None and verdict.sure for verdict in row.verdicts] for row in rows]
    counts = [sum(column) for column in zip(*filter(None, answered), strict=True)]
    return counts.index(max(counts)) if counts else 0


def sorted_zip(
    photos: Sequence[ImageSource], rows: Sequence[Row], by_kind: bool = False, network: int = 0
) -> bytes:
    """Packs unchanged photos into a zip with a folder for each answer.

    Args:
        photos: All photos.
        rows: The rows of the photos to pack.
        by_kind: As in `folder_of`.
        network: As in `folder_of`.

    Raises:
        BadData: If the zip would become too large for a download.
        DiskFull: If there is no room to write it.
    """
    with translating_disk_full(Path(tempfile.gettempdir())), tempfile.TemporaryFile() as file:
        size = 0
        # Photos are already compressed.
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            for path, data in _readable(photos, rows, by_kind, network):
                size += len(data)
                if size > MAX_ZIP_BYTES:
                    raise BadData(
                        "There are too many photos for one zip. Choose fewer with the filter, or sort them "
                        "in the terminal: python -m core predict FOLDER --network NAME --sort-into FOLDER. "
                        f"Received: more than {MAX_ZIP_BYTES // 2**20:,} MB"
                    )
                add_to_zip(archive, path, data)
        return _whole(file)


def sort_into(folder: Path, photos: Sequence[ImageSource], rows: Sequence[Row]) -> int:
    """Copies photos into a subfolder for each answer, and returns their number.

    Raises:
        BadData: If the folder exists and is not empty.
        DiskFull: If there is no room.
    """
    if folder.exists() and any(folder.iterdir()):
        raise BadData(f"Choose a new or an empty folder to sort into. Received: {folder}, which is not empty")
    count = 0
    with new_folder(folder) as draft:
        for path, data in _readable(photos, rows, by_kind=False, network=0):
            (draft / path).parent.mkdir(exist_ok=True)
            (draft / path).write_bytes(data)
            count += 1
    return count


def sure_photos(rows: Sequence[Row], by_kind: bool = False, network: int = 0) -> list[tuple[Row, str]]:
    """Returns the photos that one network is sure of, each with its answer as a class.

    Args:
        rows: The rows of the photos.
        by_kind: As in `folder_of`.
        network: As in `folder_of`.
    """
    labelled = [(row, clean_label(folder_of(row, by_kind, network))) for row in rows]
    return [(row, label) for row, label in labelled if label not in (UNSURE_FOLDER, UNREADABLE_FOLDER, "")]


def import_sorted(
    photos: Sequence[ImageSource],
    rows: Sequence[Row],
    by_kind: bool = False,
    progress: Progress = no_progress,
    network: int = 0,
) -> PictureImport:
    """Imports the photos that one network is sure of into a data set, to be corrected and trained on.

    Args:
        photos: All photos.
        rows: The rows of the photos to import.
        by_kind: As in `folder_of`.
        progress: Called with the number of photos copied and their total number.
        network: As in `folder_of`.

    Returns:
        The import, which continues in a worker.

    Raises:
        BadData: If the network is sure of none of them.
        DiskFull: If there is no room to copy them.
    """
    sources = [replace(photos[row.number], label=label) for row, label in sure_photos(rows, by_kind, network)]
    if not sources:
        raise BadData(
            "The network is not sure of any of these photos, so there is nothing to learn from yet. "
            f"Enter the correct answers one by one. Received: {counted(len(rows), 'photo')}"
        )
    request = ImportRequest(name="Sorted photos", title="Sorted photos", kind="photo")
    return start_import(request, lambda folder: pack_labelled(folder, sources, progress))


def correct(photo: ImageSource, label: str) -> DataSet:
    """Stores a photo with its correct label for the next training.

    A photo that has been corrected before gets the new label in place of the earlier one.

    Args:
        photo: The photo.
        label: What it shows.

    Returns:
        The data set of corrected photos after the change.

    Raises:
        BadData: If the label is empty.
        UnreadablePicture: If the photo cannot be read.
    """
    if not clean_label(label):
        raise BadData(f"First choose or type the correct answer. Received: {in_json(label)}")
    data = photo.read_bytes()

    def add(data_set: DataSet) -> DataSet:
        return add_picture(data_set, data, photo.name, label)

    sha256 = hashlib.sha256(data).hexdigest()
    for data_set in data_sets():
        if data_set.kind == "photo" and data_set.title == CORRECTED_TITLE:
            earlier = [sample.number for sample in data_set.samples if sample.sha256 == sha256]
            if not earlier:
                return add(data_set)
            # Earlier versions kept a photo once for each of its corrections.
            return relabel(data_set.name, dict.fromkeys(earlier) | {earlier[0]: label})
    return begin_data_set(CORRECTED_TITLE, "photo", add)


def _readable(
    photos: Sequence[ImageSource], rows: Sequence[Row], by_kind: bool, network: int
) -> Iterator[tuple[str, bytes]]:
    """Yields the new path and the unchanged bytes of each photo; skips those that can no longer be read."""
    for row, path in _paths(rows, by_kind, network):
        try:
            yield path, photos[row.number].read_bytes()
        except InklingError:
            continue


def _paths(rows: Sequence[Row], by_kind: bool, network: int) -> Iterator[tuple[Row, str]]:
    """Yields each row with a unique, safe path `folder/name`, which cannot lead out of the target folder."""
    folders = class_folders((folder_of(row, by_kind, network) for row in rows), "other")
    names = UniqueNames()
    for row in rows:
        name = PurePosixPath(row.name.replace("\\", "/"))
        stem = safe_file_name(name.stem) or "photo"
        suffix = name.suffix if name.suffix[1:].isalnum() else ""
        yield row, names.add(f"{folders[folder_of(row, by_kind, network)]}/{stem}", suffix)


def _whole(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()
