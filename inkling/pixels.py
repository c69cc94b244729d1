"""Pictures in memory: PIL pictures in any mode, and arrays of pixels of any number type."""

import io
from typing import Any

import numpy as np
from PIL import Image, ImageOps

from core.errors import UnreadablePicture
from core.preprocessing.color_depth import to_8_bit
from core.preprocessing.decode import MAX_PIXELS
from core.storage.names import printable

# Modes that a PNG file can hold with 8 bits; pictures in other modes are converted.
_PNG_MODES = ("1", "L", "LA", "P", "RGB", "RGBA")
# Gray, gray with alpha, RGB, and RGB with alpha.
_CHANNELS = (1, 2, 3, 4)
# Booleans, whole numbers and floats, as NumPy calls them.
_NUMBERS = "buif"


def png_of_array(asked: Any) -> bytes:
    """Encodes an array of pixels as a PNG file.

    Args:
        asked: A NumPy array, or an object that NumPy can convert to one: `(height, width)` or `(height,
            width, channels)`. Values that are not uint8 are scaled like those of picture files: black is 0,
            and white is 1, 255, or the white of 10 to 16 bits; masked values are treated as missing (NaN).

    Raises:
        UnreadablePicture: If it is not such an array, or is too large.
    """
    try:
        pixels = np.asanyarray(asked)
    except Exception as error:
        # Libraries raise any exception, for example if the pixels are in the memory of a GPU.
        raise UnreadablePicture(
            "This object cannot be converted to a NumPy array; convert it first. "
            f"Received: {type(asked).__name__}: {printable(str(error))}"
        ) from error
    shape = pixels.shape
    is_picture_shape = len(shape) == 2 or (len(shape) == 3 and shape[2] in _CHANNELS)
    if pixels.dtype.kind not in _NUMBERS or not is_picture_shape or not pixels.size:
        raise UnreadablePicture(
            "An array of pixels is (height, width) or (height, width, channels), with 1 to 4 channels of "
            f"numbers; give several pictures as a list. Received: {pixels.dtype} of shape {list(shape)}"
        )
    _require_size(shape[1], shape[0])
    pixels = _in_8_bits(pixels)
    return png_of_picture(Image.fromarray(pixels[..., 0] if shape[2:] == (1,) else pixels))


def png_of_picture(picture: Image.Image) -> bytes:
    """Encodes a PIL picture as a PNG file, so that it is read like all other files, with the same limits.

    Args:
        picture: A picture in any mode; it is turned upright, as its EXIF data says.

    Raises:
        UnreadablePicture: If it cannot be read, or is too large.
    """
    _require_size(*picture.size)
    file = io.BytesIO()
    try:
        upright = ImageOps.exif_transpose(picture)
        packed = upright if upright.mode in _PNG_MODES else to_8_bit(upright)
        packed.save(file, "PNG", compress_level=1)
    except Exception as error:
        # Pillow may raise any exception if the picture is closed or empty, or its file is cut short.
        raise UnreadablePicture(
            "This PIL picture cannot be read; check that it is complete and open, and convert it to RGB. "
            f"Received: {picture.mode}, {picture.width} x {picture.height} pixels: {error}"
        ) from error
    return file.getvalue()


def _require_size(width_px: int, height_px: int) -> None:
    """Raises `UnreadablePicture` before a picture is copied that is too large to be read."""
    if width_px * height_px > MAX_PIXELS:
        raise UnreadablePicture(
            f"This picture is too large; give one of at most {MAX_PIXELS // 10**6} megapixels. "
            f"Received: {width_px:,} x {height_px:,} pixels"
        )


def _in_8_bits(pixels: np.ndarray) -> np.ndarray:
    if pixels.dtype == np.uint8 and not np.ma.is_masked(pixels):
        return np.asarray(pixels)
    with np.errstate(over="ignore"):  # values that overflow become infinite, and are clipped
        floats = pixels.astype(np.float32)
    if np.ma.isMaskedArray(floats):
        floats = floats.filled(np.nan)
    # Side by side, all channels are scaled alike.
    beside = Image.fromarray(np.asarray(floats).reshape(len(floats), -1))
    return np.asarray(to_8_bit(beside))[..., 0].reshape(pixels.shape)
