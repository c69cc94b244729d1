"""A kept data set -> a zip of class folders, which can be taken in again."""

import tempfile
import zipfile
from collections import defaultdict
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from core.datasets.data_set import DataSet, Sample
from core.preprocessing.quickdraw_format import write_stroke_line
from core.storage.names import safe_file_name, unique_name


def as_zip(data_set: DataSet) -> BinaryIO:
    """Packs a data set's pictures into class folders.

    Args:
        data_set: The data set.

    Returns:
        The zip, from its beginning; in memory while small, else in a temporary file. Classes whose names
        differ only in small and capital letters get folders that any computer can tell apart. Drawings
        kept as strokes are in `.ndjson` files with their class as the word, one for each class.

    Raises:
        BadData: If a picture is no longer there.
    """
    file = tempfile.SpooledTemporaryFile(max_size=64 * 2**20)
    folders = _folders(data_set.classes)
    lines: dict[str, list[str]] = defaultdict(list)
    with zipfile.ZipFile(file, "w") as archive:
        for sample in data_set.samples:
            content = data_set.source(sample).read()
            if isinstance(content, bytes):
                archive.writestr(f"{folders[sample.label]}/{_file_name(sample)}", content)
            else:
                lines[sample.label].append(write_stroke_line(content, sample.label))
        for label, drawings in lines.items():
            archive.writestr(
                f"{folders[label]}.ndjson", "".join(drawings), compress_type=zipfile.ZIP_DEFLATED
            )
    file.seek(0)
    # Typed more loosely than what it is.
    return cast(BinaryIO, file)


def _folders(classes: tuple[str, ...]) -> dict[str, str]:
    taken: set[str] = set()
    folders = {}
    for label in classes:
        folders[label] = unique_name(safe_file_name(label) or "class", taken)
        taken.add(folders[label].casefold())
    return folders


def _file_name(sample: Sample) -> str:
    return f"{sample.number:05}-{safe_file_name(PurePosixPath(sample.name).stem)}{sample.suffix}"
