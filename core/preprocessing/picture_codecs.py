"""Running the decoders: from an inspected file to an upright picture of 8 bits and working size."""

import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from PIL import Image

from core.preprocessing.chunk_containers import read_bmp, read_gif, read_png, read_webp
from core.preprocessing.color_depth import is_deep, to_8_bit
from core.preprocessing.container import Container, damaged
from core.preprocessing.isolated_containers import halvings, read_heif, read_jpeg_2000
from core.preprocessing.jpeg_container import REDUCED_SIDE_PX, read_jpeg
from core.preprocessing.tiff_container import read_tiff

# The longer side is reduced to at most this, which is enough for any network and keeps later steps fast.
WORKING_SIDE_PX = REDUCED_SIDE_PX
# Formats made with video codecs or wavelets. Inspecting the file does not bound the work of their decoders,
# which therefore run in a separate process.
ISOLATED_FORMATS = ("HEIF", "AVIF", "JPEG2000")
# At most this many frames of an animation are searched for one that is not blank, unless they are larger than
# this.
_MAX_FRAMES, _MAX_FRAME_PIXELS = 50, 4_000_000
# A picture whose colours differ by less than this, of 255, is blank.
_BLANK_CONTRAST = 8
_READERS = (
    (0, (b"\x89PNG\r\n\x1a\n",), read_png),
    (0, (b"\xff\xd8\xff",), read_jpeg),
    (8, (b"WEBP",), read_webp),
    (0, (b"GIF87a", b"GIF89a"), read_gif),
    (0, (b"BM",), read_bmp),
    (0, (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"), read_tiff),
    (4, (b"ftyp",), read_heif),
    (0, (b"\0\0\0\x0cjP  \r\n\x87\n", b"\xff\x4f\xff\x51"), read_jpeg_2000),
)
# Pillow warns about damaged metadata, which is not used.
warnings.filterwarnings("ignore", category=UserWarning, module="PIL")
# How a stored picture becomes upright, by its EXIF orientation.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True)
class Decoded:
    """A decoded picture.

    Attributes:
        pixels: `(height, width, 3)` or, with alpha, `(height, width, 4)` uint8, upright; the longer side
            is at most `WORKING_SIDE_PX`.
        width_px: Width of the file's picture, upright.
        height_px: Height of the file's picture, upright.
        frame: Which frame of an animation this is, counted from 0.
        is_deep: Whether it had more than 256 shades of grey.
        is_for_print: Whether its colours were cyan, magenta, yellow and black.
        pages: The number of pages that this one was chosen from.
    """

    pixels: np.ndarray
    width_px: int
    height_px: int
    frame: int = 0
    is_deep: bool = False
    is_for_print: bool = False
    pages: int = 1


# This many bytes of a file are enough to tell its format.
SIGNATURE_BYTES = 16


def begins_as_picture(start: bytes) -> bool:
    """Returns whether a file is in a supported format, judging by its first `SIGNATURE_BYTES`."""
    return _reader_of(start) is not None


def look_through(data: bytes) -> Container | None:
    """Inspects a file in any supported format without decoding it; None if the format is another one.

    Raises:
        UnreadablePicture: If it is damaged, or would take too much time or memory.
    """
    read = _reader_of(data)
    return None if read is None else read(data)


def _reader_of(data: bytes) -> Callable[[bytes], Container] | None:
    """Returns the function that inspects files with this beginning; None if the format is not supported."""
    return next((read for place, signatures, read in _READERS if data.startswith(signatures, place)), None)


def decode(container: Container) -> Decoded:
    """Decodes a picture.

    Args:
        container: What `look_through` returned.

    Raises:
        UnreadablePicture: If the decoder finds a different size than `look_through` did.
        Exception: Decoders may raise anything on damaged files.
    """
    stream = io.BytesIO(b"".join(container.pieces))
    if container.file_format == "HEIF":
        _allow_heif()
    image = Image.open(stream, formats=[container.file_format])
    size = (container.width_px, container.height_px)
    if image.size not in (size, size[::-1]):
        raise damaged(f"its size is {size[0]} x {size[1]} or {image.width} x {image.height}")
    width, height = image.size
    orientation = container.orientation
    if container.file_format == "JPEG":
        # Lets the decoder skip details that would be discarded.
        image.draft("RGB", (WORKING_SIDE_PX, WORKING_SIDE_PX))
    elif container.file_format == "JPEG2000":
        image.reduce = halvings(width, height)  # type: ignore[method-assign, assignment]
    elif container.file_format == "AVIF":
        orientation = image.getexif().get(0x0112, 1)
    frame, visible = _visible_frame(image) if container.moves else (0, image)
    for_print, deep = image.mode == "CMYK", is_deep(image)
    visible.load()
    factor = -(-max(visible.size) // WORKING_SIDE_PX)
    upright = to_8_bit(visible, factor, container.bits)
    if orientation in _TURNS:
        upright = upright.transpose(_TURNS[orientation])
    if orientation >= 5:
        width, height = height, width
    return Decoded(np.asarray(upright), width, height, frame, deep, for_print)


def _visible_frame(image: Image.Image) -> tuple[int, Image.Image]:
    """Returns the index and picture of an animation's first frame that is not blank, or else of its first."""
    if image.width * image.height > _MAX_FRAME_PIXELS:
        return 0, image
    first = image.copy()
    if _is_blank(first):
        try:
            for index in range(1, _MAX_FRAMES):
                image.seek(index)
                if not _is_blank(image):
                    return index, image
        except Exception:
            # There are no more frames, or the next one is damaged: the first one is used.
            pass
    return 0, first


def _is_blank(image: Image.Image) -> bool:
    pixels = np.asarray(image.convert("RGBA"))
    low, high = pixels.min(axis=(0, 1)), pixels.max(axis=(0, 1))
    return not high[3] or int((high - low).max()) < _BLANK_CONTRAST


@cache
def _allow_heif() -> None:
    """Registers the HEIF format of iPhone photos with Pillow; the decoder is imported with the first one."""
    import pi_heif

    pi_heif.register_heif_opener(thumbnails=False)
