"""How copies are made and counted, and that the page on teaching says what was measured."""

import io

import numpy as np
from PIL import Image

from benchmarks.near_copies import copy_of, shares_of
from benchmarks.results import FOLDER
from recipes.storage import read_table
from tests.conftest import ROOT

HANDS = "rock_paper_scissors"


def test_a_copy_is_cropped_and_lighter():
    file = io.BytesIO()
    Image.new("RGB", (200, 100), (100, 100, 100)).save(file, "PNG")
    copy = Image.open(io.BytesIO(copy_of(file.getvalue(), 1.15)))
    assert copy.size == (176, 88)
    assert abs(int(np.asarray(copy)[40, 80, 0]) - 115) <= 2


def test_copies_are_found_in_the_group_of_their_own_photo():
    # Four photos, of which the last is taken for the third; copies of the first and the third.
    assert shares_of(np.array([0, 1, 2, 2, 0, 2]), 4) == (1.0, 0.25)
    assert shares_of(np.array([0, 1, 2, 3, 4, 1]), 4) == (0.0, 0.0)


def test_the_page_on_teaching_says_what_was_measured():
    page = " ".join((ROOT / "docs" / "teaching.md").read_text(encoding="utf-8").split())
    rows = {row["data_set"]: row for row in read_table(FOLDER / "near_copies.csv")}
    hands = rows.pop(HANDS)
    found = [float(row["found_percent"]) for row in rows.values()]
    taken = max(float(row["photos_taken_for_copies_percent"]) for row in rows.values())
    assert f"finds {min(found):.0f} to {max(found):.0f}% of copies" in page
    assert f"takes {taken:g}% of the photos for copies" in page
    assert f"of computer-drawn hands, {float(hands['found_percent']):.0f}% of such copies are found" in page
    assert f"{float(hands['photos_taken_for_copies_percent']):.0f}% of the hands are taken" in page
