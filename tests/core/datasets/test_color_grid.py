"""The colours of pictures: averages of their parts, which tell copies from other things in one place."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from core.datasets.color_grid import MAX_DIFFERENCE, color_grid, have_like_colors, read_color_grids
from tests.core.drawn import blobs


def are_like(*images):
    colors = read_color_grids([color_grid(image) for image in images])
    return have_like_colors(*colors, np.array([0]), np.arange(1, len(images)))[0].tolist()


def photo_like(seed):
    """A photo-like picture in colours that are not glaring."""
    return Image.fromarray(blobs(np.random.default_rng(seed), 200) // 2 + 64)


@given(st.integers(0, 2**32 - 1), st.integers(1, 6))
def test_each_part_has_its_average_colour(seed, side_px):
    parts = np.random.default_rng(seed).integers(0, 256, (5, 5, 3), dtype=np.uint8)
    image = Image.fromarray(np.kron(parts, np.ones((side_px, side_px, 1), np.uint8)))
    red, green, blue = parts.astype(float).transpose(2, 0, 1)
    # ITU-T T.871, section 7.
    blueness = 128 - 0.168736 * red - 0.331264 * green + 0.5 * blue
    redness = 128 + 0.5 * red - 0.418688 * green - 0.081312 * blue
    colors, has_colors = read_color_grids([color_grid(image)])
    assert has_colors.tolist() == [True]
    assert np.abs(colors.reshape(5, 5, 2) - np.stack([blueness, redness], axis=2)).max() <= 1


@pytest.mark.parametrize("brightness", [0.85, 1.15])
def test_a_smaller_lighter_or_darker_copy_has_like_colours_and_other_things_have_not(brightness):
    photo = photo_like(1)
    copy = photo.crop((8, 8, 192, 192)).point(lambda value: min(255, value * brightness))
    # Green in place of red, and so on.
    turned = Image.fromarray(np.roll(np.asarray(photo), 1, axis=2))
    assert are_like(photo, copy, turned, photo_like(2)) == [True, False, False]


@pytest.mark.parametrize("mode", ["L", "1", "LA", "RGB"])
def test_a_grey_picture_has_no_colours_and_is_like_every_other(mode):
    photo = photo_like(1)
    gray = photo.convert("L").convert(mode)
    assert color_grid(gray) == ""
    assert are_like(gray, photo, gray) == [True, True]
    assert are_like(photo, gray) == [True]


def test_the_largest_difference_counts():
    one = Image.new("RGB", (50, 50), (200, 60, 60))
    for size_px, is_like in ((10, False), (2, True)):
        other = one.copy()
        other.paste((60, 60, 200), (20, 20, 20 + size_px, 20 + size_px))
        assert are_like(one, other) == [is_like]
    assert MAX_DIFFERENCE < 128


def test_nothing_is_compared_with_nothing():
    colors, has_colors = read_color_grids([])
    assert colors.shape == (0, 50)
    empty = np.zeros(0, dtype=int)
    assert have_like_colors(colors, has_colors, empty, empty).shape == (0, 0)
