"""What an image file says about itself, read without decoding it."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import UnreadablePicture

# Ordinary pictures have a few thousand pieces; millions of tiny ones would keep a reader busy for minutes.
MAX_PIECES = 100_000
# Extra memory for each pixel of an animation: the previous frame, the current one, and both composed.
MOVING_BYTES = 12
_ORIENTATION = 0x0112  # the EXIF tag for how the camera was held
_MAX_EXIF_ENTRIES = 1_000
_EXIF_BEGINNING = b"Exif\0\0"
# PDF readers look for the signature within this many bytes.
_PDF_SIGNATURE, _PDF_SIGNATURE_BYTES = b"%PDF-", 1024


@dataclass(frozen=True)
class Container:
    """An image file, inspected but not decoded.

    Attributes:
        file_format: Pillow's name for the format.
        width_px: Width as stored; the picture may have to be turned upright.
        height_px: Height as stored.
        needed_bytes: The most memory that decoding takes, as measured for the format.
        pieces: The parts of the file that a decoder needs, in order; metadata is left out where possible.
        orientation: How the picture must be turned, 1 to 8, as in EXIF; 1 if only the decoder knows.
        bits: Bits per channel as stored.
        moves: Whether it is an animation.
    """

    file_format: str
    width_px: int
    height_px: int
    needed_bytes: int
    pieces: Sequence[bytes | memoryview]
    orientation: int = 1
    bits: int = 8
    moves: bool = False

    @property
    def pixels(self) -> int:
        """The number of pixels."""
        return self.width_px * self.height_px


def damaged(what: str) -> UnreadablePicture:
    """Returns the error for a file that violates its format."""
    return UnreadablePicture(
        f"This picture is damaged or cut short: {what}. Save or copy it again, or choose another."
    )


def unusual(what: str) -> UnreadablePicture:
    """Returns the error for a file that no ordinary camera or program makes, and that may be malicious."""
    return UnreadablePicture(
        f"This picture is stored in an unusual way: {what}. Save it again as PNG or JPEG."
    )


def exif_orientation(exif: bytes | memoryview) -> int:
    """Reads how a picture must be turned from its EXIF data, and nothing else.

    Args:
        exif: The EXIF data, with or without the leading "Exif".

    Returns:
        1 to 8; 1 if the orientation is missing or unreadable.

    Source: CIPA DC-008, Exif 3.0, sections 4.5 and 4.6.5.1.
    """
    exif = memoryview(exif)
    if exif[:6] == _EXIF_BEGINNING:
        exif = exif[6:]
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(bytes(exif[:4]))
    try:
        (offset,) = struct.unpack_from(f"{order}I", exif, 4)
        (count,) = struct.unpack_from(f"{order}H", exif, offset)
        for index in range(min(count, _MAX_EXIF_ENTRIES)):
            tag, kind = struct.unpack_from(f"{order}HH", exif, offset + 2 + 12 * index)
            if tag == _ORIENTATION:
                letter = {1: "B", 3: "H", 4: "I"}[kind]
                (value,) = struct.unpack_from(f"{order}{letter}", exif, offset + 10 + 12 * index)
                return value if 1 <= value <= 8 else 1
    except (struct.error, KeyError):
        pass
    return 1


def is_pdf(data: bytes) -> bool:
    """Returns whether a file is a PDF, judging by its beginning."""
    return _PDF_SIGNATURE in data[:_PDF_SIGNATURE_BYTES]
