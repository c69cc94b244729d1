"""No cell of a CSV file is a formula."""

import pytest

from core.presentation.spreadsheet import without_formula


@pytest.mark.parametrize("cell", ["=1+1.jpg", "+a", "-1", "@SUM(A1)", "\uff1d1+1"])
def test_what_would_be_calculated_is_quoted(cell):
    assert without_formula(cell) == f"'{cell}"


@pytest.mark.parametrize(
    ("cell", "escaped"),
    [
        ("\tx", r"\tx"),
        ("\r=1", r"\r=1"),
        ("\n=1", r"\n=1"),
        ("a\r=1+1.jpg", r"a\r=1+1.jpg"),
        ("=\n1", r"'=\n1"),
    ],
)
def test_nothing_begins_another_cell(cell, escaped):
    assert without_formula(cell) == escaped


@pytest.mark.parametrize("cell", ["a=1", "1-2.jpg", "", " =1", 0.5, -1, True, None])
def test_anything_else_stays(cell):
    assert without_formula(cell) == cell
