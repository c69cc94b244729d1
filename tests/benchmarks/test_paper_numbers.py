"""Numbers on drawn photos of paper, and that the page on the networks says how many are read."""

import numpy as np

from benchmarks.drawn_numbers import number_of
from benchmarks.paper_numbers import digits_read
from benchmarks.results import FOLDER
from core.preprocessing.decode import Picture
from core.preprocessing.example_drawings import example_drawing
from recipes.paper_photos import paper_photo
from recipes.storage import read_table
from tests.conftest import ROOT

BLANK = Picture(np.full((80, 120, 3), 240, np.uint8), 120, 80)


def photo_of_745():
    digits = [example_drawing("digits", index)[1] for index in (0, 2, 5)]
    generator = np.random.default_rng(1)
    return paper_photo("squared paper", number_of(digits, (0.2, 0.3), generator), generator)


def test_digits_on_a_photo_are_read_in_order(classifiers):
    network = classifiers["digits-deep"]
    assert digits_read(photo_of_745(), [network]) == "745"
    assert digits_read(BLANK, [network]) == ""


def test_the_page_on_the_networks_says_what_was_measured():
    page = " ".join((ROOT / "docs" / "networks.md").read_text(encoding="utf-8").split())
    rows = read_table(FOLDER / "paper_numbers.csv")
    numbers, right, unsure, wrong = (
        sum(int(row[column]) for row in rows)
        for column in ("numbers", "read right", "a digit not sure", "wrong")
    )
    assert (
        f"Of {numbers} such numbers on paper of twelve kinds, {right} are read right, {unsure} have a digit "
        f'that is "not sure", and {wrong} are read wrong' in page
    )
    assert len(rows) == 12
    assert min(rows, key=lambda row: int(row["read right"]))["paper"] == "chalk"
