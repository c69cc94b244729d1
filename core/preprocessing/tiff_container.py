"""TIFF files: the size, compression and memory needs of the first page."""

import struct

from core.preprocessing.container import Container, damaged, unusual
from core.preprocessing.jpeg_container import MAX_SCANS

# Ordinary pages have at most about fifty entries; geographic and medical ones may have a few hundred.
MAX_ENTRIES = 1_000
MAX_ENTRY_BYTES = 16 * 1024 * 1024
_KIND_BYTES = {
    1: 1,
    2: 1,
    3: 2,
    4: 4,
    5: 8,
    6: 1,
    7: 1,
    8: 2,
    9: 4,
    10: 8,
    11: 4,
    12: 8,
    13: 4,
    16: 8,
    17: 8,
    18: 8,
}
_LETTERS = {1: "B", 3: "H", 4: "I", 16: "Q"}
_WIDTH, _HEIGHT, _BITS, _PACKING, _CHANNELS, _ROWS = 256, 257, 258, 259, 277, 278
_ORIENTATION, _PLANES, _TILE_WIDTH, _TILE_HEIGHT = 274, 284, 322, 323
_JPEG = 7
# Compression schemes that need little, bounded memory: none, three for fax, LZW, JPEG, Deflate (two numbers)
# and PackBits.
_PACKINGS = (1, 2, 3, 4, 5, _JPEG, 8, 32_946, 32_773)


def read_tiff(data: bytes) -> Container:
    """Inspects the first page of a TIFF file; other pages are not read.

    Args:
        data: The file.

    Returns:
        What the file says. The orientation in its pieces is changed to upright, because the decoder would
        otherwise turn the picture too.

    Raises:
        UnreadablePicture: If it is damaged, compressed in a rare way, or would take too much memory.

    Source: Adobe, TIFF revision 6.0, section 2; BigTIFF design, AWare Systems.
    """
    try:
        return _read(data)
    except struct.error as error:
        raise damaged("the description of its first page is missing") from error


def _read(data: bytes) -> Container:
    order = "<" if data[:2] == b"II" else ">"
    is_big = struct.unpack_from(f"{order}H", data, 2)[0] == 43
    # BigTIFF has longer counts and offsets.
    count_letter, offset_letter, entry_bytes = ("Q", "Q", 20) if is_big else ("H", "I", 12)
    (offset,) = struct.unpack_from(order + offset_letter, data, 8 if is_big else 4)
    (count,) = struct.unpack_from(order + count_letter, data, offset)
    if count > MAX_ENTRIES:
        raise unusual(f"its first page has over {MAX_ENTRIES:,} entries")
    entries, total_bytes = {}, 0
    pieces, copied = [], 0
    for index in range(count):
        start = offset + (8 if is_big else 2) + entry_bytes * index
        tag, kind, values = struct.unpack_from(f"{order}HH{offset_letter}", data, start)
        total_bytes += _KIND_BYTES.get(kind, 1) * values
        # Sizes, compression and the like are stored only as these types of integers.
        if kind in _LETTERS and values > 0:
            size = _KIND_BYTES[kind] * min(values, 4)
            inline = start + (12 if is_big else 8)
            is_inline = _KIND_BYTES[kind] * values <= (8 if is_big else 4)
            place = inline if is_inline else struct.unpack_from(order + offset_letter, data, inline)[0]
            if tag == _ORIENTATION and is_inline:
                pieces += [data[copied:place], struct.pack(f"{order}{_LETTERS[kind]}", 1)]
                copied = place + _KIND_BYTES[kind]
            entries[tag] = struct.unpack_from(
                f"{order}{size // _KIND_BYTES[kind]}{_LETTERS[kind]}", data, place
            )
    if total_bytes > MAX_ENTRY_BYTES:
        raise unusual(f"the description of its first page has {total_bytes:,} bytes")
    first_values = {tag: values[0] for tag, values in entries.items()}
    return _container([*pieces, data[copied:]], first_values, max(entries.get(_BITS, (1,))))


def _container(pieces: list[bytes], entries: dict[int, int], bits: int) -> Container:
    width, height = entries.get(_WIDTH, 0), entries.get(_HEIGHT, 0)
    packing, channels = entries.get(_PACKING, 1), entries.get(_CHANNELS, 1)
    if not width or not height or not 1 <= channels <= 16 or not 1 <= bits <= 64:
        raise damaged("it has no size")
    if packing not in _PACKINGS:
        raise unusual(f"its compression method, number {packing}, is rarely used")
    pixel_bytes = (1 if entries.get(_PLANES) == 2 else channels) * bits / 8
    rows = min(entries.get(_ROWS, height), height)
    if _TILE_WIDTH in entries:
        block_pixels = entries[_TILE_WIDTH] * entries.get(_TILE_HEIGHT, 0)
    else:
        block_pixels = width * rows
    if packing == _JPEG:
        blocks = -(-height // max(rows, 1))
        if pieces[-1].count(b"\xff\xda") > max(MAX_SCANS, 4 * blocks):
            raise unusual(f"it has over {MAX_SCANS} scans")
        pixel_bytes += 6
    needed = (
        4 * width * height + int(block_pixels * pixel_bytes if packing != 1 else 0) + sum(map(len, pieces))
    )
    orientation = entries.get(_ORIENTATION, 1)
    return Container("TIFF", width, height, needed, pieces, orientation if 1 <= orientation <= 8 else 1, bits)
