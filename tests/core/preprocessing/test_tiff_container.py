"""Scanning TIFF files: sizes as in Pillow, and no file that takes much time or memory."""

import io
import struct

import numpy as np
import pytest
from PIL import Image

from core.errors import UnreadablePicture
from core.preprocessing.tiff_container import MAX_ENTRIES, read_tiff
from tests.core.drawn import blobs
from tests.core.hostile_pictures import tiff_of
from tests.core.pictures_for_tests import file_of

COLORS = Image.fromarray(blobs(np.random.default_rng(1))).resize((90, 60))
SIZE = {256: (4, 1, 100), 257: (4, 1, 50), 258: (3, 1, 8), 277: (3, 1, 1)}


@pytest.mark.parametrize("packing", [None, "tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg"])
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_the_size_is_found_and_the_pieces_are_the_same_picture(packing, mode):
    data = file_of(COLORS.convert(mode), "TIFF", compression=packing)
    container = read_tiff(data)
    assert (container.width_px, container.height_px, container.orientation) == (90, 60, 1)
    assert b"".join(container.pieces) == data


@pytest.mark.parametrize("big", [False, True])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_orientation_is_read_and_taken_out(orientation, big):
    data = file_of(COLORS, "TIFF", tiffinfo={0x0112: orientation}, big_tiff=big)
    container = read_tiff(data)
    assert container.orientation == orientation
    with Image.open(io.BytesIO(b"".join(container.pieces))) as image:
        image.load()
        np.testing.assert_array_equal(np.asarray(image), np.asarray(COLORS))


@pytest.mark.parametrize("order", "<>")
def test_both_orders_of_bytes_are_read(order):
    container = read_tiff(tiff_of({**SIZE, 0x0112: (3, 1, 7)}, order))
    assert (container.width_px, container.height_px, container.orientation, container.bits) == (100, 50, 7, 8)


def test_only_the_first_page_counts():
    pages = file_of(COLORS, "TIFF", save_all=True, append_images=[COLORS.resize((300, 300))] * 3)
    container = read_tiff(pages)
    assert (container.width_px, container.height_px, container.moves) == (90, 60, False)
    endless = read_tiff(tiff_of(SIZE, next_page=8))
    assert (endless.width_px, endless.height_px) == (100, 50)


def test_large_blocks_count_as_memory():
    small = read_tiff(tiff_of({**SIZE, 259: (3, 1, 5)}))
    large = read_tiff(tiff_of({**SIZE, 259: (3, 1, 5), 322: (4, 1, 60_000), 323: (4, 1, 60_000)}))
    assert small.needed_bytes < 100_000
    assert large.needed_bytes > 60_000 * 60_000


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (
            tiff_of({**SIZE, **dict.fromkeys(range(1000, 1001 + MAX_ENTRIES), (3, 1, 1))}),
            "over 1,000 entries",
        ),
        (tiff_of({**SIZE, 700: (7, 2**31, 8)}), "2,147,483,6.. bytes"),
        (tiff_of({**SIZE, 259: (3, 1, 34_925)}), "compression method, number 34925"),
        (tiff_of({**SIZE, 259: (3, 1, 7)}) + b"\xff\xda" * 2_000, "over 64 scans"),
        (tiff_of({257: (4, 1, 9)}), "no size"),
        (b"II*\0" + struct.pack("<I", 10**9), "missing"),
        (b"II+\0\x08\0\0\0", "missing"),
    ],
)
def test_what_is_damaged_or_takes_long_is_refused(data, words):
    with pytest.raises(UnreadablePicture, match=words):
        read_tiff(data)
