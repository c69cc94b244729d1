"""Thumbnails of samples, compared with the original pictures."""

import numpy as np
import pytest

from core.datasets.ingestion import add_drawing, add_picture
from core.datasets.store import create_data_set
from core.datasets.thumbnails import thumbnail
from core.errors import BadData
from tests.core.pictures_for_tests import file_of


def test_a_photo_shows_its_middle():
    pixels = np.zeros((60, 180, 3), np.uint8)
    pixels[:, :60] = (255, 0, 0)
    pixels[:, 60:120] = (10, 200, 30)
    data_set = add_picture(create_data_set("a", "photo"), file_of(pixels), "x.png", "flag")
    small = thumbnail(data_set, data_set.samples[0], 24)
    assert (small.size, small.mode) == ((24, 24), "RGB")
    inside = np.asarray(small)[:, 1:-1]  # neighbouring colours blend in at the borders
    np.testing.assert_array_equal(inside, np.broadcast_to((10, 200, 30), inside.shape))


def test_a_drawing_is_dark_on_light_whatever_its_unit():
    strokes = [np.array([(500, 0), (500, 900)], np.float32)]
    data_set = add_drawing(create_data_set("a", "ink"), strokes, "line")
    small = thumbnail(data_set, data_set.samples[0], 56)
    assert (small.size, small.mode) == ((56, 56), "RGB")
    grey = np.asarray(small.convert("L"))
    assert grey[0, 0] == 255
    assert grey.min() < 100
    dark_rows, dark_columns = np.nonzero(grey < 128)
    assert np.ptp(dark_rows) > 5 * np.ptp(dark_columns)  # a vertical line


def test_a_picture_that_is_gone_is_told():
    data_set = add_picture(
        create_data_set("a", "photo"), file_of(np.zeros((9, 9, 3), np.uint8)), "x.png", "a"
    )
    data_set.path(data_set.samples[0]).unlink()
    with pytest.raises(BadData, match="no longer there"):
        thumbnail(data_set, data_set.samples[0], 24)
