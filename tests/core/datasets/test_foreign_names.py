"""Paths that are not UTF-8 are decoded as people saw them, and never become the same path."""

import os

import pytest

from core.datasets.foreign_names import doubtful_names, readable_names


def on_disk(name, encoding):
    """Returns a name written by another computer as Python reads it from a folder or a tar."""
    return os.fsdecode(name.encode(encoding))


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("cp1252", ("B\u00e4r", "B\u00f6r", "K\u00e4fer")),
        ("cp932", ("\u72ac", "\u732b", "\u30bd\u30fc\u30b9")),
        ("gbk", ("\u82f9\u679c", "\u5411\u65e5\u8475")),
        ("cp1251", ("\u043a\u043e\u0448\u043a\u0430", "\u043c\u0443\u0440\u0430\u0432\u044c\u0438")),
    ],
)
def test_names_are_those_that_people_saw(encoding, words):
    names = [f"set/{word}/{number}.png" for word in words for number in range(3)]
    read = readable_names(on_disk(name, encoding) for name in names)
    assert list(read.values()) == names
    assert list(read) == [on_disk(name, encoding) for name in names]


def test_what_is_utf_8_stays_as_it_is():
    mixed = "B\u00f6r/" + on_disk("B\u00e4r", "cp1252") + "/1.png"
    names = ["K\u00e4fer/1.png", "\u732b/1.png", "a.png", mixed]
    assert list(readable_names(names).values()) == [*names[:3], "B\u00f6r/B\u00e4r/1.png"]
    assert readable_names([]) == {}


def test_two_paths_never_become_one():
    both = ["K\u00e4fer/1.png", on_disk("K\u00e4fer/1.png", "cp1252")]
    assert readable_names(both) == dict(zip(both, both, strict=True))
    assert len(set(readable_names([os.fsdecode(bytes([byte])) for byte in range(128, 256)]).values())) == 128


def test_a_letter_that_stands_for_no_byte_is_left_alone():
    assert readable_names(["a/\ud800.png", "b"]) == {"a/\ud800.png": "a/\ud800.png", "b": "b"}


def test_only_what_could_be_read_otherwise_is_doubtful():
    told = [on_disk(f"{word}/1.png", "cp1251") for word in ("кошка", "собака", "лошадь")]
    assert doubtful_names([*told, "Bär/1.png", "a.png"]) == set()
    untold = on_disk("\u0137/1.png", "cp1257")
    assert doubtful_names([untold, "Bär/1.png", "a.png"]) == {untold}
