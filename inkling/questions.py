"""What a network can be asked about: files, bytes, pictures in memory and drawings, one or many."""

import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageOps

from core.datasets.listing import LeftOut
from core.datasets.readers import image_file, is_picture, list_source, read_drawings
from core.datasets.stroke_files import is_stroke_file
from core.errors import BadData, BadRequest, InklingError, UnreadablePicture
from core.preprocessing.image_source import ImageSource
from core.preprocessing.quickdraw_format import from_quickdraw
from core.preprocessing.strokes import Strokes
from core.storage.names import printable
from core.storage.paths import path_of
from core.storage.received import in_python

# A file's path, a file's bytes, a picture in memory, or a drawing as strokes in the Quick, Draw! format.
Question = str | Path | bytes | Image.Image | np.ndarray | list[list[list[float]]]
# Modes that a PNG file can hold; pictures in other modes are converted to RGB.
_PNG_MODES = ("1", "L", "LA", "P", "RGB", "RGBA")
_CHANNELS = (1, 3, 4)


def is_one(asked: object) -> bool:
    """Returns whether a question is about one picture or drawing, not a folder, an archive or a list."""
    if isinstance(asked, str | Path):
        path = path_of(asked)
        return is_picture(path.name) and not path.is_dir()
    return not isinstance(asked, list | tuple) or _is_drawing(asked)


def source_of(asked: Any, name: str = "picture") -> ImageSource:
    """Returns the source of one picture or drawing, which is read when it is needed.

    Args:
        asked: A `Question`; an array is `(height, width)` or `(height, width, 1, 3 or 4)` uint8.
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
            return ImageSource(name, lambda: _png_of(asked))
        case np.ndarray():
            return ImageSource(name, lambda: _png_of(_picture_of(asked)))
        case list() | tuple() if _is_drawing(asked):

            def read() -> Strokes:
                return from_quickdraw(asked, in_python)

            return ImageSource(name, read, is_drawing=True)
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
    except (TypeError, IndexError, KeyError):
        return False
    return isinstance(asked[0], list | tuple) and isinstance(first, int | float | np.number)


def _picture_of(pixels: np.ndarray) -> Image.Image:
    shape = pixels.shape
    is_picture_shape = len(shape) == 2 or (len(shape) == 3 and shape[2] in _CHANNELS)
    if pixels.dtype != np.uint8 or not is_picture_shape or not pixels.size:
        raise UnreadablePicture(
            "An array of pixels is (height, width) or (height, width, 3), with whole numbers from 0 to 255 "
            f"(uint8). Received: {pixels.dtype} of shape {list(shape)}"
        )
    return Image.fromarray(pixels[..., 0] if len(shape) == 3 and shape[2] == 1 else pixels)


def _png_of(picture: Image.Image) -> bytes:
    """Encodes a picture as a PNG file, so that it is read like all other files, with the same limits."""
    file = io.BytesIO()
    try:
        upright = ImageOps.exif_transpose(picture)
        mode = upright.mode if upright.mode in _PNG_MODES else "RGB"
        upright.convert(mode).save(file, "PNG", compress_level=1)
    except Exception as error:
        # Pillow may raise any exception if the picture is closed or empty, or its file is cut short.
        raise UnreadablePicture(
            "This PIL picture cannot be read; check that it is complete and open, and convert it to RGB. "
            f"Received: {picture.mode}, {picture.width} x {picture.height} pixels: {error}"
        ) from error
    return file.getvalue()
