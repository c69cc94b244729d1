"""The reason why a file is left out follows from its name, and comes with advice."""

import pytest

from core.datasets.unread_files import is_document, unread, unread_table


@pytest.mark.parametrize(
    ("name", "reason", "is_picture"),
    [
        ("a/more.ZIP", "an archive; unpack it first", True),
        ("labels.xlsx", "a spreadsheet; save it as CSV to have it read as a table", False),
        ("a.json", "not a picture", False),
        ("a.xml", "not a picture", False),
        ("c/Scan.PDF", "a PDF, not a picture; the Draw page can read its pages", False),
        ("read me.txt", "not a picture", False),
        ("a.svg", ".svg files are not supported", True),
    ],
)
def test_beside_classes(name, reason, is_picture):
    file = unread(name)
    assert (file.name, file.reason, file.is_picture) == (name, reason, is_picture)


def test_where_nothing_has_a_class_what_other_programs_write_is_named():
    for name in ("1.json", "VOC/1.XML"):
        assert (
            unread(name, has_classes=False).reason
            == "its classes cannot be read; save them as CSV: file, class"
        )
    assert unread("read me.txt", has_classes=False).reason == "not a picture"
    assert "without classes" in unread_table("a.csv").reason


def test_documents():
    assert is_document("a/LICENSE")
    assert not is_document("a.svg")
