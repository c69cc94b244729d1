"""Pictures cut out of a sheet of examples."""

import io

import numpy as np
import pytest
from PIL import Image

from core.presentation.example_sheet import examples_of_class


def sheet_of(width, height, fill=None):
    pixels = np.zeros((height, width, 3), np.uint8)
    if fill:
        top, left, side, color = fill
        pixels[top : top + side, left : left + side] = color
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def test_the_row_of_a_class_is_cut_and_empty_places_are_left_out():
    sheet = sheet_of(50, 30, fill=(20, 10, 10, (9, 8, 7)))
    (picture,) = examples_of_class(sheet, 3, 2)
    assert picture.shape == (10, 10, 3)
    assert (picture == (9, 8, 7)).all()
    assert examples_of_class(sheet, 3, 0) == []


@pytest.mark.parametrize("name", ["digits-deep", "animals-simple"])
def test_shipped_sheets_have_five_of_each_class(shipped, name):
    bundle = shipped.bundles[name]
    sheet = (bundle.folder / "examples.png").read_bytes()
    for index in range(len(bundle.labels)):
        assert len(examples_of_class(sheet, len(bundle.labels), index)) == 5


@pytest.mark.parametrize(
    ("sheet", "classes", "index"),
    [
        (b"", 3, 0),
        (b"\x89PNG\r\n\x1a\nnothing", 3, 0),
        (sheet_of(50, 30, (0, 0, 30, (1, 1, 1))), 4, 0),
        (sheet_of(50, 400, (0, 0, 50, (1, 1, 1))), 41, 40),
        (sheet_of(5 * 65, 65, (0, 0, 65, (1, 1, 1))), 1, 0),
        (sheet_of(4, 4, (0, 0, 4, (1, 1, 1))), 2, 0),
    ],
)
def test_a_sheet_of_another_form_has_none(sheet, classes, index):
    assert examples_of_class(sheet, classes, index) == []
