"""What people take away can be read again."""

import json

import numpy as np

from core.preprocessing.decode import decode_image
from core.preprocessing.example_drawings import example_drawing
from core.preprocessing.quickdraw_format import drawing_as_json, from_quickdraw
from core.preprocessing.rasterize import drawing_as_png

NAME, STROKES = example_drawing("digits", 0)


def test_the_picture_is_read_as_what_was_drawn(classifiers):
    picture = decode_image(drawing_as_png(STROKES, 280, 12), "drawing.png")
    assert (picture.width_px, picture.height_px) == (840, 840)
    assert classifiers["digits-simple"].classify_picture(picture).top(1)[0].label == NAME


def test_the_strokes_come_back():
    line = json.loads(drawing_as_json(STROKES, NAME))
    assert line["word"] == NAME
    for before, after in zip(STROKES, from_quickdraw(line["drawing"]), strict=True):
        np.testing.assert_allclose(before, after, atol=0.051)
    assert "word" not in json.loads(drawing_as_json(STROKES))
