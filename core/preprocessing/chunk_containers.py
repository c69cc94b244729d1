"""PNG, WebP, GIF and BMP files: their size and orientation, and the pieces that a decoder needs."""

import struct
from collections.abc import Iterator

from core.preprocessing.container import (
    MAX_PIECES,
    MOVING_BYTES,
    Container,
    damaged,
    exif_orientation,
    unusual,
)

# Bytes per pixel while decoding, by PNG's colour type; grey and palette pictures take one.
_PNG_BYTES = {0: 1, 2: 4, 3: 1, 4: 4, 6: 4}
_PNG_KEPT = (b"IHDR", b"PLTE", b"tRNS", b"acTL", b"fcTL", b"IDAT", b"fdAT", b"IEND")
# Measured bytes per pixel: the canvas, the previous frame, a copy, and Pillow's own picture; libwebp needs
# more for lossless files.
_WEBP_BYTES, _WEBP_LOSSLESS_BYTES = 16.5, 18.5
# Pillow unpacks run-length encoding in Python, at about a million runs per second.
MAX_BMP_RUN_BYTES = 1_000_000


def read_png(data: bytes) -> Container:
    """Inspects a PNG file.

    Args:
        data: The file.

    Returns:
        What the file says, with the chunks that a decoder needs: no profile, text or EXIF.

    Raises:
        UnreadablePicture: If it is damaged, or has more chunks than ordinary pictures.

    Source: W3C, Portable Network Graphics, third edition, sections 5.3, 5.6 and 11.2.
    """
    view, position, orientation, moves = memoryview(data), 8, 1, False
    pieces: list[bytes | memoryview] = [view[:8]]
    header = None
    for _ in range(MAX_PIECES):
        if position + 8 > len(data):
            break
        length, kind = int.from_bytes(view[position : position + 4], "big"), data[position + 4 : position + 8]
        body, end = position + 8, position + 12 + length
        if kind == b"IHDR":
            if header is not None or length != 13 or end > len(data):
                raise damaged("it gives its size twice, or only in part")
            header = struct.unpack_from(">IIBBBBB", data, body)
        elif header is None:
            raise damaged("its size is missing")
        elif kind == b"eXIf":
            orientation = exif_orientation(view[body : end - 4])
        moves = moves or kind == b"fdAT"
        if kind in _PNG_KEPT:
            pieces.append(view[position:end])
        position = end
        if kind == b"IEND":
            break
    else:
        raise unusual(f"it has over {MAX_PIECES:,} chunks")
    if header is None:
        raise damaged("its size is missing")
    width, height, bits, color = header[:4]
    pixel_bytes = max(_PNG_BYTES.get(color, 4), bits // 8)
    if moves:
        pixel_bytes += MOVING_BYTES
    needed = pixel_bytes * width * height + len(data)
    return Container("PNG", width, height, needed, pieces, orientation, bits, moves)


def read_webp(data: bytes) -> Container:
    """Inspects a WebP file; raises the same errors as `read_png`.

    Source: RFC 9649, sections 2.3 to 2.7; RFC 6386, section 9.1.
    """
    view, position, orientation, frames, size, lossless = memoryview(data), 12, 1, 0, None, False
    for _ in range(MAX_PIECES):
        if position + 8 > len(data):
            break
        kind, length = (
            data[position : position + 4],
            int.from_bytes(view[position + 4 : position + 8], "little"),
        )
        body = position + 8
        if kind == b"VP8X" and size is None:
            size = _uint24(view, body + 4) + 1, _uint24(view, body + 7) + 1
        elif kind == b"VP8L":
            lossless = True
            number = int.from_bytes(view[body + 1 : body + 5], "little")
            size = size or ((number & 0x3FFF) + 1, (number >> 14 & 0x3FFF) + 1)
        elif kind == b"VP8 ":
            across, down = (
                int.from_bytes(view[body + start : body + start + 2], "little") for start in (6, 8)
            )
            size = size or (across & 0x3FFF, down & 0x3FFF)
        elif kind == b"EXIF":
            orientation = exif_orientation(view[body : body + length])
        elif kind == b"ANMF":
            frames += 1
        elif kind == b"ALPH":
            lossless = True
        position = body + length + length % 2
    else:
        raise unusual(f"it has over {MAX_PIECES:,} chunks")
    if size is None or not all(size):
        raise damaged("its size is missing")
    pixel_bytes = _WEBP_LOSSLESS_BYTES if lossless or frames else _WEBP_BYTES
    needed = int(pixel_bytes * size[0] * size[1]) + 2 * len(data)
    return Container("WEBP", *size, needed, [data], orientation, moves=frames > 1)


def read_gif(data: bytes) -> Container:
    """Inspects a GIF file and leaves out comments and the like; raises the same errors as `read_png`.

    Source: CompuServe, GIF89a specification, sections 17 to 27.
    """
    view, frames = memoryview(data), 0
    width, height, flags = struct.unpack_from("<HHB", data.ljust(13, b"\0"), 6)
    position = 13 + _color_table_bytes(flags)
    pieces: list[bytes | memoryview] = [view[:position]]
    blocks = _gif_blocks(data, position)
    for kind, start, end in blocks:
        if kind == "frame":
            frames += 1
            left, top, across, down = struct.unpack_from("<HHHH", data.ljust(start + 9, b"\0"), start + 1)
            # Like Pillow, which enlarges the screen if a frame extends beyond it.
            width, height = max(width, left + across), max(height, top + down)
        if kind != "other":
            pieces.append(view[start:end])
    if not frames:
        raise damaged("there is no picture in it")
    needed = (2 + (MOVING_BYTES if frames > 1 else 0)) * width * height + len(data)
    return Container("GIF", width, height, needed, [*pieces, b";"], moves=frames > 1)


def read_bmp(data: bytes) -> Container:
    """Inspects a BMP file; raises the same errors as `read_png`.

    Source: Microsoft, BITMAPINFOHEADER and BITMAPCOREHEADER.
    """
    header_bytes = int.from_bytes(data[14:18], "little")
    try:
        if header_bytes == 12:
            width, height, _, bits = struct.unpack_from("<HHHH", data, 18)
            packing = 0
        else:
            width, height, _, bits, packing = struct.unpack_from("<iiHHI", data, 18)
    except struct.error as error:
        raise damaged("its size is missing") from error
    width, height = abs(width), abs(height)
    if packing in (1, 2) and len(data) > MAX_BMP_RUN_BYTES:
        raise unusual(f"it has over {MAX_BMP_RUN_BYTES // 1_000_000} MB of runs of one colour")
    return Container("BMP", width, height, (1 if bits <= 8 else 4) * width * height * 2, [data])


def _gif_blocks(data: bytes, position: int) -> Iterator[tuple[str, int, int]]:
    """Yields the kind of each block ("frame", "control" or "other"), its start and its end."""
    pieces = 0
    while position < len(data):
        start, sign = position, data[position]
        if sign == 0x2C and start + 10 <= len(data):
            kind, position = "frame", start + 11 + _color_table_bytes(data[start + 9])
        elif sign == 0x21:
            kind, position = "control" if data[start + 1 : start + 2] == b"\xf9" else "other", start + 2
        elif sign == 0:
            # Some programs leave stray zeros between blocks.
            kind, position = "other", start
        else:
            return
        while position < len(data) and data[position]:
            position += data[position] + 1
            pieces += 1
        position += 1
        pieces += 1
        # Each piece has at most 255 bytes, so a GIF has more of them than other files.
        if pieces > 4 * MAX_PIECES:
            raise unusual("it has too many pieces")
        yield kind, start, position


def _color_table_bytes(flags: int) -> int:
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _uint24(view: memoryview, position: int) -> int:
    return int.from_bytes(view[position : position + 3], "little")
