"""Numbers on drawn photos of paper."""

import numpy as np

from benchmarks.drawn_numbers import number_of
from benchmarks.paper_numbers import digits_read
from core.preprocessing.decode import Picture
from core.preprocessing.example_drawings import example_drawing
from recipes.paper_photos import paper_photo

BLANK = Picture(np.full((80, 120, 3), 240, np.uint8), 120, 80)


def photo_of_745():
    digits = [example_drawing("digits", index)[1] for index in (0, 2, 5)]
    generator = np.random.default_rng(1)
    return paper_photo("squared paper", number_of(digits, (0.2, 0.3), generator), generator)


def test_digits_on_a_photo_are_read_in_order(classifiers):
    network = classifiers["digits-deep"]
    assert digits_read(photo_of_745(), [network]) == "745"
    assert digits_read(BLANK, [network]) == ""
