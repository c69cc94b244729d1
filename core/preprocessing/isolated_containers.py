"""HEIC, AVIF and JPEG 2000 files: their size, as far as it can be found without a decoder."""

import re
import struct

from core.preprocessing.container import MOVING_BYTES, Container, damaged

# Measured memory per pixel while decoding; the last one is for JPEG 2000 decoded at half size or less.
_HEIF_BYTES, _AVIF_BYTES, _JPEG_2000_BYTES, _JPEG_2000_HALF_BYTES = 6.9, 9.6, 20.0, 5.6
_MOVING_BRAND = b"avis"
_AVIF_BRANDS = (b"avif", _MOVING_BRAND)
_SIZE_BOX = re.compile(rb"ispe\0\0\0\0(.{8})", re.DOTALL)
_CODESTREAM = b"\xff\x4f\xff\x51"
_LARGEST_SIDE_PX = 2**16
# JPEG 2000 pictures whose longer side is at least this are decoded at half size; at twice this, at a quarter.
_HALVED_SIDE_PX = 4_096


def read_heif(data: bytes) -> Container:
    """Finds the size of a HEIC or AVIF picture; only the decoder knows its orientation.

    Args:
        data: The file.

    Returns:
        What the file says; if it holds several pictures, the size is that of the largest one.

    Raises:
        UnreadablePicture: If no size is found.

    Source: ISO/IEC 23008-12, section 6.5.3; AV1 Image File Format 1.1, section 6.
    """
    brands = data[8 : min(int.from_bytes(data[:4], "big"), 256)]
    named = {brands[start : start + 4] for start in range(0, len(brands), 4)}
    is_avif, moves = not named.isdisjoint(_AVIF_BRANDS), _MOVING_BRAND in named
    sizes = [struct.unpack(">II", match[1]) for match in _SIZE_BOX.finditer(data)]
    sizes = [size for size in sizes if min(size) > 0 and max(size) < _LARGEST_SIDE_PX]
    if not sizes:
        raise damaged("its size is missing")
    width, height = max(sizes, key=lambda size: size[0] * size[1])
    pixel_bytes = (_AVIF_BYTES if is_avif else _HEIF_BYTES) + (MOVING_BYTES if moves else 0)
    needed = int(pixel_bytes * width * height) + 2 * len(data)
    return Container("AVIF" if is_avif else "HEIF", width, height, needed, [data], moves=moves)


def read_jpeg_2000(data: bytes) -> Container:
    """Finds the size of a JPEG 2000 picture; raises the same errors as `read_heif`.

    Source: ITU-T T.800, annex A.5.1.
    """
    start = data.find(_CODESTREAM)
    try:
        right, lower, left, upper = struct.unpack_from(">IIII", data, start + 8)
    except struct.error as error:
        raise damaged("its size is missing") from error
    width, height = right - left, lower - upper
    if start < 0 or width <= 0 or height <= 0:
        raise damaged("its size is missing")
    halved = halvings(width, height) > 0
    needed = int((_JPEG_2000_HALF_BYTES if halved else _JPEG_2000_BYTES) * width * height) + 2 * len(data)
    return Container("JPEG2000", width, height, needed, [data])


def halvings(width_px: int, height_px: int) -> int:
    """Returns how many times a JPEG 2000 picture is halved while it is decoded."""
    return max(0, (max(width_px, height_px) // _HALVED_SIDE_PX).bit_length())
