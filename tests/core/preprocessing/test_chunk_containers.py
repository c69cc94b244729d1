"""Scanning PNG, WebP, GIF and BMP files: sizes as in Pillow, and no file that would take long."""

import io
import zlib

import numpy as np
import pytest
from PIL import Image

from core.errors import UnreadablePicture
from core.preprocessing.chunk_containers import MAX_BMP_RUN_BYTES, read_bmp, read_gif, read_png, read_webp
from core.preprocessing.container import MAX_PIECES
from tests.core.drawn import blobs
from tests.core.hostile_pictures import bmp_of_runs, exif_of, png_chunk, png_with, webp_of_one_color
from tests.core.pictures_for_tests import file_of

COLORS = Image.fromarray(blobs(np.random.default_rng(1))).resize((90, 60))
DARK = np.zeros((9, 9), np.uint8)
READERS = {"PNG": read_png, "WEBP": read_webp, "GIF": read_gif, "BMP": read_bmp}
MODES = {
    "PNG": ("RGB", "RGBA", "L", "LA", "P", "1"),
    "WEBP": ("RGB", "RGBA"),
    "GIF": ("P", "L"),
    "BMP": ("RGB", "L", "1"),
}
CASES = [(kind, mode) for kind, modes in MODES.items() for mode in modes]


@pytest.mark.parametrize(("kind", "mode"), CASES)
def test_the_size_is_found_and_the_pieces_are_the_same_picture(kind, mode):
    image = COLORS.convert("RGBA" if mode == "LA" else "RGB").convert(mode)
    data = file_of(image, kind)
    container = READERS[kind](data)
    assert (container.width_px, container.height_px, container.file_format) == (90, 60, kind)
    assert not container.moves
    with Image.open(io.BytesIO(data)) as whole, Image.open(io.BytesIO(b"".join(container.pieces))) as read:
        np.testing.assert_array_equal(np.asarray(read.convert("RGBA")), np.asarray(whole.convert("RGBA")))


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
def test_moving_pictures_are_known_as_such_and_keep_all_their_pictures(kind):
    turned = [COLORS.transpose(Image.Transpose.ROTATE_180), COLORS.transpose(Image.Transpose.FLIP_LEFT_RIGHT)]
    data = file_of(COLORS, kind, save_all=True, append_images=turned, comment=b"a" * 1_000)
    container = READERS[kind](data)
    assert container.moves
    with Image.open(io.BytesIO(data)) as whole, Image.open(io.BytesIO(b"".join(container.pieces))) as read:
        for frame in range(3):
            whole.seek(frame)
            read.seek(frame)
            np.testing.assert_array_equal(np.asarray(read.convert("RGB")), np.asarray(whole.convert("RGB")))


def test_profiles_and_texts_are_left_out_of_png_and_the_orientation_is_read():
    bomb = zlib.compress(b"\0" * 10**7)
    chunks = png_chunk(b"iCCP", b"name\0\0" + bomb) + png_chunk(b"zTXt", b"key\0\0" + bomb) * 50
    container = read_png(png_with(chunks + png_chunk(b"eXIf", exif_of(8, ">")), np.asarray(COLORS)))
    assert container.orientation == 8
    assert b"".join(container.pieces) == file_of(COLORS)


def test_comments_are_left_out_of_gif():
    data = file_of(COLORS.convert("P"), "GIF")
    start = data.index(b",", 13 + 3 * 256)
    comment = b"!\xfe" + b"\xff".ljust(256, b"x") * 50_000 + b"\0"
    container = read_gif(data[:start] + comment * 2 + data[start:])
    assert sum(map(len, container.pieces)) <= len(data)
    with pytest.raises(UnreadablePicture, match="too many pieces"):
        read_gif(data[:start] + b"!\xfe" + b"\1x" * (5 * MAX_PIECES) + data[start:])
    with pytest.raises(UnreadablePicture, match="too many pieces"):
        read_gif(data[:start] + b"\0" * (5 * MAX_PIECES))


def test_a_picture_larger_than_its_screen_counts():
    data = bytearray(file_of(COLORS.convert("P"), "GIF"))
    data[6:10] = b"\1\0\1\0"
    with Image.open(io.BytesIO(data)) as image:
        assert (read_gif(bytes(data)).width_px, read_gif(bytes(data)).height_px) == image.size == (90, 60)


@pytest.mark.parametrize("size", [(1, 1), (90, 60), (16_000, 5_000), (16_384, 16_384)])
def test_some_bytes_can_be_a_large_webp(size):
    data = webp_of_one_color(*size)
    container = read_webp(data)
    assert len(data) < 40
    assert (container.width_px, container.height_px) == size
    assert container.needed_bytes >= 16 * size[0] * size[1]
    if size[0] < 100:
        with Image.open(io.BytesIO(data)) as image:
            assert image.size == size
            image.load()


def test_the_orientation_of_webp_is_read():
    exif = Image.Exif()
    exif[0x0112] = 5
    assert read_webp(file_of(COLORS, "WEBP", exif=exif.tobytes())).orientation == 5


@pytest.mark.parametrize(
    ("read", "data", "words"),
    [
        (
            read_png,
            png_with(png_chunk(b"IDAT") * (MAX_PIECES + 1), np.zeros((9, 9), np.uint8)),
            "over 100,000 chunks",
        ),
        (read_png, file_of(COLORS)[:8], "size is missing"),
        (read_png, png_with(file_of(COLORS)[8:33], DARK), "size twice"),
        (read_webp, webp_of_one_color(9, 9) + b"ICCP\0\0\0\0" * (MAX_PIECES + 1), "over 100,000 chunks"),
        (read_webp, b"RIFF\0\0\0\0WEBP", "size is missing"),
        (read_gif, b"GIF89a", "no picture"),
        (read_bmp, b"BM", "size is missing"),
        (read_bmp, bmp_of_runs(100, 100, b"\1\1" * MAX_BMP_RUN_BYTES), "runs of one colour"),
    ],
)
def test_what_is_damaged_or_takes_long_is_refused(read, data, words):
    with pytest.raises(UnreadablePicture, match=words):
        read(data)
