"""What a source contains, and what was left out."""

import pytest

from core.datasets.listing import NO_CLASS, LeftOut, Listing, grouped_reasons
from core.errors import BadData
from core.preprocessing.image_source import ImageSource


def source(name, label=None, part=""):
    return ImageSource(name, lambda: b"", label, part)


def test_what_has_no_class_is_left_out_and_named():
    listing = Listing(
        [source("a/1.png", " a\n", "test"), source("2.png"), source("3.png", "\x00")],
        [LeftOut("read.me", "no picture", is_picture=False)],
        "set",
    )
    labelled = listing.labelled()
    assert [(item.name, item.label, item.part) for item in labelled.sources] == [("a/1.png", "a", "test")]
    assert [(file.name, file.reason) for file in labelled.left_out] == [
        ("2.png", NO_CLASS),
        ("3.png", NO_CLASS),
        ("read.me", "no picture"),
    ]


def test_nothing_with_a_class_is_a_sentence_with_the_reasons():
    listing = Listing(
        [source(f"{number}.png") for number in range(5)], [LeftOut("a.svg", "no picture")], "set"
    )
    with pytest.raises(BadData) as refused:
        listing.labelled()
    assert str(refused.value).endswith(
        "Received: set: 0.png, 1.png, 2.png and 2 more: not in a class folder; a.svg: no picture"
    )


def test_reasons_are_grouped():
    files = [*(LeftOut(f"{number}.svg", "no picture") for number in range(1_003)), LeftOut("x", "hidden")]
    assert grouped_reasons(files) == ["0.svg, 1.svg, 2.svg and 1,000 more: no picture", "x: hidden"]
    assert grouped_reasons([]) == []


def test_a_name_of_any_length_leaves_the_sentence_readable():
    listing = Listing([], [LeftOut("d/" * 20_000 + f"{number}.doc", "not a picture") for number in range(9)])
    sentence = str(listing.refusal())
    assert len(sentence) < 1_000
    assert sentence.endswith(" and 6 more: not a picture")


def test_names_of_classes_that_are_nearly_the_same_are_told():
    listing = Listing(
        [source("1.png", "cat"), source("2.png", "cat "), source("3.png", "Cat")], [], "set"
    ).labelled()
    assert listing.notes == (
        "Classes written in several ways were merged: cat (2 ways).",
        'These classes differ only in capitals; rename one of them if they are the same: "cat" and "Cat".',
    )


def test_of_many_classes_that_are_written_in_several_ways_the_first_are_named():
    sources = [source(f"{number}.png", f"{number // 2:02}" + " " * (number % 2)) for number in range(20)]
    (note,) = Listing(sources, [], "set").labelled().notes
    assert note.endswith(": 00 (2 ways), 01 (2 ways), 02 (2 ways) and 7 more.")
