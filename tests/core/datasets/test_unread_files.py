"""The reason why a file is left out follows from its name, and comes with advice."""

import pytest

from core.datasets.unread_files import is_document, unread, unread_table


@pytest.mark.parametrize(
    ("name", "reason", "is_picture"),
    [
        ("a/more.ZIP", "an archive in the data set; unpack it first", True),
        ("labels.xlsx", "a spreadsheet; save it as CSV to have it read as a table", False),
        ("a.json", "no picture", False),
        ("a.xml", "no picture", False),
        ("read me.txt", "no picture", False),
        ("a.svg", ".svg files are not read", True),
    ],
)
def test_beside_classes(name, reason, is_picture):
    file = unread(name)
    assert (file.name, file.reason, file.is_picture) == (name, reason, is_picture)


def test_where_nothing_has_a_class_what_other_programs_write_is_named():
    for name in ("1.json", "VOC/1.XML"):
        assert (
            unread(name, has_classes=False).reason
            == "no classes that are read; save them as CSV: file, class"
        )
    assert unread("read me.txt", has_classes=False).reason == "no picture"
    assert "tells no classes" in unread_table("a.csv").reason


def test_documents():
    assert is_document("a/LICENSE")
    assert not is_document("a.svg")
