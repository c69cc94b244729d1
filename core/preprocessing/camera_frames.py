"""Pictures that a page's camera has sent: as untrusted as any other bytes, and bounded far more tightly."""

from contextlib import suppress
from dataclasses import dataclass

from core.errors import UnreadablePicture
from core.preprocessing.decode import Picture, decode_image
from core.preprocessing.picture_codecs import look_through


@dataclass(frozen=True)
class FrameBounds:
    """How large a picture of the camera may be.

    Attributes:
        max_bytes: Of the JPEG file.
        max_side_px: Of the longer side.
    """

    max_bytes: int
    max_side_px: int


_JPEG = b"\xff\xd8\xff"
# Many a second, at about 320 pixels: such a JPEG has about 15 kB, and twice as much with fine patterns.
RECORDED = FrameBounds(100_000, 400)
# One that a person takes and looks at, as large as pictures are worked with.
TAKEN = FrameBounds(2_000_000, 1_024)


def check_frame(data: bytes, bounds: FrameBounds) -> bytes:
    """Refuses what the camera of a page cannot have sent; the picture is not decoded yet.

    Args:
        data: The picture's bytes.
        bounds: How large it may be.

    Returns:
        The same bytes.

    Raises:
        UnreadablePicture: If it is no JPEG, or too large.
    """
    container = None
    if len(data) <= bounds.max_bytes and data.startswith(_JPEG):
        with suppress(UnreadablePicture):
            container = look_through(data)
    if container is None or max(container.width_px, container.height_px) > bounds.max_side_px:
        raise UnreadablePicture(
            "The camera's picture could not be read. Take it again, or upload it as a file. "
            f"Received: {len(data):,} bytes"
        )
    return data


def decode_frame(data: bytes, bounds: FrameBounds) -> Picture:
    """Decodes a picture of the camera; raises `UnreadablePicture` as `check_frame`, or if it is damaged."""
    return decode_image(check_frame(data, bounds), "camera.jpg")
