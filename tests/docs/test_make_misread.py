"""The picture of misread digits, for a network whose answers are known."""

import numpy as np

from docs.make_misread import misread, sheet
from recipes.digit_sources import Source
from recipes.sources import Judged


def answering_seven(images):
    """Returns logits for 7 that grow with the brightness of the first pixel."""
    logits = np.zeros((len(images), 10))
    logits[:, 7] = images[:, 0, 0]
    return logits


def test_those_of_which_it_is_sure_come_first_and_what_was_not_found_is_left_out():
    images = np.zeros((5, 28, 28), dtype=np.uint8)
    images[:, 0, 0] = [3, 20, 20, 9, 30]
    source = Source(images, np.array([1, 7, 2, 3, 4]), np.array([True, True, True, True, False]))
    found = misread(Judged(answering_seven, 1.0, np.full(10, 8.0)), source, count=3)
    assert [words for _, words in found] == ["2, not 7", "3, not 7", "1, not 7 (not sure)"]
    np.testing.assert_array_equal(found[0][0], images[2])
    assert len(misread(Judged(answering_seven, 1.0, np.full(10, 8.0)), source, count=1)) == 1


def test_each_source_has_a_row_even_if_nothing_is_misread():
    picture = np.full((28, 28), 255, dtype=np.uint8)
    one, two = sheet([("pens", [(picture, "1, not 7")])]), sheet([("pens", []), ("scans", [])])
    assert two.height > one.height
    assert two.width == one.width
    # The ink is dark on a light background.
    assert min(one.convert("L").getextrema()) == 0
