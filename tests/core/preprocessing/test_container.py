"""The orientation from EXIF data that Pillow writes; hostile EXIF data does no harm."""

import random

import pytest
from PIL import Image

from core.preprocessing.container import Container, damaged, exif_orientation, unusual
from tests.core.hostile_pictures import exif_of


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_orientation_is_found_among_other_entries(orientation):
    exif = Image.Exif()
    exif[0x010F], exif[0x0112], exif[0x9003] = "A camera", orientation, "2026:11:26 00:00:00"
    assert exif_orientation(exif.tobytes()) == orientation
    assert exif_orientation(exif.tobytes()[6:]) == orientation
    for order in "<>":
        assert exif_orientation(exif_of(orientation, order)) == orientation


@pytest.mark.parametrize("value", [0, 9, 65_535])
def test_what_is_no_orientation_is_upright(value):
    assert exif_orientation(exif_of(value)) == 1


def test_damaged_exif_is_upright():
    generator = random.Random(1)
    whole = exif_of(6)
    for length in range(len(whole)):
        assert exif_orientation(whole[:length]) in (1, 6)
    for _ in range(500):
        data = bytearray(whole * 3)
        for _ in range(4):
            data[generator.randrange(len(data))] = generator.randrange(256)
        assert 1 <= exif_orientation(bytes(data)) <= 8


def test_refusals_say_what_was_found_and_what_to_do():
    assert "cut short: its size is missing. Save" in str(damaged("its size is missing"))
    assert "unusual way: it has 9 scans. Save it again" in str(unusual("it has 9 scans"))


def test_a_container_counts_its_pixels():
    assert Container("PNG", 30, 20, 600, [b""]).pixels == 600
