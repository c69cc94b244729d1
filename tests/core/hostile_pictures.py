"""Small image files that take much time or memory to read, made byte by byte for tests."""

import struct
import zlib

import numpy as np
from PIL import Image

from tests.core.pictures_for_tests import file_of


def png_chunk(kind: bytes, body: bytes = b"") -> bytes:
    """Makes a chunk of a PNG."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_with(chunks: bytes, picture: np.ndarray) -> bytes:
    """Puts chunks between the header of a PNG and its picture."""
    plain = file_of(picture)
    return plain[:33] + chunks + plain[33:]


def jpeg_with(segments: bytes, data: bytes) -> bytes:
    """Puts segments at the beginning of a JPEG."""
    return data[:2] + segments + data[2:]


def jpeg_segment(kind: int, body: bytes) -> bytes:
    """Makes a segment of a JPEG."""
    return bytes([0xFF, kind]) + struct.pack(">H", len(body) + 2) + body


def exif_of(orientation: int, order: str = "<") -> bytes:
    """Makes EXIF data with nothing but the orientation."""
    beginning = {"<": b"II", ">": b"MM"}[order] + struct.pack(f"{order}HI", 42, 8)
    return beginning + struct.pack(f"{order}HHHIHHI", 1, 0x0112, 3, 1, orientation, 0, 0)


def jpeg_of_many_scans(scans: int, side_px: int = 1_000) -> bytes:
    """Makes a progressive JPEG whose last scan is repeated."""
    data = file_of(Image.new("L", (side_px, side_px), 90), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * scans + data[-2:]


def webp_of_one_color(width: int, height: int) -> bytes:
    """Makes a lossless WebP in one colour, with about thirty bytes for any size.

    Source: RFC 9649, section 3.
    """
    # Size, no alpha, version 0; no transform, no color cache, no other codes; five codes of one symbol.
    bits = f"{0x2F:08b}"[::-1] + f"{width - 1:014b}"[::-1] + f"{height - 1:014b}"[::-1] + "0000"
    bits += "0" + "0" + "0" + "1000" * 5
    bits = bits.ljust(-(-len(bits) // 8) * 8, "0")
    body = bytes(int(bits[start : start + 8][::-1], 2) for start in range(0, len(bits), 8))
    chunk = b"VP8L" + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)
    return b"RIFF" + struct.pack("<I", len(chunk) + 4) + b"WEBP" + chunk


def bmp_of_runs(width: int, height: int, runs: bytes) -> bytes:
    """Makes a BMP whose pixels are encoded as runs of one colour."""
    palette = b"".join(bytes([level] * 3 + [0]) for level in range(256))
    start = 14 + 40 + len(palette)
    head = b"BM" + struct.pack("<IHHI", start + len(runs), 0, 0, start)
    sizes = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 8, 1, len(runs), 0, 0, 256, 0)
    return head + sizes + palette + runs


def tiff_of(entries: dict[int, tuple[int, int, int]], order: str = "<", next_page: int = 0) -> bytes:
    """Makes a TIFF with one page description, from kinds, counts and values by tag."""
    page = struct.pack(f"{order}H", len(entries))
    for tag, (kind, count, value) in sorted(entries.items()):
        inline = struct.pack(f"{order}HH", value, 0) if kind == 3 and count == 1 else None
        page += struct.pack(f"{order}HHI", tag, kind, count) + (inline or struct.pack(f"{order}I", value))
    return (
        {"<": b"II*\0", ">": b"MM\0*"}[order]
        + struct.pack(f"{order}I", 8)
        + page
        + struct.pack(f"{order}I", next_page)
    )
