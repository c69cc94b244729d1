"""What was found in an upload, as the page shows it."""

import pytest

from core.inference.digit_reading import read_number
from core.preprocessing.decode import Picture
from tests.core.numbers_for_tests import number, scan_of
from tests.widgets.app_helpers import run_app, texts


def page(picture, reading):
    from widgets.draw.found import show_found

    show_found(picture, reading, "digit")


def picture_of(text):
    pixels = scan_of(number(text))
    return Picture(pixels, *pixels.shape[1::-1])


@pytest.mark.parametrize(
    ("text", "is_read", "alt"),
    [
        ("471", True, "Your picture, with a box around each digit. I see 3 digits: 4 7 1."),
        ("4", True, "Your picture, with a box around the drawing."),
        ("4", False, "The picture that you gave."),
    ],
)
def test_the_picture_is_described_in_words(classifiers, text, is_read, alt):
    picture = picture_of(text)
    reading = read_number(picture, [classifiers["digits-deep"]]) if is_read else None
    app = run_app(page, picture=picture, reading=reading)
    assert [image.alt for image in app.image[0].proto.imgs] == [alt]
    assert ("I see 3 digits" in texts(app)) == (text == "471")
    assert len(app.pills) == (text == "471")
