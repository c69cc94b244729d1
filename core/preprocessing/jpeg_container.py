"""JPEG files: their size, orientation and scans, and the pieces that a decoder needs."""

import re
import struct
from dataclasses import dataclass

from core.preprocessing.container import MAX_PIECES, Container, damaged, exif_orientation, unusual

# Progressive files from cameras and web tools have about ten scans; each one passes over all pixels again.
MAX_SCANS = 64
# The next marker after compressed data, in which 0xFF is followed only by a zero or a restart marker's code.
_MARKER = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")
_START_OF_SCAN, _END, _APP0, _APP1, _APP14, _COMMENT = 0xDA, 0xD9, 0xE0, 0xE1, 0xEE, 0xFE
# Whether a kind of frame is progressive: baseline, extended and progressive with Huffman coding. The other
# kinds are rarely used, slow, or both.
_FRAMES = {0xC0: False, 0xC1: False, 0xC2: True}
_RARE_FRAMES = (0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF)
# Stands for the time of decompression, counted as memory: a picture of 200 megapixels is decoded alone.
_BYTES_PER_PIXEL = 1.7
# Pictures whose shorter side is at least twice this are reduced by 2, 4 or 8 while they are decoded.
REDUCED_SIDE_PX = 1_024


@dataclass
class _Frame:
    width: int
    height: int
    is_progressive: bool
    coefficients: int


def read_jpeg(data: bytes) -> Container:
    """Inspects a JPEG file; if it holds several pictures, only the first one is read.

    Args:
        data: The file.

    Returns:
        What the file says, with the pieces that a decoder needs: no EXIF, profile, comment or second picture.

    Raises:
        UnreadablePicture: If it is damaged, is a rare kind of JPEG, or has more scans or pieces than ordinary
            pictures.

    Source: ITU-T T.81, annex B.
    """
    view, position, frame, orientation, scans = memoryview(data), 2, None, 1, 0
    pieces: list[bytes | memoryview] = [view[:2]]
    kept: set[int] = set()
    for _ in range(MAX_PIECES // 10):
        match = _MARKER.search(data, position)
        if match is None or data[match.end() - 1] == _END:
            break
        kind, body = data[match.end() - 1], match.end()
        length = int.from_bytes(view[body : body + 2], "big")
        if length < 2 or body + length > len(data):
            break
        position = body + length
        if kind in _FRAMES or kind in _RARE_FRAMES:
            if frame is not None:
                raise damaged("it gives its size twice")
            if kind in _RARE_FRAMES:
                raise unusual("it is a rare kind of JPEG")
            frame = _frame(view[body + 2 : position], _FRAMES[kind])
        elif kind == _APP1 and orientation == 1 and data[body + 2 : body + 6] == b"Exif":
            orientation = exif_orientation(view[body + 2 : position])
        if kind == _START_OF_SCAN:
            scans += 1
            if scans > MAX_SCANS:
                raise unusual(f"it has over {MAX_SCANS} scans")
            end = _MARKER.search(data, position)
            position = end.start() if end else len(data)
        # Of the application segments, only the first APP0 and the first APP14 say how colours are stored.
        is_metadata = kind == _COMMENT or (_APP0 <= kind <= 0xEF and kind not in (_APP0, _APP14))
        if not is_metadata and not (kind in (_APP0, _APP14) and kind in kept):
            kept.add(kind)
            pieces += [bytes([0xFF, kind]), view[body:position]]
    else:
        raise unusual("it has too many pieces")
    if frame is None or not scans:
        raise damaged("its header or its image data is missing")
    if match is not None:
        pieces.append(b"\xff\xd9")
    reduction = reduction_while_decoding(frame.width, frame.height)
    pixels = frame.width * frame.height
    needed = int(pixels * (4 / reduction**2 + _BYTES_PER_PIXEL))
    if frame.is_progressive or scans > 1:
        # The decoder keeps all coefficients, two bytes each, until the last scan is read.
        needed += 2 * frame.coefficients
    return Container("JPEG", frame.width, frame.height, needed, pieces, orientation)


def reduction_while_decoding(width_px: int, height_px: int) -> int:
    """Returns the factor by which Pillow's `draft` reduces a JPEG to about the working size."""
    factor = min(width_px, height_px) // REDUCED_SIDE_PX
    return next(power for power in (8, 4, 2, 1) if factor >= power or power == 1)


def _frame(body: memoryview, is_progressive: bool) -> _Frame:
    try:
        _, height, width, count = struct.unpack_from(">BHHB", body)
        factors = [(byte >> 4, byte & 15) for byte in body[7 : 6 + 3 * count : 3]]
    except struct.error as error:
        raise damaged("its size is missing") from error
    if not width or not height or len(factors) != count or not 1 <= count <= 4:
        raise damaged("it has no size")
    if not all(1 <= factor <= 4 for pair in factors for factor in pair):
        raise damaged("its colours are stored in an invalid way")
    widest, highest = max(pair[0] for pair in factors), max(pair[1] for pair in factors)
    columns, rows = -(-width // (8 * widest)), -(-height // (8 * highest))
    blocks = sum(columns * across * rows * down for across, down in factors)
    return _Frame(width, height, is_progressive, 64 * blocks)
