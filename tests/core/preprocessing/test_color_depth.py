"""Any bit depth and colour mode becomes 8 bits with the intended brightness, without a warning."""

import tracemalloc
import warnings

import numpy as np
import pytest
from PIL import Image

from core.preprocessing.color_depth import is_deep, to_8_bit
from tests.core.drawn import blobs
from tests.core.pictures_for_tests import ink_of

# A picture that contains black and white, 0.0 to 1.0.
GRAY = (255 - ink_of("7")[:, :200]) / 255
COLORS = Image.fromarray(blobs(np.random.default_rng(1)))


@pytest.fixture(autouse=True)
def no_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def difference(image, wanted=GRAY):
    """Returns the largest difference, on a scale of 255, from a grey picture with values from 0 to 1."""
    converted = np.asarray(to_8_bit(image), dtype=float)
    assert converted.shape == (*wanted.shape, 3)
    return np.abs(converted - wanted[..., None] * 255).max()


@pytest.mark.parametrize("white", [1, 255, 1_023, 4_095, 16_383, 65_535])
@pytest.mark.parametrize("order", "<>")
def test_any_bits_in_sixteen(white, order):
    values = np.round(GRAY * white)
    image = Image.fromarray(values.astype(f"{order}u2"))
    assert is_deep(image)
    assert image.mode in ("I;16", "I;16B")
    assert difference(image, values / white) <= 1


@pytest.mark.parametrize(
    ("low", "high"),
    [
        (0, 1),
        (0, 255),
        (0, 4_095),
        (0, 65_535),
        (-1, 1),
        (-5, -2),
        (-1_000, 70_000),
        (0, 3e9),
        (0.001, 1.01),
        (-3, 258),
    ],
)
def test_floats_of_any_range(low, high):
    assert difference(Image.fromarray((low + GRAY * (high - low)).astype(np.float32))) <= 5


@pytest.mark.parametrize(
    ("low", "high"), [(0, 1), (0, 255), (0, 65_535), (-100, 100), (0, 2**31 - 1), (-(2**31), 2**31 - 1)]
)
def test_whole_numbers_of_any_range(low, high):
    values = np.round(low + GRAY * (high - low))
    wanted = (values - low) / (high - low)
    assert difference(Image.fromarray(np.clip(values, -(2**31), 2**31 - 1).astype(np.int32)), wanted) <= 1


@pytest.mark.parametrize("nothing", [np.nan, np.inf, 3.4e38])
@pytest.mark.parametrize("high", [1, 255])
def test_what_is_no_number_where_there_is_paper_is_paper(nothing, high):
    values = (GRAY * high).astype(np.float32)
    values[:60, :50] = nothing
    assert difference(Image.fromarray(values)) <= 1
    assert difference(Image.fromarray(np.where(GRAY > 0.9, np.float32(nothing), values))) <= 30


def test_minus_infinity_is_black():
    values = np.where(GRAY == 0, -np.inf, GRAY).astype(np.float32)
    assert difference(Image.fromarray(values)) <= 30


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 0.0, 1e-30])
def test_pictures_of_one_value_are_blank(value):
    assert np.ptp(np.asarray(to_8_bit(Image.fromarray(np.full((20, 30), value, np.float32))))) == 0


@pytest.mark.parametrize("bits", [10, 12, 14, 16])
def test_colors_of_fewer_bits_in_sixteen_are_as_bright(bits):
    upper = np.asarray(COLORS).astype(int) * (2**bits - 1) // 255 >> 8
    upper[0, 0] = (2**bits - 1) >> 8
    converted = np.asarray(to_8_bit(Image.fromarray(upper.astype(np.uint8)), bits=16), dtype=int)
    assert np.abs(converted - np.asarray(COLORS))[1:].max() <= 255 / ((2**bits - 1) >> 8) + 1
    dark = Image.fromarray((upper >> 2).astype(np.uint8))
    np.testing.assert_array_equal(np.asarray(to_8_bit(dark)), np.asarray(dark))


@pytest.mark.parametrize("mode", ["LA", "La", "RGBA", "RGBa"])
def test_transparency_of_any_kind_is_kept(mode):
    alpha = Image.fromarray((GRAY * 255).astype(np.uint8))
    image = Image.new("RGBA", alpha.size, (80, 80, 80))
    image.putalpha(alpha)
    converted = to_8_bit(image.convert("LA").convert(mode) if mode == "La" else image.convert(mode))
    assert converted.mode == "RGBA"
    np.testing.assert_array_equal(np.asarray(converted.getchannel("A")), np.asarray(alpha))
    shown = np.asarray(converted, dtype=int)[np.asarray(alpha) > 200]
    assert np.abs(shown[:, :3] - 80).max() <= 1


def test_a_transparent_colour_of_a_palette_is_transparent():
    image = Image.fromarray((GRAY > 0.5).astype(np.uint8)).convert("P")
    image.info["transparency"] = 0
    assert np.asarray(to_8_bit(image).getchannel("A"))[GRAY > 0.5].min() == 255
    assert np.asarray(to_8_bit(image).getchannel("A"))[GRAY <= 0.5].max() == 0
    image.info["transparency"] = bytes([10, 255])
    assert set(np.unique(np.asarray(to_8_bit(image).getchannel("A")))) == {10, 255}


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "CMYK", "YCbCr"])
def test_opaque_colors_stay(mode):
    image = COLORS.convert(mode)
    converted = to_8_bit(image)
    assert converted.mode == "RGB"
    np.testing.assert_array_equal(np.asarray(converted), np.asarray(image.convert("RGB")))


@pytest.mark.parametrize(
    ("lab", "rgb"),
    [
        ((100, 0, 0), (255, 255, 255)),
        ((0, 0, 0), (0, 0, 0)),
        ((53.4, 0, 0), (127, 127, 127)),
        # sRGB's primaries in CIELAB with D50 (Lindbloom, "CIE color calculator").
        ((54.29, 80.81, 69.89), (255, 0, 0)),
        ((87.82, -79.29, 80.99), (0, 255, 0)),
        ((29.57, 68.30, -112.03), (0, 0, 255)),
    ],
)
def test_lab_colors_are_converted(lab, rgb):
    stored = (round(lab[0] * 2.55), round(lab[1]) % 256, round(lab[2]) % 256)
    image = Image.frombytes("LAB", (1, 1), bytes(stored))
    np.testing.assert_allclose(np.asarray(to_8_bit(image))[0, 0].astype(int), rgb, atol=25)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "L", "LA", "1", "CMYK"])
@pytest.mark.parametrize("factor", [2, 3, 7])
def test_reduced_in_pieces_it_is_the_same_as_reduced_at_once(mode, factor, monkeypatch):
    monkeypatch.setattr("core.preprocessing.color_depth._BAND_PIXELS", 5_000)
    image = COLORS.resize((301, 207)).convert("RGBA" if "A" in mode else "RGB").convert(mode)
    wanted = image.convert("RGBA" if "A" in mode else "RGB").reduce(factor)
    np.testing.assert_array_equal(np.asarray(to_8_bit(image, factor)), np.asarray(wanted))


@pytest.mark.parametrize("dtype", [np.uint16, np.int32, np.float32])
def test_deep_pictures_are_reduced_to_their_means(dtype, monkeypatch):
    monkeypatch.setattr("core.preprocessing.color_depth._BAND_PIXELS", 5_000)
    values = np.random.default_rng(1).integers(0, 65_536, (207, 301)).astype(dtype)
    padded = np.full((207, 303), np.nan)
    padded[:, :301] = values
    means = np.nanmean(padded.reshape(69, 3, 101, 3), axis=(1, 3)) / 65_535 * 255
    reduced = np.asarray(to_8_bit(Image.fromarray(values), 3), dtype=float)[..., 0]
    assert reduced.shape == (69, 101)
    assert np.abs(reduced - means).max() <= 1


@pytest.mark.parametrize("mode", ["I;16", "I", "F"])
def test_large_pictures_of_many_shades_take_little_memory_besides_their_own(mode):
    large = Image.new(mode, (4_000, 4_000), 7)
    tracemalloc.start()
    try:
        assert to_8_bit(large, 4).size == (1_000, 1_000)
        # Memory of NumPy only; the whole picture as an array of numbers would take 128 MB.
        assert tracemalloc.get_traced_memory()[1] < 60_000_000
    finally:
        tracemalloc.stop()
