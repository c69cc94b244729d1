"""What a network can be asked about: files, bytes, pictures in memory and drawings, one or many."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from core.datasets.listing import LeftOut
from core.datasets.readers import image_file, is_picture, list_source, read_drawings
from core.datasets.stroke_files import is_stroke_file
from core.errors import BadData, BadRequest, InklingError
from core.preprocessing.image_source import ImageSource
from core.preprocessing.quickdraw_format import from_quickdraw
from core.preprocessing.strokes import Strokes
from core.storage.names import printable
from core.storage.paths import path_of
from core.storage.received import in_python
from inkling.pixels import png_of_array, png_of_picture

# A file's path, a file's bytes, a picture in memory, or a drawing as strokes in the Quick, Draw! format.
Question = str | Path | bytes | Image.Image | np.ndarray | list[list[list[float]]]


def is_one(asked: object) -> bool:
    """Returns whether a question is about one picture or drawing, not a folder, an archive or a list."""
    if isinstance(asked, str | Path):
        path = path_of(asked)
        return is_picture(path.name) and not path.is_dir()
    return not isinstance(asked, list | tuple) or _is_drawing(asked)


def source_of(asked: Any, name: str = "picture") -> ImageSource:
    """Returns the source of one picture or drawing, which is read when it is needed.

    Args:
        asked: A `Question`; any object that NumPy can convert to an array counts as one.
        name: Name of the picture if it is not a file.

    Raises:
        BadData: If the file does not exist.
        BadRequest: If `asked` is not a `Question`.
    """
    match asked:
        case str() | Path():
            path = path_of(asked)
            if not path.is_file():
                raise BadData(f"There is no such file. Received: {printable(str(path))}")
            return image_file(path)
        case bytes() | bytearray() | memoryview():
            data = bytes(asked)
            return ImageSource(name, lambda: data)
        case Image.Image():
            return ImageSource(name, lambda: png_of_picture(asked))
        case list() | tuple() if _is_drawing(asked):

            def read() -> Strokes:
                return from_quickdraw(asked, in_python)

            return ImageSource(name, read, is_drawing=True)
        case _ if hasattr(type(asked), "__array__"):
            return ImageSource(name, lambda: png_of_array(asked))
    raise BadRequest(
        "Ask about a file, bytes of one, a PIL picture, an array of pixels or a drawing. "
        f"Received: {type(asked).__name__}"
    )


def sources_of(asked: Any) -> tuple[Iterable[ImageSource], list[LeftOut]]:
    """Returns the sources of many pictures and drawings, and the files that were left out.

    Args:
        asked: Path of a folder, a zip, a tar or a stroke file; or a list of `Question`s.

    Raises:
        BadData: If a folder or an archive cannot be read, or contains no pictures or drawings.
        BadRequest: If `asked` is neither a path nor a list.
    """
    if isinstance(asked, str | Path):
        path = path_of(asked)
        if is_stroke_file(path.name) and path.is_file():
            # A stroke file may have any length, so it is read line by line.
            return read_drawings(path), []
        listing = list_source(path)
        if not listing.sources:
            raise listing.refusal()
        return listing.sources, listing.left_out
    if isinstance(asked, Sequence):
        return _listed(asked), []
    raise BadRequest(f"Ask about a folder or a list of pictures. Received: {type(asked).__name__}")


def _listed(asked: Sequence[Any]) -> Iterator[ImageSource]:
    for number, each in enumerate(asked, start=1):
        name = printable(str(each)) if isinstance(each, str | Path) else f"picture {number}"
        try:
            yield source_of(each, name)
        except InklingError as error:
            yield _refused(name, error)


def _refused(name: str, error: InklingError) -> ImageSource:
    """Returns a source that raises the error when it is read, so that the others are still answered."""

    def read() -> bytes:
        raise error

    return ImageSource(name, read)


def _is_drawing(asked: Any) -> bool:
    """Returns whether this is one drawing, `[[[x, ...], [y, ...]], ...]`, not a list of several items."""
    try:
        first = asked[0][0][0]
    except (TypeError, LookupError):
        return False
    return isinstance(asked[0], list | tuple) and isinstance(first, int | float | np.number)
