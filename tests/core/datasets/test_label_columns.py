"""Columns without a known heading are recognised by their content."""

import pytest

from core.datasets.label_columns import cell, find_columns, letters_of
from tests.core.datasets.calls import calls_of


def found(text):
    lines = [line.split(",") for line in text.split()]
    return find_columns(lines, lambda value: value.endswith(".png"))


@pytest.mark.parametrize(
    ("text", "file", "label", "part", "has_headings"),
    [
        ("image,label a.png,cat b.png,dog", 0, 1, None, True),
        ("x,y,z cat,a.png,1 dog,b.png,2 cat,c.png,3 dog,d.png,4", 1, 0, None, True),
        ("cat,a.png dog,b.png", 1, 0, None, False),
        ("a.png,cat,train b.png,dog,test", 0, 1, 2, False),
        ("bild,art,zweck a.png,cat,train b.png,dog,test", 0, 1, 2, True),
        # The first known heading belongs to an empty column.
        ("file,label,class a.png,,cat b.png,,dog", 0, 2, None, True),
        # Two columns could be the label, and nothing tells them apart.
        ("f,a,b a.png,x,u b.png,y,v c.png,x,u d.png,y,v", 0, None, None, True),
        # Numbers may be anything: an age, a share of smiles.
        ("f,a,b a.png,1,1 b.png,-1,1 c.png,1,1 d.png,-1,1", 0, None, None, True),
        # The other column also holds file names.
        ("cat,dog a.png,b.png c.png,d.png", 0, None, None, True),
        # Words are preferred to numbers.
        ("f,a,b a.png,0,u b.png,1,v c.png,0,u d.png,1,v", 0, 2, None, True),
    ],
)
def test_what_the_columns_are_about(text, file, label, part, has_headings):
    columns = found(text)
    assert (columns.file, columns.label, columns.part, columns.has_headings) == (
        file,
        label,
        part,
        has_headings,
    )


def test_a_column_for_each_class():
    columns = found("f,cat,dog a.png,1,0 b.png,0,1.0 c.png,1,1 d.png,x,1")
    assert columns.label is None
    assert [columns.label_of(line.split(",")) for line in ("a,1,0", "b,0,1.0", "c,1,1", "d,x,1", "e")] == [
        "cat",
        "dog",
        "",
        "",
        "",
    ]


def test_a_table_that_names_no_picture_is_about_something_else():
    assert found("city,people Bern,134000") is None
    assert found("") is None
    # A known heading is enough: the first rows may be about pictures that are stored elsewhere.
    assert found("file,label a.gif,cat").pictures == 0


def test_headings_are_letters_and_cells_may_be_missing():
    assert letters_of(" \u00c9tiquette_2 ") == "etiquette"
    assert letters_of("\u041a\u043b\u0430\u0441\u0441") == "\u043a\u043b\u0430\u0441\u0441"
    assert cell(["a", " b "], 1) == "b"
    assert cell(["a"], 1) == cell(["a"], None) == ""


@pytest.mark.parametrize(
    ("heading", "mark", "label"), [("label", "cat", "cat"), ("zebra", "1", "zebra"), ("zebra", "cat", "")]
)
def test_short_lines_below_many_headings_take_no_longer_than_their_cells(heading, mark, label):
    headings = ["file", heading, *(f"thing {number}" for number in range(2_000))]
    lines = [headings, *([f"{number}.png", mark] for number in range(200))]

    def labels():
        columns = find_columns(lines, lambda value: value.endswith(".png"))
        return {columns.label_of(line) for line in lines[1:]}

    assert labels() == {label}
    assert calls_of(labels) < 100_000
