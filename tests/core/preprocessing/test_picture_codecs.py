"""Every format: upright for every orientation, the right one of several pictures, in working size."""

import numpy as np
import pytest
from PIL import Image

from core.errors import UnreadablePicture
from core.preprocessing.picture_codecs import ISOLATED_FORMATS, WORKING_SIDE_PX, decode, look_through
from tests.conftest import ROOT
from tests.core.hostile_pictures import exif_of, jpeg_segment, jpeg_with, png_chunk, png_with
from tests.core.pictures_for_tests import file_of, ink_of

# Of different width and height, and without any symmetry.
SEVEN = 255 - ink_of("7")[:, 40:240]
# How the rows and columns of an upright picture are stored for each EXIF orientation.
# Source: CIPA DC-008, Exif 3.0, section 4.6.5.1.6.
STORED = {
    1: lambda upright: upright,
    2: lambda upright: upright[:, ::-1],
    3: lambda upright: upright[::-1, ::-1],
    4: lambda upright: upright[::-1],
    5: lambda upright: upright.swapaxes(0, 1),
    6: lambda upright: upright.swapaxes(0, 1)[::-1],
    7: lambda upright: upright.swapaxes(0, 1)[::-1, ::-1],
    8: lambda upright: upright.swapaxes(0, 1)[:, ::-1],
}


def decoded(data):
    return decode(look_through(data))


def turned_file(kind, orientation):
    stored = np.ascontiguousarray(STORED[orientation](SEVEN))
    if kind == "PNG":
        return png_with(png_chunk(b"eXIf", exif_of(orientation, ">")), stored)
    if kind == "TIFF":
        return file_of(stored, kind, tiffinfo={0x0112: orientation}, compression="tiff_lzw")
    if kind == "MPO":
        segment = jpeg_segment(0xE1, b"Exif\0\0" + exif_of(orientation))
        return jpeg_with(
            segment, file_of(stored, kind, save_all=True, append_images=[Image.fromarray(SEVEN)])
        )
    exif = Image.Exif()
    exif[0x0112] = orientation
    return file_of(stored, kind, exif=exif.tobytes(), quality=95)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "MPO", "AVIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_is_applied_once(kind, orientation):
    picture = decoded(turned_file(kind, orientation))
    assert (picture.width_px, picture.height_px) == (200, 280)
    assert picture.pixels.shape == (280, 200, 3)
    assert np.abs(picture.pixels[..., 0].astype(int) - SEVEN).mean() < 3


def heic_turned(quarters, mirror):
    """Rotates and mirrors an iPhone picture with container properties, which are applied after all others."""
    data = (ROOT / "tests" / "data" / "balloon.heic").read_bytes()
    properties = b"\0\0\0\x09irot" + bytes([quarters])
    if mirror is not None:
        properties += b"\0\0\0\x09imir" + bytes([mirror])
    count = len(properties) // 9
    added = len(properties) + count

    def longer(data, kind, by):
        start = data.index(kind) - 4
        return (
            data[:start]
            + (int.from_bytes(data[start : start + 4], "big") + by).to_bytes(4, "big")
            + data[start + 4 :]
        )

    for kind, by in ((b"meta", added), (b"iprp", added), (b"ipco", len(properties)), (b"ipma", count)):
        data = longer(data, kind, by)
    before, after = data[: data.index(b"ipma") - 4], data[data.index(b"ipma") - 4 :]
    # The item has four properties, and these are the fifth and sixth.
    links = bytearray(after[:23]) + bytes([0x85, 0x86][:count])
    links[18] += count
    data = before + properties + bytes(links) + after[23:]
    # The offset of the picture's data from the beginning of the file.
    place = data.index((data.index(b"mdat") + 4 - added).to_bytes(4, "big"), data.index(b"iloc"))
    return data[:place] + (data.index(b"mdat") + 4).to_bytes(4, "big") + data[place + 4 :]


@pytest.mark.parametrize("mirror", [None, 0, 1])
@pytest.mark.parametrize("quarters", range(4))
def test_iphone_photos_are_turned_as_their_container_says(quarters, mirror):
    plain = decoded((ROOT / "tests" / "data" / "balloon.heic").read_bytes()).pixels
    wanted = np.rot90(plain, quarters)
    if mirror is not None:
        wanted = wanted[::-1] if mirror == 0 else wanted[:, ::-1]
    picture = decoded(heic_turned(quarters, mirror))
    assert picture.pixels.shape == wanted.shape
    assert (picture.height_px, picture.width_px) == wanted.shape[:2]
    assert np.abs(picture.pixels.astype(int) - wanted).mean() < 2


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
@pytest.mark.parametrize("blank", ["white", "black", (0, 0, 0, 0)])
def test_the_first_picture_with_something_on_it_is_taken(kind, blank):
    empty = Image.new("RGBA", SEVEN.shape[::-1], blank)
    others = [empty.copy(), Image.fromarray(SEVEN).convert("RGBA"), Image.new("RGBA", empty.size, "red")]
    picture = decoded(file_of(empty, kind, save_all=True, append_images=others, lossless=True, duration=90))
    # A frame that is equal to the previous one may have been omitted from the file.
    assert picture.frame in (1, 2)
    assert np.abs(picture.pixels[..., 0].astype(int) - SEVEN).mean() < 8


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "TIFF"])
def test_the_first_picture_is_taken_if_it_has_something_on_it_or_none_has(kind):
    seven, empty = Image.fromarray(SEVEN).convert("RGB"), Image.new("RGB", SEVEN.shape[::-1], "white")
    for first, others in ((seven, [empty, empty.transpose(Image.Transpose.ROTATE_180)]), (empty, [empty])):
        picture = decoded(file_of(first, kind, save_all=True, append_images=others, duration=90))
        assert picture.frame == 0
        assert np.abs(picture.pixels[..., :3].astype(int) - np.asarray(first)).mean() < 8


def test_damaged_pictures_behind_an_empty_one_do_no_harm():
    empty = Image.new("L", (300, 300), 255)
    data = file_of(empty, "GIF", save_all=True, append_images=[Image.effect_noise((300, 300), 90)])
    picture = decoded(data[:-5_000])
    assert (picture.frame, picture.pixels.min()) == (0, 255)


@pytest.mark.parametrize(
    ("kind", "options"), [("AVIF", {}), ("JPEG2000", {}), ("JPEG2000", {"no_jp2": True})]
)
@pytest.mark.parametrize("mode", ["RGB", "L", "RGBA", "LA"])
def test_newer_formats_are_read(kind, options, mode):
    image = Image.fromarray(SEVEN).convert(mode)
    if "A" in mode:
        image.putalpha(Image.fromarray(SEVEN))
    picture = decoded(file_of(image, kind, **options))
    assert look_through(file_of(image, kind, **options)).file_format in ISOLATED_FORMATS
    assert picture.pixels.shape == (280, 200, 4 if "A" in mode else 3)
    assert np.abs(picture.pixels[..., -1].astype(int) - SEVEN).mean() < 3


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "JPEG2000"])
def test_large_pictures_are_reduced(kind):
    large = Image.fromarray(SEVEN).resize((2_400, 4_300))
    picture = decoded(file_of(large, kind))
    assert (picture.width_px, picture.height_px) == (2_400, 4_300)
    height, width = picture.pixels.shape[:2]
    assert 700 <= height <= WORKING_SIDE_PX
    wanted = Image.fromarray(SEVEN).resize((width, height))
    assert np.abs(picture.pixels[..., 0].astype(int) - np.asarray(wanted)).mean() < 5


def test_what_the_decoder_must_know_is_told():
    deep = decoded(file_of(Image.fromarray(SEVEN.astype(np.uint16) * 16)))
    assert deep.is_deep
    assert deep.pixels.max() == 254
    assert decoded(file_of(Image.fromarray(SEVEN).convert("CMYK"), "JPEG")).is_for_print


def test_another_size_than_was_found_is_refused():
    data = file_of(SEVEN)
    container = look_through(data)
    with pytest.raises(UnreadablePicture, match="its size is 200 x 280 or 9 x 9"):
        decode(container.__class__(**{**container.__dict__, "pieces": [file_of(SEVEN[:9, :9])]}))


@pytest.mark.parametrize("data", [b"", b"R", b"II", b"%PDF-1.7", b"\0\0\0\x0cjunk", b"<svg/>"])
def test_other_formats_are_none(data):
    assert look_through(data) is None
