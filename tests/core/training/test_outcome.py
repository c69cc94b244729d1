"""The figures of a training are consistent, or they are refused."""

import json
from dataclasses import asdict

import pytest
from pydantic import ValidationError

from core.training.outcome import parse_outcome
from tests.conftest import ROOT


@pytest.fixture
def values():
    """The outcome of a run of version 0.1."""
    (state,) = ROOT.glob("tests/home_of_version_0_1/runs/20261125-203512-*/state.json")
    return json.loads(state.read_text())["outcome"]


def test_an_outcome_of_version_0_1_is_read_whole(values):
    outcome = parse_outcome(values)
    assert json.loads(json.dumps(asdict(outcome))) == values | {
        "split_by_picture": [],
        "given_test": 0,
        "folds": 0,
    }


@pytest.mark.parametrize(
    ("classes", "words"),
    [
        ((), ""),
        (("cup",), 'It was measured on some pictures of "cup" that are almost'),
        (("cup", "pen"), 'It was measured on some pictures of "cup" and "pen" that'),
        (tuple("abcde"), 'It was measured on some pictures of "a", "b", "c" and 2 more that'),
    ],
)
def test_a_flattering_split_is_told_in_one_sentence(values, classes, words):
    caution = parse_outcome(values | {"split_by_picture": classes}).caution
    assert caution.startswith(words)
    assert caution.count(". ") == 0
    assert bool(caution) == bool(classes)


@pytest.mark.parametrize(
    "change",
    [
        {"accuracy": 1.2},
        {"accuracy": float("nan")},
        {"images": 0},
        {"labels": ["a", "b"]},
        {"confusion": [[1, 0, 0], [1, 0], [1, 0, 0]]},
        {"confusion": [[-1, 0, 0]] * 3},
        {"confusion": [[10**30, 0, 0]] * 3},
        {"per_class_images": [10**12 + 1, 0, 0]},
        {"images": 10**400},
        {"seconds": 1e300},
        {"per_class": [0.5]},
        {"kind": "sound"},
        {"bundle": None},
    ],
)
def test_what_cannot_be_true_is_refused(values, change):
    with pytest.raises(ValidationError):
        parse_outcome(values | change)


def test_a_figure_that_is_missing_is_refused(values):
    for name in values.keys() - {"seconds"}:
        with pytest.raises(ValidationError):
            parse_outcome({key: value for key, value in values.items() if key != name})


def test_it_says_whose_test_pictures_they_are(values):
    assert parse_outcome(values).test_part_in_words == ""
    whole = parse_outcome(values | {"given_test": values["images"]})
    assert whole.test_part_in_words == "The test pictures are your own part called test."
    partly = parse_outcome(values | {"given_test": 1})
    assert partly.test_part_in_words.startswith("Your own part called test has 1 of the test pictures; ")
    assert partly.measured_on == "test part"


@pytest.mark.parametrize(
    ("images", "is_uneven"), [((10, 10, 10), False), ((10, 5, 0), False), ((11, 5, 0), True)]
)
def test_the_balanced_accuracy_matters_where_classes_are_uneven(values, images, is_uneven):
    outcome = parse_outcome(values | {"per_class_images": images[: len(values["labels"])]})
    assert outcome.accuracy_of_uneven_classes == (outcome.balanced_accuracy if is_uneven else None)


def test_it_says_what_was_measured_by_cross_validation(values):
    crossed = parse_outcome(values | {"folds": 5})
    assert crossed.measured_on == "cross-validation"
    assert crossed.test_part_in_words.startswith("It has learned from all pictures")
    assert parse_outcome(values).measured_on == "test part"
    own = parse_outcome(values | {"folds": 5, "given_test": 3})
    assert own.measured_on == "your own test part"
    assert own.test_part_in_words == "The test pictures are your own part called test."
    partly = parse_outcome(values | {"folds": 5, "given_test": 1})
    assert partly.measured_on == "your own test part and cross-validation"
    assert "classes that have none there were measured by cross-validation" in partly.test_part_in_words
