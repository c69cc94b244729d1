"""Pictures sent by a page's camera: as untrusted as any other bytes, and with much tighter bounds."""

from contextlib import suppress
from dataclasses import dataclass

from core.errors import UnreadablePicture
from core.plurals import counted
from core.preprocessing.decode import Picture, decode_image
from core.preprocessing.picture_codecs import look_through


@dataclass(frozen=True)
class FrameBounds:
    """How large a picture from the camera may be.

    Attributes:
        max_bytes: The most bytes that the JPEG file may have.
        max_side_px: The greatest length of the longer side.
    """

    max_bytes: int
    max_side_px: int


_JPEG = b"\xff\xd8\xff"
# Recorded many times a second at about 320 pixels, where a JPEG has about 15 kB, or 30 kB with fine patterns.
RECORDED = FrameBounds(100_000, 400)
# A single picture that the user takes and looks at, in the working size of pictures.
TAKEN = FrameBounds(2_000_000, 1_024)


def check_frame(data: bytes, bounds: FrameBounds) -> bytes:
    """Refuses data that a page's camera cannot have sent, without decoding the picture.

    Args:
        data: The picture's bytes.
        bounds: How large it may be.

    Returns:
        The same bytes.

    Raises:
        UnreadablePicture: If the data is not a JPEG file, is damaged, or is too large.
    """
    container = None
    if len(data) <= bounds.max_bytes and data.startswith(_JPEG):
        with suppress(UnreadablePicture):
            container = look_through(data)
    if container is None or max(container.width_px, container.height_px) > bounds.max_side_px:
        raise UnreadablePicture(
            "The camera's picture could not be read. Take it again, or upload it as a file. "
            f"Received: {counted(len(data), 'byte')}"
        )
    return data


def decode_frame(data: bytes, bounds: FrameBounds) -> Picture:
    """Decodes a picture from the camera; raises the errors of `check_frame` and `decode_image`."""
    return decode_image(check_frame(data, bounds), "camera.jpg")
