"""Pictures in memory have the same pixels in whatever type they are held; anything else is refused."""

import io

import numpy as np
import pytest
from PIL import Image

from core.errors import UnreadablePicture
from core.preprocessing.decode import decode_image
from inkling.pixels import png_of_array, png_of_picture
from tests.core.pictures_for_tests import file_of

COLORS = np.random.default_rng(3).integers(0, 256, (30, 40, 3), dtype=np.uint8)
COLORS[0, 0] = 255
GRAY = COLORS[..., 0]
NUMBERS = ["uint8", "int16", "uint16", ">u2", "int32", "int64", "uint64", "float16", "float32", "float64"]


class Tensor:
    """An array of another library, which NumPy can convert unless it is in the memory of a GPU."""

    def __init__(self, pixels):
        self._pixels = pixels

    def __array__(self, dtype=None, copy=None):
        if self._pixels is None:
            raise TypeError("it is in the memory\nof a GPU")
        return self._pixels


def read(png):
    return decode_image(png).pixels


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("pixels", [GRAY, GRAY[..., None], COLORS, np.dstack([COLORS, GRAY])])
def test_any_type_of_number_has_the_same_pixels(pixels, number):
    np.testing.assert_array_equal(read(png_of_array(pixels.astype(number))), read(png_of_array(pixels)))


@pytest.mark.parametrize("white", [1.0, 255.0, 65_535])
def test_white_may_be_any_that_picture_files_have(white):
    scaled = COLORS / 255 * white
    assert np.abs(read(png_of_array(scaled)).astype(int) - COLORS).max() <= 1


def test_booleans_are_black_and_white():
    np.testing.assert_array_equal(read(png_of_array(GRAY > 99))[..., 0], np.where(GRAY > 99, 255, 0))


def test_gray_may_have_an_alpha_channel():
    for alpha in (GRAY, GRAY / 255):
        pixels = read(png_of_array(np.dstack([GRAY / 255 if alpha.dtype == float else GRAY, alpha])))
        np.testing.assert_array_equal(pixels[..., 3], GRAY)


def test_masked_values_and_nan_are_missing():
    missing = np.zeros(GRAY.shape, dtype=bool)
    missing[5:9, 5:9] = True
    as_nan = read(png_of_array(np.where(missing, np.nan, GRAY)))
    np.testing.assert_array_equal(read(png_of_array(np.ma.masked_array(GRAY, missing))), as_nan)
    assert len(np.unique(as_nan[missing])) == 1
    np.testing.assert_array_equal(as_nan[~missing][..., 0], GRAY[~missing])


def test_tables_and_arrays_of_other_libraries_are_read():
    import pandas as pd

    for asked in (pd.DataFrame(GRAY), Tensor(GRAY), Tensor(GRAY / 255)):
        np.testing.assert_array_equal(read(png_of_array(asked))[..., 0], GRAY)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (np.zeros((3, 64, 64), np.uint8), r"uint8 of shape \[3, 64, 64\]"),
        (np.zeros((2, 28, 28, 1)), r"several pictures as a list.* float64 of shape \[2, 28, 28, 1\]"),
        (np.zeros(784), r"float64 of shape \[784\]"),
        (np.uint8(5), r"uint8 of shape \[\]"),
        (np.zeros((0, 4), np.uint8), r"uint8 of shape \[0, 4\]"),
        (np.zeros((4, 4), complex), r"complex128 of shape \[4, 4\]"),
        (np.full((4, 4), "a"), r"<U1 of shape \[4, 4\]"),
        (np.full((4, 4), None), r"object of shape \[4, 4\]"),
        (Tensor(None), "convert it first. Received: Tensor: it is in the memory\\\\nof a GPU"),
        (np.broadcast_to(np.uint8(9), (10**6, 10**6)), "too large.* Received: 1,000,000 x 1,000,000 pixels"),
    ],
)
def test_anything_else_is_refused_in_a_sentence(asked, words):
    with pytest.raises(UnreadablePicture, match=words):
        png_of_array(asked)


@pytest.mark.parametrize("mode", ["I;16", "I", "F"])
def test_a_deep_picture_is_not_cut_off_at_255(mode):
    deep = GRAY.astype({"I;16": np.uint16, "I": np.int32, "F": np.float32}[mode]) * 257
    picture = Image.fromarray(deep)
    assert picture.mode == mode
    np.testing.assert_array_equal(read(png_of_picture(picture))[..., 0], GRAY)


def closed():
    picture = Image.new("L", (9, 9))
    picture.close()
    return picture


@pytest.mark.parametrize(
    "picture",
    [closed(), Image.new("L", (0, 0)), Image.open(io.BytesIO(file_of(COLORS)[:200]))],
    ids=["closed", "empty", "cut short"],
)
def test_a_pil_picture_that_cannot_be_read_is_called_so(picture):
    with pytest.raises(UnreadablePicture, match=r"PIL picture cannot be read.* Received: .* x .* pixels: "):
        png_of_picture(picture)


def test_a_pil_picture_that_is_too_large_is_refused_before_it_is_copied():
    with pytest.raises(UnreadablePicture, match=r"at most 50 megapixels\. Received: 8,000 x 8,000 pixels"):
        png_of_picture(Image.new("1", (8_000, 8_000)))
