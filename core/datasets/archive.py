"""A stored data set -> a zip of class folders, which can be imported again."""

import tempfile
import zipfile
from collections import defaultdict
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from core.datasets.class_names import class_folders
from core.datasets.data_set import DataSet, Sample
from core.preprocessing.quickdraw_format import write_stroke_line
from core.storage.names import safe_file_name
from core.storage.zip_writing import add_to_zip


def as_zip(data_set: DataSet) -> BinaryIO:
    """Packs a data set's pictures into class folders.

    Args:
        data_set: The data set.

    Returns:
        The zip, positioned at its beginning; in memory if it is small, else in a temporary file. Classes
        whose names differ only in case get folders with distinct names, for file systems that ignore case.
        Drawings stored as strokes are in one `.ndjson` file per class, with the class as their word.

    Raises:
        BadData: If the file of a picture no longer exists.
    """
    file = tempfile.SpooledTemporaryFile(max_size=64 * 2**20)
    folders = class_folders(data_set.classes, "class")
    lines: dict[str, list[str]] = defaultdict(list)
    with zipfile.ZipFile(file, "w") as archive:
        for sample in data_set.samples:
            content = data_set.source(sample).read()
            if isinstance(content, bytes):
                add_to_zip(archive, f"{folders[sample.label]}/{_file_name(sample)}", content)
            else:
                lines[sample.label].append(write_stroke_line(content, sample.label))
        for label, drawings in lines.items():
            add_to_zip(archive, f"{folders[label]}.ndjson", "".join(drawings), zipfile.ZIP_DEFLATED)
    file.seek(0)
    # `SpooledTemporaryFile` is not typed as a `BinaryIO`.
    return cast(BinaryIO, file)


def _file_name(sample: Sample) -> str:
    return f"{sample.number:05}-{safe_file_name(PurePosixPath(sample.name).stem)}{sample.suffix}"
