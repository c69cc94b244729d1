"""A class has one name, however its capitals are typed; single letters and names of one source stay apart."""

import unicodedata
from cProfile import Profile
from itertools import islice, product

import pytest

from core.datasets import class_names
from core.datasets.class_names import class_folders, known_class, known_classes


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("bee", "bee"),
        ("BEE", "bee"),
        ("Straße", "STRASSE"),
        ("ΑΣ", "ας"),
        ("wasp", "wasp"),
        # The letters are what is drawn.
        ("A", "A"),
        ("a", "a"),
        ("B", "B"),
        # Where both exist, each has its own pictures.
        ("Polish", "Polish"),
        ("polish", "polish"),
        ("POLISH", "Polish"),
    ],
)
def test_a_name_means_the_class_that_there_is(name, meant):
    classes = ("bee", "STRASSE", "ας", "a", "b", "Polish", "polish")
    assert known_class(name, classes) == meant
    assert known_class(name, iter(classes)) == meant
    assert known_class(name, ()) == name


def test_a_case_mapping_that_decomposes_a_letter_makes_no_difference():
    assert known_class("ΐx", [unicodedata.normalize("NFC", "ΐX")]) == unicodedata.normalize("NFC", "ΐX")


def test_names_that_one_source_tells_apart_stay_apart():
    assert known_classes(["Bee", "ant", "Bee"], ["bee", "Ant"]) == {"Bee": "bee", "ant": "Ant"}
    assert known_classes(["Bee", "bee"], ["BEE"]) == {"Bee": "Bee", "bee": "bee"}


def test_many_classes_are_each_looked_at_a_few_times(monkeypatch):
    looked, key = [], class_names.class_key
    monkeypatch.setattr(class_names, "class_key", lambda label: looked.append(label) or key(label))
    names, classes = [f"CLASS {i}" for i in range(1_000)], [f"class {i}" for i in range(1_000)]
    assert list(known_classes(names, classes).values()) == classes
    assert len(looked) < 10_000


def test_folders_of_classes_differ_where_capitals_do_not_count():
    names = ["a", "A", "x/y", "x:y", "...", "a"]
    folders = {"a": "a", "A": "A (2)", "x/y": "x_y", "x:y": "x_y (2)", "...": "other"}
    assert class_folders(names, "other") == folders


def test_many_classes_that_are_equal_once_cleaned_take_a_few_steps_each():
    def steps(count):
        profile = Profile()
        labels = ["".join(letters) for letters in islice(product(". ", repeat=8), count)]
        folders = profile.runcall(class_folders, labels, "x")
        assert list(folders.values())[-1] == f"x ({count})"
        return sum(entry.callcount for entry in profile.getstats())

    assert steps(200) < 2.5 * steps(100)
