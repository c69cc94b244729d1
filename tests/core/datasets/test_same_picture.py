"""A copy is the same picture whatever was done to it; a picture with something moved is another one."""

import io

import numpy as np
import pytest
from PIL import Image, ImageEnhance

from core.datasets.same_picture import are_copies, are_same_pictures, detail_of, readable_details
from core.preprocessing.decode import decode_image
from tests.core.drawn import blobs
from tests.core.pictures_for_tests import file_of


def detail(image):
    return detail_of(np.asarray(image.convert("RGB")))


def is_same_picture(one, other):
    return bool(are_same_pictures(np.array([one, other]), np.array([[0, 1]]))[0])


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


def soft_pictures(count, side=96):
    generator = np.random.default_rng(7)
    return [Image.fromarray(blobs(generator, side)) for _ in range(count)]


def test_pairs_are_compared_one_by_one_however_many_they_are():
    pictures = np.array([detail(image) for image in soft_pictures(150, side=64)])
    pairs = np.array([(index, (3 * index) % 150) for index in range(150)])
    assert are_same_pictures(pictures, pairs).tolist() == (pairs[:, 0] == pairs[:, 1]).tolist()
    assert are_same_pictures(pictures[:0], pairs[:0]).shape == (0,)


def test_what_cannot_be_read_is_left_out(picture):
    contents = {"a": file_of(np.asarray(picture)), "b": b"damaged", "c": file_of(np.asarray(picture)[::-1])}
    readable, details = readable_details("abc", lambda name: decode_image(contents[name]))
    assert readable == ["a", "c"]
    assert np.array_equal(
        details, [detail(picture), detail(picture.transpose(Image.Transpose.FLIP_TOP_BOTTOM))]
    )
    assert readable_details("b", lambda name: decode_image(contents[name]))[1].shape == (0, 64, 64)


def test_of_many_pictures_those_that_are_most_alike_are_compared():
    pictures = soft_pictures(300, side=64)
    copies = [saved(image, 50) for image in pictures[:20]]
    details = np.array([detail(image) for image in [*pictures, *copies]])
    assert are_copies(details, 1).tolist() == [False] * 300 + [True] * 20
    assert are_copies(details[:0], 2).shape == (0,)


def test_a_picture_is_compared_with_those_that_are_no_copies_themselves(picture):
    """A square moves little by little: neighbours are the same picture, those further apart are not."""
    steps = [detail(with_square_at(picture, left_px)) for left_px in (90, 92, 94, 96, 98, 100, 102, 104)]
    is_copy: list[bool] = []
    for index, step in enumerate(steps):
        kept = [other for other, copy in zip(steps[:index], is_copy, strict=True) if not copy]
        is_copy.append(any(is_same_picture(other, step) for other in kept))
    assert 1 < is_copy.count(False) < len(steps)
    assert are_copies(np.array(steps), len(steps)).tolist() == is_copy


def test_of_transparent_pictures_what_is_seen_is_compared():
    drawings = np.zeros((3, 100, 100, 4), np.uint8)
    drawings[0, 20:80, 20:40, 3] = drawings[1, 20:80, 60:80, 3] = drawings[2, 20:80, 20:40, 3] = 255
    first, other, again = map(detail_of, drawings)
    assert not is_same_picture(first, other)
    assert is_same_picture(first, again)
