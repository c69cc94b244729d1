"""Scanning JPEG files: size and orientation are found, and parts that take long are refused or omitted."""

import io

import numpy as np
import pytest
from PIL import Image

from core.errors import UnreadablePicture
from core.preprocessing.jpeg_container import MAX_SCANS, read_jpeg, reduction_while_decoding
from tests.core.drawn import blobs
from tests.core.hostile_pictures import exif_of, jpeg_of_many_scans, jpeg_segment, jpeg_with
from tests.core.pictures_for_tests import file_of

PICTURE = Image.fromarray(blobs(np.random.default_rng(1))).resize((90, 60))
PLAIN = file_of(PICTURE, "JPEG")


def pixels_of(data):
    with Image.open(io.BytesIO(data)) as image:
        return np.asarray(image)


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"restart_marker_rows": 1}])
def test_the_pieces_are_the_same_picture(mode, options):
    data = file_of(PICTURE.convert(mode), "JPEG", **options)
    container = read_jpeg(data)
    assert (container.width_px, container.height_px, container.orientation) == (90, 60, 1)
    np.testing.assert_array_equal(pixels_of(b"".join(container.pieces)), pixels_of(data))


def test_metadata_of_any_length_are_left_out():
    segments = jpeg_segment(0xE1, b"Exif\0\0" + exif_of(6)) + jpeg_segment(0xFE, b"x" * 60_000) * 3
    segments += jpeg_segment(0xE1, b"http://ns.adobe.com/" + b"y" * 60_000) * 1_000 + b"junk" * 1_000
    container = read_jpeg(jpeg_with(segments, PLAIN))
    assert container.orientation == 6
    assert b"".join(container.pieces) == b"".join(read_jpeg(PLAIN).pieces)


def test_of_several_pictures_in_a_file_only_the_first_is_kept():
    both = file_of(PICTURE, "MPO", save_all=True, append_images=[PICTURE.convert("L").convert("RGB")])
    container = read_jpeg(both)
    joined = b"".join(container.pieces)
    assert len(joined) < len(both) / 1.5
    with Image.open(io.BytesIO(joined)) as image:
        assert image.format == "JPEG"
    np.testing.assert_array_equal(pixels_of(joined), pixels_of(both))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (jpeg_of_many_scans(2_000), f"over {MAX_SCANS} scans"),
        (jpeg_with(jpeg_segment(0xFE, b"") * 20_000, PLAIN), "too many pieces"),
        (PLAIN.replace(b"\xff\xc0", b"\xff\xc9"), "rare kind of JPEG"),
        (jpeg_with(PLAIN[PLAIN.index(b"\xff\xc0") :][:19], PLAIN), "size twice"),
        (PLAIN[: PLAIN.index(b"\xff\xda")], "missing"),
        (b"\xff\xd8\xff", "missing"),
    ],
)
def test_what_is_damaged_or_takes_long_is_refused(data, words):
    with pytest.raises(UnreadablePicture, match=words):
        read_jpeg(data)


def test_progressive_ones_need_memory_for_all_their_pixels():
    large = Image.new("RGB", (4_096, 4_096))
    baseline = read_jpeg(file_of(large, "JPEG", subsampling=0))
    progressive = read_jpeg(file_of(large, "JPEG", subsampling=0, progressive=True))
    assert progressive.needed_bytes - baseline.needed_bytes == 4_096 * 4_096 * 3 * 2


@pytest.mark.parametrize("size", [(500, 500), (2_047, 2_048), (2_048, 3_000), (9_000, 4_100), (9_000, 8_200)])
def test_it_is_known_how_pillow_reduces(size):
    with Image.open(io.BytesIO(file_of(Image.new("L", size), "JPEG"))) as image:
        image.draft("RGB", (1_024, 1_024))
        assert -(-size[0] // image.width) == reduction_while_decoding(*size)
