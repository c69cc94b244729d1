"""One kind of source for bytes and strokes: read on demand, decoded, and written as a file again."""

import numpy as np
import pytest

from core.errors import UnreadablePicture
from core.preprocessing.decode import Picture
from core.preprocessing.example_drawings import example_drawing
from core.preprocessing.image_source import ImageSource
from core.preprocessing.quickdraw_format import read_stroke_line
from tests.core.pictures_for_tests import file_of

NAME, STROKES = example_drawing("digits", 0)


def test_nothing_is_read_before_it_is_asked_for():
    reads = []
    source = ImageSource("a.png", lambda: reads.append(1) or file_of(np.zeros((3, 5, 3), np.uint8)), "dots")
    assert reads == []
    content = source.content()
    assert reads == [1]
    assert isinstance(content, Picture)
    assert (content.width_px, content.height_px, source.label) == (5, 3, "dots")


def test_bytes_stay_as_they_came_and_strokes_become_a_line_of_a_stroke_file():
    assert ImageSource("a.png", lambda: b"anything").read_bytes() == b"anything"
    drawing = ImageSource("drawn here", lambda: STROKES)
    assert drawing.content() is STROKES
    for before, after in zip(STROKES, read_stroke_line(drawing.read_bytes()).strokes, strict=True):
        np.testing.assert_allclose(before, after, atol=0.051)


def test_what_is_no_picture_is_refused_by_name():
    with pytest.raises(UnreadablePicture, match=r"milk\.png"):
        ImageSource("milk.png", lambda: b"milk").content()


def test_how_it_is_read_is_not_shown():
    shown = repr(ImageSource("a.png", lambda: b"", "dots"))
    assert shown.startswith("ImageSource(name='a.png', label='dots', part=''")
    assert "lambda" not in shown
