"""Base64, data URLs, files and strokes become network input; anything else is refused in one sentence."""

import base64
import io
from urllib.parse import quote

import numpy as np
import pytest

from api.pictures import source_of_drawing, source_of_file, source_of_text
from core.errors import BadDrawing, UnreadablePicture

DATA = bytes(range(256))
TEXT = base64.b64encode(DATA).decode()
FOR_URLS = base64.urlsafe_b64encode(DATA).decode()


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        f"data:image/png;base64,{TEXT}",
        f" {TEXT[:7]}\r\n\t{TEXT[7:]}\n",
        f"data:;base64,{TEXT}",
        f"\n data:image/png;base64,{TEXT}",
        f"data:image/png;name=a.png;base64,{quote(TEXT, safe='')}",
        FOR_URLS,
        FOR_URLS.rstrip("="),
        f"data:image/png;base64,{FOR_URLS}",
    ],
)
def test_the_bytes_come_back(text):
    assert source_of_text(text, "a").read_bytes() == DATA


@pytest.mark.parametrize(
    "text",
    [
        TEXT[:-1],
        TEXT[:-3],
        TEXT.rstrip("="),
        "this is no picture",
        quote(TEXT, safe=""),
        TEXT + "=",
        TEXT.replace("+", "-"),
        "é",
        "a\x00bc",
        "=",
        " ",
        "data:image/png",
        b"x",
        1.5,
        [],
        {},
    ],
)
def test_what_is_no_base64_is_named_and_shown_shortly(text):
    with pytest.raises(UnreadablePicture, match=r"Received: images\[3\], ") as refused:
        source_of_text(text, "images[3]").read_bytes()
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize("text", [TEXT[:-1], TEXT[:-3], TEXT.rstrip("="), TEXT + "="])
def test_base64_whose_length_does_not_fit_is_not_called_something_else(text):
    with pytest.raises(UnreadablePicture, match=rf"is not complete: .* Received: a, {len(text)} characters$"):
        source_of_text(f"data:image/png;base64,{text}", "a").read_bytes()


@pytest.mark.parametrize("kind", ["text/plain", "text/html;charset=utf-8", "application/pdf", "video/mp4"])
def test_other_things_in_data_urls_are_refused_by_what_they_say_they_are(kind):
    with pytest.raises(UnreadablePicture, match="does not hold a picture"):
        source_of_text(f"data:{kind};base64,{TEXT}", "a").read_bytes()


def test_a_file_and_a_drawing_are_read_when_they_are_needed():
    file = io.BytesIO(DATA)
    source = source_of_file(file, "a.png")
    assert file.tell() == 0
    assert (source.name, source.read_bytes()) == ("a.png", DATA)
    (stroke,) = source_of_drawing([[[1, 2], [3, 4]]], "b").read()
    np.testing.assert_array_equal(stroke, [[1, 3], [2, 4]])
    with pytest.raises(BadDrawing):
        source_of_drawing({"a": 1}, "b").read()
