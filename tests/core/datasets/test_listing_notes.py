"""Users are told what they should know about the classes, and nothing if all is well."""

import pytest

from core.datasets.listing_notes import (
    classes_joined,
    classes_that_differ_in_capitals,
    classes_with_inner_folders,
    classes_without_pictures,
    doubtful_classes,
)
from core.datasets.places import Place


def placed(*paths, depth=0):
    """Gives each picture the class named by its folder at a depth."""
    return {path: Place(path.split("/")[depth]) for path in paths}


def test_classes_whose_names_may_be_others_are_named():
    assert doubtful_classes(["cat", ""]) == []
    (note,) = doubtful_classes([f"B\u00e4r {number // 2}" for number in range(14)])
    assert note.endswith('"B\u00e4r 0", "B\u00e4r 1", "B\u00e4r 2", "B\u00e4r 3", "B\u00e4r 4" and 2 more.')


@pytest.mark.parametrize("above", ["", "set/"])
def test_folders_beside_classes_that_hold_no_picture_are_named(above):
    places = placed(f"{above}cat/1.jpg", f"{above}dog/2.jpg", depth=above.count("/"))
    others = [
        f"{above}cow/scan.pdf",
        f"{above}cow/2.pdf",
        f"{above}cat/notes.txt",
        f"{above}list.csv",
        "read me",
    ]
    (note,) = classes_without_pictures(places, others)
    assert note == 'No picture could be read in these folders, so they are not classes: "cow".'
    assert classes_without_pictures(places, others[2:]) == []
    # Pictures left out for another reason are reported elsewhere.
    assert classes_without_pictures(places | {f"{above}cow/1.jpg": Place()}, others) == []


def test_where_tables_or_names_tell_the_classes_folders_tell_none():
    places = {"images/1.jpg": Place("cat"), "images/2.jpg": Place("dog")}
    assert classes_without_pictures(places, ["labels/1.txt"]) == []
    assert classes_with_inner_folders(places) == []


def test_classes_whose_pictures_are_all_in_inner_folders_may_not_be_meant():
    paths = [f"{pupil}/{what}/1.jpg" for pupil in ("Anna", "Ben") for what in ("cat", "dog")]
    (note,) = classes_with_inner_folders(placed(*paths))
    assert '"Anna" and "Ben"' in note
    assert '"cat" and "dog"' in note
    assert classes_with_inner_folders(placed(*paths, "Ben/1.jpg")) == []
    (note,) = classes_with_inner_folders(placed("2023/cat/1.jpg", "2024/trip/dog/1.jpg"))
    assert '"2023" and "2024"' in note
    assert '"cat" and "trip"' in note
    assert classes_with_inner_folders(placed(*paths[:2])) == []
    assert classes_with_inner_folders(placed("a/more/1.jpg", "b/more/1.jpg")) == []
    parts = [f"{label}/{part}/1.jpg" for label in "ab" for part in ("train", "test")]
    assert classes_with_inner_folders(placed(*parts)) == []
    assert classes_with_inner_folders({}) == []


def test_classes_that_differ_in_capitals_are_named():
    assert classes_that_differ_in_capitals(["cat", "dog", "cat"]) == []
    (note,) = classes_that_differ_in_capitals(["Cat", "dog", "cat", "Cat"])
    assert note.endswith('"Cat" and "cat".')
    # Letters that are to be told apart.
    assert classes_that_differ_in_capitals(["a", "A"]) == []


def test_classes_that_went_into_others_are_named():
    assert classes_joined({"cat": "cat", "dog": "dog"}) == []
    (note,) = classes_joined({"Cat": "cat", "dog": "dog", "OX": "ox"})
    assert note.endswith('went into these: "Cat" into "cat" and "OX" into "ox".')
    (note,) = classes_joined({f"Class {number}": f"class {number}" for number in range(7)})
    assert note.endswith('"Class 4" into "class 4" and 2 more.')
