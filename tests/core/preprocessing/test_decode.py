"""Decoding pictures from outside: what is read, what is refused, and the messages."""

import subprocess
import sys
import time
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from core.errors import UnreadablePicture
from core.preprocessing.decode import MAX_BYTES, decode_image
from core.preprocessing.picture_codecs import WORKING_SIDE_PX
from tests.conftest import ROOT
from tests.core.hostile_pictures import (
    bmp_of_runs,
    jpeg_of_many_scans,
    jpeg_segment,
    jpeg_with,
    png_chunk,
    png_with,
    tiff_of,
    webp_of_one_color,
)
from tests.core.pictures_for_tests import file_of, ink_of, png_header

DATA = ROOT / "tests" / "data"
SEVEN = 255 - ink_of("7")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF", "AVIF"])
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
    with Image.open(ROOT / "tests" / "data" / "balloon.jpg") as drawn:
        wanted = np.asarray(drawn.resize((96, 128)).convert("RGB"), dtype=int)
    assert np.abs(picture.pixels.astype(int) - wanted).mean() < 6
    for length in (12, 40, 600, len(data) - 40):
        with pytest.raises(UnreadablePicture, match=r"Received: balloon\.heic"):
            decode_image(data[:length], "balloon.heic")


@settings(max_examples=200)
@given(st.binary(max_size=2_000))
def test_any_bytes_are_read_or_refused_with_a_sentence(data):
    with pytest.raises(UnreadablePicture, match=r"Received: "):
        decode_image(data, "x.png")


@settings(max_examples=150)
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
        (b"x", "seven.png, 1 byte$"),
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
    assert "first frame" in picture.notes[0]


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
    exif[0x0112] = 6  # the picture must be rotated clockwise by 90 degrees
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


def test_wavelets_are_read_and_named_as_such():
    picture = decode_image(file_of(SEVEN, "JPEG2000"), "seven.jp2")
    np.testing.assert_array_equal(picture.pixels[..., 0], SEVEN)
    assert picture.notes == []


def test_a_phones_photo_with_a_second_picture_is_a_photo_and_moves_not():
    data = file_of(Image.fromarray(SEVEN), "MPO", save_all=True, append_images=[Image.new("L", (80, 80))])
    picture = decode_image(data, "IMG_0001.jpg")
    assert (picture.width_px, picture.height_px, picture.notes) == (280, 280, [])
    pages = file_of(Image.fromarray(SEVEN), "TIFF", save_all=True, append_images=[Image.new("L", (80, 80))])
    assert decode_image(pages, "scan.tif").notes == []


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "AVIF"])
def test_a_moving_picture_that_begins_blank_says_which_of_them_was_used(kind):
    frames = [Image.new("L", (280, 280), 255), Image.fromarray(SEVEN)]
    picture = decode_image(file_of(frames[0], kind, save_all=True, append_images=frames[1:]), f"a.{kind}")
    assert np.abs(picture.pixels[..., 0].astype(int) - SEVEN).mean() < 3
    assert picture.notes == [f"This {kind} is animated; its first frame that is not blank was used."]


def test_large_photos_of_phones_are_read():
    picture = decode_image(file_of(Image.new("L", (12_000, 9_000), 90), "JPEG", quality=1), "108.jpg")
    assert (picture.width_px, picture.height_px) == (12_000, 9_000)
    assert 500 < picture.pixels.shape[1] <= 1_024


def deep_text():
    return png_chunk(b"zTXt", b"key\0\0" + zlib.compress(b"\0" * 10**7))


ONE_PAGE = {256: (4, 1, 9), 257: (4, 1, 9)}
# A function that makes each file, as that takes a while, and words of the refusal; empty if it is read.
HOSTILE_FILES = {
    "webp": (lambda: webp_of_one_color(16_000, 5_000), "at most 18 megapixels"),
    "scans": (lambda: jpeg_of_many_scans(2_000), "over 64 scans"),
    "segments": (
        lambda: jpeg_with(jpeg_segment(0xE1, b"x" * 60_000) * 1_000, file_of(SEVEN, "JPEG")),
        "",
    ),
    "chunks": (lambda: png_with(png_chunk(b"IDAT") * 2_000_000, SEVEN), "over 100,000 chunks"),
    "texts": (lambda: png_with(deep_text() * 300, SEVEN), ""),
    "runs": (lambda: bmp_of_runs(3_000, 3_000, b"\0\2\0\0" * 1_000_000), "runs of one colour"),
    "gif": (
        lambda: file_of(SEVEN, "GIF").replace(b",", b"!\xfe" + b"\1x" * 500_000 + b"\0,", 1),
        "too many pieces",
    ),
    "pages": (lambda: tiff_of(ONE_PAGE, next_page=8), "cannot be decoded"),
    "tile": (
        lambda: tiff_of(ONE_PAGE | {259: (3, 1, 5), 322: (4, 1, 2**31), 323: (4, 1, 2**31)}),
        "",
    ),
    "tiff": (
        lambda: file_of(Image.new("1", (20_000, 15_000)), "TIFF", compression="group4"),
        "at most 50 megapixels",
    ),
    "excess": (
        lambda: file_of(SEVEN)[:33] + png_chunk(b"IDAT", zlib.compress(b"\0" * 10**8)) + png_chunk(b"IEND"),
        "",
    ),
}


@pytest.mark.parametrize("name", HOSTILE_FILES)
def test_small_files_that_take_long_are_refused_or_read_at_once(name):
    make, words = HOSTILE_FILES[name]
    data = make()
    start = time.process_time()
    try:
        decode_image(data, name)
    except UnreadablePicture as error:
        assert words in str(error)
    else:
        assert not words
    # Processor seconds; these files once took a hundred times as long.
    assert time.process_time() - start < 3


def test_fifty_visitors_at_once_need_little_memory_and_each_gets_an_answer_or_a_sentence():
    code = """
import resource, sys
from concurrent.futures import ThreadPoolExecutor
from core.errors import UnreadablePicture
from core.preprocessing.decode import decode_image
data = bytes.fromhex(sys.argv[1])

def look(number):
    try:
        return decode_image(data, "a.webp").width_px
    except UnreadablePicture as error:
        return str(error)

before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with ThreadPoolExecutor(50) as pool:
    outcomes = set(pool.map(look, range(50)))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, *outcomes, sep="\\n")
"""
    # About the largest picture that is read.
    data = webp_of_one_color(4_600, 3_900)
    done = subprocess.run(
        [sys.executable, "-c", code, data.hex()], cwd=ROOT, capture_output=True, text=True, check=True
    )
    kilobytes, *outcomes = done.stdout.splitlines()
    assert "4600" in outcomes
    assert all(outcome == "4600" or "again in a minute" in outcome for outcome in outcomes)
    assert int(kilobytes) < 400_000


def test_damaged_pictures_leave_nothing_in_memory_but_their_sentences():
    code = """
import io, resource
from PIL import Image
from core.errors import UnreadablePicture
from core.preprocessing.decode import decode_image
# As large as is read at all: 150 MB, once it is unpacked.
file = io.BytesIO()
Image.new("RGB", (8_000, 6_000), "gray").save(file, "PNG", compress_level=1)
data, kept, most = file.getvalue()[:-1_000], [], []
del file
for _ in range(5):
    try:
        decode_image(data, "a.png")
    except UnreadablePicture as error:
        kept.append(error)
    most.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
print(len(kept), most[-1] - most[0])
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    count, kilobytes = map(int, done.stdout.split())
    assert count == 5
    assert kilobytes < 100_000


@pytest.mark.parametrize(("kind", "words"), [("AVIF", "an AVIF picture"), ("PNG", "a PNG picture")])
def test_a_wrong_name_is_said_in_english(kind, words):
    (note,) = decode_image(file_of(Image.new("RGB", (40, 30), "white"), kind), "a.jpg").notes
    assert note == f"This file is named .jpg but is {words}; it was read as {kind}."
