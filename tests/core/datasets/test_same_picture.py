"""A copy is the same picture whatever was done to it; a picture with something moved is another one."""

import io

import numpy as np
import pytest
from PIL import Image, ImageEnhance

from core.datasets.same_picture import NearestPictures, detail_of, is_same_picture
from tests.core.drawn import blobs


def detail(image):
    return detail_of(np.asarray(image.convert("RGB")))


def saved(image, quality):
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality)
    return Image.open(file)


def cropped(image, left, top, right, bottom):
    width, height = image.size
    return image.crop(
        (round(left * width), round(top * height), round((1 - right) * width), round((1 - bottom) * height))
    )


@pytest.fixture(scope="module")
def picture():
    """Soft shapes with a dark edge and a small bright square."""
    pixels = blobs(np.random.default_rng(4), 320).copy()
    pixels[200:, :60] //= 3
    pixels[90:120, 90:120] = 250
    return Image.fromarray(pixels)


def with_square_at(picture, left_px):
    pixels = np.asarray(picture).copy()
    pixels[90:120, 90:120] = pixels[90:120, 130:160]
    pixels[90:120, left_px : left_px + 30] = 250
    return Image.fromarray(pixels)


@pytest.mark.parametrize(
    "change",
    [
        lambda image: saved(image, 40),
        lambda image: image.resize((90, 90)),
        lambda image: image.resize((700, 640)),
        lambda image: image.convert("L"),
        lambda image: cropped(image, 0.01, 0.01, 0.01, 0.01),
        lambda image: cropped(image, 0.015, 0, 0, 0.02),
        lambda image: ImageEnhance.Brightness(image).enhance(1.15),
        lambda image: ImageEnhance.Brightness(image).enhance(0.85),
        lambda image: saved(ImageEnhance.Brightness(cropped(image, *[0.06] * 4)).enhance(0.85), 85),
    ],
    ids=range(9),
)
def test_a_changed_copy_is_the_same_picture(picture, change):
    assert is_same_picture(detail(picture), detail(change(picture)))
    assert is_same_picture(detail(change(picture)), detail(picture))


def test_something_small_that_has_moved_makes_another_picture(picture):
    here, there = with_square_at(picture, 90), with_square_at(picture, 130)
    assert is_same_picture(detail(here), detail(saved(here, 60)))
    assert not is_same_picture(detail(here), detail(there))
    assert not is_same_picture(detail(cropped(there, *[0.02] * 4)), detail(here))


@pytest.mark.parametrize("color", [0, 128, 255])
def test_pictures_of_one_color_are_compared_too(picture, color):
    plain = Image.new("L", (80, 60), color)
    assert is_same_picture(detail(plain), detail(plain.resize((40, 30))))
    assert not is_same_picture(detail(plain), detail(picture))


def test_of_many_pictures_those_that_are_most_alike_are_compared():
    generator = np.random.default_rng(7)
    pictures = [Image.fromarray(blobs(generator, 96)) for _ in range(20)]
    others = NearestPictures(len(pictures))
    assert not others.has_same(detail(pictures[0]), 1)
    for each in pictures:
        others.add(detail(each))
    assert all(others.has_same(detail(saved(each, 50)), 1) for each in pictures)
    assert not others.has_same(detail(Image.fromarray(blobs(generator, 96))), 2)


def test_of_transparent_pictures_what_is_seen_is_compared():
    drawings = np.zeros((3, 100, 100, 4), np.uint8)
    drawings[0, 20:80, 20:40, 3] = drawings[1, 20:80, 60:80, 3] = drawings[2, 20:80, 20:40, 3] = 255
    first, other, again = map(detail_of, drawings)
    assert not is_same_picture(first, other)
    assert is_same_picture(first, again)
