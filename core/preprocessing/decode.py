"""Decoding image files: safely, upright, and within limits."""

from dataclasses import dataclass, field
from pathlib import PurePath

import numpy as np
from PIL import Image

from core.errors import UnreadablePicture
from core.plurals import counted
from core.preprocessing.container import Container, damaged, is_pdf
from core.preprocessing.decoder_process import DECODERS
from core.preprocessing.decoding_budget import DECODING_BUDGET, MAX_BYTES_IN_FLIGHT
from core.preprocessing.picture_codecs import ISOLATED_FORMATS, Decoded, decode, look_through

MAX_BYTES = 64 * 1024 * 1024
MAX_PIXELS = 50_000_000
# JPEG is reduced while it is decoded, and phones take pictures of this size.
MAX_JPEG_PIXELS = 200_000_000
MAX_RATIO = 60  # of the longer side to the shorter one

# The accepted file extensions, by Pillow's name for the format. Pillow decodes them itself, except HEIF,
# which libheif decodes; formats that start other programs (EPS) or contain other files are left out.
FORMATS = {
    "PNG": (".png", ".apng"),
    "JPEG": (".jpg", ".jpeg", ".jpe", ".jfif", ".mpo"),
    "WEBP": (".webp",),
    "BMP": (".bmp", ".dib"),
    "GIF": (".gif",),
    "TIFF": (".tif", ".tiff"),
    "HEIF": (".heic", ".heif", ".hif"),
    "AVIF": (".avif",),
    "JPEG2000": (".jp2", ".j2k", ".jpx", ".j2c", ".jpf"),
}
EXTENSIONS = tuple(extension for extensions in FORMATS.values() for extension in extensions)
_ACCEPTED = "a PNG, JPEG, WebP, HEIC, AVIF, TIFF, BMP, GIF or JPEG 2000 file"
_ARTICLES = {"AVIF": "an"}
PDF_IN_WORDS = "a PDF, not a picture; the Draw page can read its pages"
# Pillow's own limit is lower and would apply first.
Image.MAX_IMAGE_PIXELS = MAX_JPEG_PIXELS


@dataclass(frozen=True)
class Picture:
    """A decoded picture.

    Attributes:
        pixels: `(height, width, 3)` uint8 red, green, blue, or `(height, width, 4)` with alpha; the
            longer side is at most 1,024.
        width_px: Width of the file's picture, upright.
        height_px: Height of the file's picture, upright.
        notes: Sentences for the user on what was unusual about the file and how it was handled.
    """

    pixels: np.ndarray
    width_px: int
    height_px: int
    notes: list[str] = field(default_factory=list)


def decode_image(data: bytes, name: str = "") -> Picture:
    """Decodes an image file from an untrusted source.

    Args:
        data: The file's bytes.
        name: The file's name, for messages; the format is detected from the bytes alone.

    Returns:
        The picture, upright, 8 bits per channel, reduced to the working size.

    Raises:
        UnreadablePicture: If the bytes are not a picture, are cut short, or exceed a limit.
        DecoderBusy: If other pictures occupy the memory for decoding for several seconds.
    """
    if len(data) > MAX_BYTES:
        raise UnreadablePicture(
            f"This file is too large; choose one of at most {MAX_BYTES // 2**20} MB. "
            f"Received: {_named(name)}{len(data) / 2**20:.0f} MB"
        )
    container = None
    try:
        container = look_through(data)
        if container is None:
            what = PDF_IN_WORDS if is_pdf(data) else "not a picture that can be read"
            raise UnreadablePicture(f"This is {what}. Choose {_ACCEPTED}.")
        _require_size(container)
        with DECODING_BUDGET.lend(container.needed_bytes):
            is_isolated = container.file_format in ISOLATED_FORMATS
            decoded = DECODERS.decode(data) if is_isolated else decode(container)
    except Exception as error:
        # Pillow's decoders may raise anything on corrupt input.
        refusal = error if isinstance(error, UnreadablePicture) else damaged("it cannot be decoded")
        kind = "" if container is None else f"{container.file_format} of {_size(container)}, "
        received = f"{_named(name)}{kind}{counted(len(data), 'byte')}"
        raise type(refusal)(f"{refusal} Received: {received}") from error
    return Picture(decoded.pixels, decoded.width_px, decoded.height_px, _notes(container, decoded, name))


def _require_size(container: Container) -> None:
    """Raises `UnreadablePicture` if a picture is too large, or too long and thin."""
    sides = container.width_px, container.height_px
    pixels = max(container.pixels, 1)
    limit = MAX_JPEG_PIXELS if container.file_format == "JPEG" else MAX_PIXELS
    # The number of pixels that fit into memory, for pictures compressed like this one.
    limit = min(limit, pixels * MAX_BYTES_IN_FLIGHT // container.needed_bytes)
    if pixels > limit:
        raise UnreadablePicture(
            f"This picture is too large; choose one of at most {max(limit, 10**6) // 10**6} megapixels."
        )
    if max(sides) > MAX_RATIO * min(sides):
        raise UnreadablePicture(
            f"This picture is too long and thin; crop it to at most {MAX_RATIO} times as long as it is wide."
        )


def _notes(container: Container, decoded: Decoded, name: str) -> list[str]:
    notes = []
    extension = PurePath(name).suffix.lower()
    file_format = container.file_format
    if extension and extension not in FORMATS[file_format]:
        notes.append(
            f"This file is named {extension} but is {_ARTICLES.get(file_format, 'a')} {file_format} picture; "
            f"it was read as {file_format}."
        )
    if container.moves:
        which = "its first frame that is not blank" if decoded.frame else "its first frame"
        notes.append(f"This {file_format} is animated; {which} was used.")
    if decoded.is_for_print:
        notes.append("This picture is meant for printing (CMYK); its colours were converted.")
    if decoded.is_deep:
        notes.append("This picture has more than 256 shades of grey; it was reduced to 256.")
    return notes


def _size(container: Container) -> str:
    return f"{container.width_px:,} x {container.height_px:,} pixels"


def _named(name: str) -> str:
    short = PurePath(name).name
    return f"{short[:60]}, " if short else ""
