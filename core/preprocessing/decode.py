"""Decoding image files: safely, upright, and within limits."""

import io
import warnings
from dataclasses import dataclass, field
from functools import cache
from pathlib import PurePath

import numpy as np
from PIL import Image, ImageOps

from core.errors import UnreadablePicture

MAX_BYTES = 64 * 1024 * 1024
MAX_PIXELS = 80_000_000
MAX_RATIO = 60  # of the longer side to the shorter one
# Longer sides are reduced to this, which is enough for any network and keeps everything after it fast.
WORKING_SIDE_PX = 1_024

# The accepted file extensions, by Pillow's name of the format. Pillow decodes them itself, except HEIF,
# which libheif decodes; formats that start other programs (EPS) or contain other files are left out.
FORMATS = {
    "PNG": (".png", ".apng"),
    "JPEG": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "WEBP": (".webp",),
    "BMP": (".bmp", ".dib"),
    "GIF": (".gif",),
    "TIFF": (".tif", ".tiff"),
    "HEIF": (".heic", ".heif", ".hif"),
}
EXTENSIONS = tuple(extension for extensions in FORMATS.values() for extension in extensions)
_FORMAT_NAMES = list(FORMATS)
_ORIENTATION = 0x0112  # the EXIF tag for how the camera was held
# Pillow's warning about large pictures is not needed: `decode_image` has a stricter limit.
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)
_ACCEPTED = "a PNG, JPEG, WebP, HEIC, TIFF, BMP or GIF file"
_HEIF_SIGNATURE = b"ftyp"


@dataclass(frozen=True)
class Picture:
    """A decoded picture.

    Attributes:
        pixels: `(height, width, 3)` uint8 red, green, blue, or `(height, width, 4)` with alpha; the
            longer side is at most `WORKING_SIDE_PX`.
        width_px: Width of the file's picture, upright.
        height_px: Height of the file's picture, upright.
        notes: Sentences for people on what was unusual about the file and how it was handled.
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
    """
    if len(data) > MAX_BYTES:
        raise UnreadablePicture(
            f"This file is too large; choose one of at most {MAX_BYTES // 2**20} MB. "
            f"Received: {_named(name)}{len(data) / 2**20:.0f} MB"
        )
    if data[4:8] == _HEIF_SIGNATURE:
        _allow_heif()
    try:
        image = Image.open(io.BytesIO(data), formats=_FORMAT_NAMES)
    except Image.DecompressionBombError as error:
        raise UnreadablePicture(_too_many_pixels(name, str(error).split(" exceeds")[0])) from error
    except Exception as error:
        # Pillow's decoders may raise anything on corrupt input.
        raise UnreadablePicture(
            f"This is not a picture that can be read. Choose {_ACCEPTED}. "
            f"Received: {_named(name)}{len(data):,} bytes"
        ) from error
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise UnreadablePicture(_too_many_pixels(name, f"{width:,} x {height:,} pixels"))
    if max(width, height) > MAX_RATIO * min(width, height):
        raise UnreadablePicture(
            f"This picture is too long and thin; cut it to at most {MAX_RATIO} times as long as wide. "
            f"Received: {_named(name)}{width:,} x {height:,} pixels"
        )
    notes = _notes(image, name)
    try:
        # Lets the JPEG decoder skip detail that would be discarded.
        image.draft("RGB", (WORKING_SIDE_PX, WORKING_SIDE_PX))
        orientation = image.getexif().get(_ORIENTATION, 1)
        upright = _to_8_bit(image)
        if orientation != 1:
            upright.getexif()[_ORIENTATION] = orientation
            upright = ImageOps.exif_transpose(upright)
    except Exception as error:
        raise UnreadablePicture(
            "This picture is damaged or cut short. Save or copy it again, or choose another. "
            f"Received: {_named(name)}{image.format or 'file'} of {len(data):,} bytes"
        ) from error
    if orientation in (5, 6, 7, 8):
        width, height = height, width
    factor = -(-max(upright.size) // WORKING_SIDE_PX)
    if factor > 1:
        upright = upright.reduce(factor)
    return Picture(np.asarray(upright), width, height, notes)


@cache
def _allow_heif() -> None:
    """Registers the HEIF format of iPhone photos with Pillow; imported with the first such file."""
    import pi_heif

    pi_heif.register_heif_opener(thumbnails=False)


def _to_8_bit(image: Image.Image) -> Image.Image:
    """Converts to 8-bit RGB, or RGBA if there is transparency."""
    if image.mode.startswith("I") or image.mode == "F":
        values = np.asarray(image, dtype=np.float32)
        low, high = float(values.min()), float(values.max())
        top = 65535.0 if image.mode.startswith("I;16") or high > 255 else 255.0
        if low < 0 or high > top:
            values = (values - low) / max(high - low, 1e-6) * top
        return Image.fromarray((values / top * 255).astype(np.uint8)).convert("RGB")
    has_alpha = "A" in image.getbands() or "transparency" in image.info
    return image.convert("RGBA" if has_alpha else "RGB")


def _notes(image: Image.Image, name: str) -> list[str]:
    notes = []
    extension = PurePath(name).suffix.lower()
    file_format = image.format or ""
    if extension and extension not in FORMATS.get(file_format, ()):
        notes.append(
            f"This file is named {extension} but is a {file_format} picture; it was read as what it is."
        )
    if getattr(image, "is_animated", False):
        notes.append(f"This {file_format} moves; its first picture was used.")
    if image.mode == "CMYK":
        notes.append("This picture is meant for printing (CMYK); its colours were converted.")
    if image.mode.startswith("I") or image.mode == "F":
        notes.append("This picture has more than 256 shades of grey; it was reduced to 256.")
    return notes


def _too_many_pixels(name: str, size: str) -> str:
    return (
        f"This picture is too large; choose one of at most {MAX_PIXELS // 1_000_000} megapixels. "
        f"Received: {_named(name)}{size}"
    )


def _named(name: str) -> str:
    short = PurePath(name).name
    return f"{short[:60]}, " if short else ""
