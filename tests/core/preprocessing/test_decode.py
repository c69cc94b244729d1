"""Decoding pictures from outside: what is read, what is refused, and with which words."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from core.errors import UnreadablePicture
from core.preprocessing.decode import MAX_BYTES, WORKING_SIDE_PX, decode_image
from tests.conftest import ROOT
from tests.core.pictures_for_tests import file_of, ink_of, png_header

DATA = ROOT / "tests" / "data"
SEVEN = 255 - ink_of("7")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF"])
def test_every_kind_is_read(kind):
    picture = decode_image(file_of(SEVEN, kind), f"seven.{kind.lower()}")
    assert (picture.width_px, picture.height_px) == (280, 280)
    assert picture.pixels.shape == (280, 280, 3)
    assert np.abs(picture.pixels[..., 0].astype(int) - SEVEN).mean() < 3
    assert picture.notes == []


def test_photos_of_iphones_are_read():
    data = (DATA / "balloon.heic").read_bytes()
    picture = decode_image(data, "balloon.heic")
    assert (picture.width_px, picture.height_px, picture.notes) == (96, 128, [])
    with Image.open(ROOT / "core" / "preprocessing" / "example_photo_files" / "balloon.jpg") as drawn:
        wanted = np.asarray(drawn.resize((96, 128)).convert("RGB"), dtype=int)
    assert np.abs(picture.pixels.astype(int) - wanted).mean() < 6
    for length in (12, 40, 600, len(data) - 40):
        with pytest.raises(UnreadablePicture, match=r"Received: balloon\.heic"):
            decode_image(data[:length], "balloon.heic")


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=2_000))
def test_any_bytes_are_read_or_refused_with_a_sentence(data):
    with pytest.raises(UnreadablePicture, match=r"Received: "):
        decode_image(data, "x.png")


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["PNG", "JPEG", "WEBP", "BMP", "GIF"]), st.data())
def test_damaged_files_are_read_or_refused_with_a_sentence(kind, data):
    content = bytearray(file_of(ink_of("7", 60), kind))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    content = content[: data.draw(st.integers(1, len(content)))]
    try:
        picture = decode_image(bytes(content))
    except UnreadablePicture as error:
        assert "Received: " in str(error)
        assert "\n" not in str(error)
    else:
        assert picture.pixels.dtype == np.uint8


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not a picture"),
        (b"hello, I am a text", "not a picture"),
        (file_of(SEVEN)[:1000], "cut short"),
        (file_of(SEVEN, "JPEG")[:2000], "cut short"),
        (png_header(20_000, 20_000), "too large"),
        (png_header(12_000, 12_000), "too large"),
        (png_header(20_000, 20), "long and thin"),
        (b"\0" * (MAX_BYTES + 1), "too large"),
    ],
)
def test_refusals_say_what_was_wrong_and_what_arrived(data, words):
    with pytest.raises(UnreadablePicture, match=words) as caught:
        decode_image(data, "folder/seven.png")
    assert "Received: seven.png" in str(caught.value)


def test_an_animated_gif_gives_its_first_picture_and_says_so():
    frames = [Image.fromarray(SEVEN), Image.fromarray(255 - SEVEN)]
    data = file_of(frames[0], "GIF", save_all=True, append_images=frames[1:])
    picture = decode_image(data, "a.gif")
    assert np.abs(picture.pixels[..., 0].astype(int) - SEVEN).mean() < 3
    assert "first picture" in picture.notes[0]


def test_a_wrong_extension_is_noted():
    assert "is a PNG" in decode_image(file_of(SEVEN), "a.jpg").notes[0]


def test_cmyk_and_sixteen_bits_are_converted_and_noted():
    cmyk = decode_image(file_of(Image.fromarray(SEVEN).convert("CMYK"), "JPEG"), "a.jpg")
    assert np.abs(cmyk.pixels[..., 0].astype(int) - SEVEN).mean() < 6
    assert "CMYK" in cmyk.notes[0]
    deep = decode_image(file_of(Image.fromarray(SEVEN.astype(np.uint16) * 257)), "a.png")
    assert np.abs(deep.pixels[..., 0].astype(int) - SEVEN).max() <= 1
    assert "shades" in deep.notes[0]


def test_a_turned_photo_is_upright():
    image = Image.fromarray(SEVEN[:, :200]).rotate(90, expand=True)
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held so that the picture must be turned right by 90 degrees
    picture = decode_image(file_of(image, "JPEG", exif=exif.tobytes()), "a.jpg")
    assert (picture.width_px, picture.height_px) == (200, 280)
    assert np.abs(picture.pixels[..., 0].astype(int) - SEVEN[:, :200]).mean() < 4


def test_fifty_megapixels_are_read_small():
    picture = decode_image(file_of(Image.new("L", (8660, 5773), 255), "PNG"), "big.png")
    assert picture.width_px * picture.height_px > 49_000_000
    assert max(picture.pixels.shape) <= WORKING_SIDE_PX


def test_transparency_is_kept():
    image = Image.new("RGBA", (50, 40), (0, 0, 0, 0))
    assert decode_image(file_of(image)).pixels.shape == (40, 50, 4)
