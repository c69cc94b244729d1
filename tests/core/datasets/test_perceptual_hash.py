"""Perceptual hashes equal those of the package ImageHash, so older data sets stay comparable."""

import imagehash
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from core.datasets.perceptual_hash import perceptual_hash
from tests.core.drawn import blobs
from tests.core.pictures_for_tests import ink_of

PICTURES = {
    "photo": Image.fromarray(blobs(np.random.default_rng(1))),
    "wide": Image.fromarray(blobs(np.random.default_rng(2))).resize((301, 77)),
    "small": Image.fromarray(blobs(np.random.default_rng(3))).resize((5, 9)),
    "grey": Image.fromarray(255 - ink_of("7")),
    "white": Image.new("RGB", (40, 40), "white"),
    "black": Image.new("L", (1, 1)),
}


@pytest.mark.parametrize("picture", PICTURES.values(), ids=PICTURES)
def test_it_is_what_imagehash_gives(picture):
    assert perceptual_hash(picture) == str(imagehash.phash(picture))


def silhouette(number, color, mode):
    """A star with five to sixteen points, in one colour on a transparent background."""
    angles = np.linspace(0, 2 * np.pi, 2 * (number + 5), endpoint=False)
    radii = np.where(np.arange(len(angles)) % 2, 20 + number, 45)
    mask = Image.new("L", (100, 100))
    corners = np.stack([50 + radii * np.cos(angles), 50 + radii * np.sin(angles)], axis=1)
    ImageDraw.Draw(mask).polygon([tuple(corner) for corner in corners], fill=255)
    image = Image.new("RGBA", mask.size, color)
    image.putalpha(mask)
    return image.convert(mode)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "RGBa"])
@pytest.mark.parametrize("color", ["black", "white", "red", (128, 128, 128), (240, 230, 40)])
def test_silhouettes_in_one_colour_are_as_many_pictures_as_there_are(color, mode):
    hashes = [int(perceptual_hash(silhouette(number, color, mode)), 16) for number in range(12)]
    assert len(set(hashes)) == 12


def test_a_picture_is_hashed_as_it_is_seen():
    clear, seen = silhouette(3, "navy", "RGBA"), Image.new("RGB", (100, 100), "white")
    seen.paste(clear, mask=clear)
    assert perceptual_hash(clear) == perceptual_hash(seen)


def test_nothing_at_all_is_white():
    clear = Image.new("RGBA", (30, 20), (200, 10, 10, 0))
    assert perceptual_hash(clear) == perceptual_hash(PICTURES["white"])


@given(st.integers(0, 2**32), st.integers(1, 80), st.integers(1, 80))
def test_it_is_what_imagehash_gives_for_noise(seed, width, height):
    noise = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    picture = Image.fromarray(noise)
    assert perceptual_hash(picture) == str(imagehash.phash(picture))


def test_a_smaller_copy_has_nearly_the_same_bits_and_another_picture_has_not():
    photo = PICTURES["photo"]
    values = [
        int(perceptual_hash(image), 16) for image in (photo, photo.resize((120, 120)), PICTURES["wide"])
    ]
    assert (values[0] ^ values[1]).bit_count() <= 4
    assert (values[0] ^ values[2]).bit_count() >= 10
