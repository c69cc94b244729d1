"""Numbers composed of single digits, and that the page on the networks says how many are read."""

import numpy as np

from benchmarks.drawn_numbers import number_of
from benchmarks.results import FOLDER
from core.inference.drawn_numbers import read_drawn_number
from core.preprocessing.example_drawings import example_drawing
from recipes.storage import read_table
from tests.conftest import ROOT


def test_digits_stand_side_by_side_in_their_order_and_are_read_so(classifiers):
    drawings = [example_drawing("digits", index)[1] for index in (0, 2, 5)]
    strokes = number_of(drawings, (0.2, 0.3), np.random.default_rng(1))
    lefts = [float(stroke[:, 0].min()) for stroke in strokes]
    assert len(strokes) == sum(map(len, drawings))
    assert lefts == sorted(lefts)
    number = read_drawn_number(strokes, [classifiers["digits-deep"]])
    assert [number.reading.label_of(index) for index in range(3)] == ["7", "4", "5"]


def test_the_page_on_the_networks_says_what_was_measured():
    page = " ".join((ROOT / "docs" / "networks.md").read_text(encoding="utf-8").split())
    single, *rows = read_table(FOLDER / "drawn_numbers.csv")
    drawn, found, right = (
        sum(int(row[column]) for row in rows) for column in ("drawings", "taken for a number", "read right")
    )
    assert single["taken for a number"] == "0"
    assert f"None of {int(single['drawings']):,} single digits by 30 writers was taken for a number" in page
    assert found == drawn
    assert (
        f"Of {drawn} numbers that were put together from their digits, all were found and {right} were"
        in page
    )
