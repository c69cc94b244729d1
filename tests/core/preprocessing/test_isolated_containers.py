"""Scanning HEIC, AVIF and JPEG 2000 files: sizes as in their decoders."""

import io

import numpy as np
import pytest
from PIL import Image

from core.errors import UnreadablePicture
from core.preprocessing.isolated_containers import halvings, read_heif, read_jpeg_2000
from tests.conftest import ROOT
from tests.core.pictures_for_tests import file_of

BLANK = Image.new("RGB", (90, 60), "red")


def test_sizes_are_found():
    heic = read_heif((ROOT / "tests" / "data" / "balloon.heic").read_bytes())
    assert (heic.file_format, heic.width_px, heic.height_px) == ("HEIF", 96, 128)
    avif = read_heif(file_of(BLANK, "AVIF"))
    assert (avif.file_format, avif.width_px, avif.height_px) == ("AVIF", 90, 60)
    for options in ({}, {"no_jp2": True}, {"offset": (30, 20), "tile_size": (64, 64)}):
        wavelets = read_jpeg_2000(file_of(BLANK, "JPEG2000", **options))
        assert (wavelets.file_format, wavelets.width_px, wavelets.height_px) == ("JPEG2000", 90, 60)


@pytest.mark.parametrize("side", [100, 4_095, 4_096, 8_192, 20_000])
def test_large_wavelets_are_halved_until_twice_the_working_size_is_left(side):
    left = side / 2 ** halvings(side, side // 2)
    assert left == side or 2_048 <= left < 4_096


def test_halves_are_what_the_decoder_gives():
    pixels = np.zeros((64, 4_200), np.uint8)
    with Image.open(io.BytesIO(file_of(pixels, "JPEG2000"))) as image:
        image.reduce = halvings(*image.size)
        image.load()
        assert image.size == (2_100, 32)


@pytest.mark.parametrize(
    ("read", "data"),
    [
        (read_heif, b"\0\0\0\x18ftypheic"),
        (read_heif, b"\0\0\0\x18ftypheic" + b"ispe\0\0\0\0" + b"\xff" * 8),
        (read_jpeg_2000, b"\xff\x4f\xff\x51\0\0"),
        (read_jpeg_2000, file_of(BLANK, "JPEG2000")[:60]),
    ],
)
def test_without_a_size_they_are_refused(read, data):
    with pytest.raises(UnreadablePicture, match="size is missing"):
        read(data)
