"""The figures of a training are consistent, or they are refused."""

import json
from dataclasses import asdict

import numpy as np
import pytest
from pydantic import ValidationError
from scipy.stats import binomtest

from core.jobs.process import read_state, update_state
from core.training.outcome import MAX_CONFUSION_CLASSES, parse_outcome
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


def of_classes(values, count, confusion):
    """Returns an outcome of that many classes, with the longest names and the largest counts."""
    labels = [f"{number:05}".ljust(200, "x") for number in range(count)]
    shares, images = [0.12345] * count, [10**6] * count
    return values | {
        "labels": labels,
        "per_class": shares,
        "per_class_images": images,
        "confusion": confusion,
    }


@pytest.mark.parametrize(
    ("classes", "has_confusion"), [(MAX_CONFUSION_CLASSES, True), (16_000, False)], ids=["many", "most"]
)
def test_a_run_of_very_many_classes_can_be_read(values, tmp_path, classes, has_confusion):
    confusion = [[10**6] * classes] * classes if has_confusion else []
    update_state(tmp_path, status="done", outcome=of_classes(values, classes, confusion))
    state = read_state(tmp_path)
    assert (state.status, state.message) == ("done", "")
    assert len(parse_outcome(state.outcome).per_class) == classes


def test_only_an_outcome_of_very_many_classes_has_no_confusion_matrix(values):
    assert parse_outcome(of_classes(values, MAX_CONFUSION_CLASSES + 1, [])).confusion == ()
    with pytest.raises(ValidationError, match="figures for each of its"):
        parse_outcome(of_classes(values, MAX_CONFUSION_CLASSES, []))
    with pytest.raises(ValidationError, match="figures for each of its"):
        parse_outcome(of_classes(values, MAX_CONFUSION_CLASSES + 1, [[1]]))


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
    caution = parse_outcome(values | {"split_by_picture": classes, "accuracy_low": 0.5}).caution
    assert caution.startswith(words)
    assert caution.count(". ") == 0
    assert bool(caution) == bool(classes)


@pytest.mark.parametrize(
    ("confusion", "chance"),
    [
        (((4, 6), (5, 5)), "50%"),
        # The same answer for every picture: 90% right, which is no merit.
        (((90, 0), (10, 0)), "90%"),
        (((3, 2), (2, 3)), "50%"),  # so few pictures that 60% may be luck
        (((30, 10), (10, 30)), ""),
        (((85, 5), (3, 7)), ""),
        (((20, 10, 10), (10, 20, 10), (10, 10, 20)), ""),
        (((3, 0), (0, 3)), ""),
    ],
)
def test_a_network_that_guesses_as_well_as_it_answers_is_told(values, confusion, chance):
    counts = np.array(confusion)
    images, right = int(counts.sum()), int(counts.trace())
    interval = binomtest(right, images).proportion_ci(method="wilson")
    outcome = parse_outcome(
        values
        | {"labels": list("abc"[: len(counts)]), "confusion": confusion, "images": images}
        | {"per_class": [0.5] * len(counts), "per_class_images": counts.sum(axis=1).tolist()}
        | {"accuracy": right / images, "accuracy_low": interval.low, "accuracy_high": interval.high}
    )
    assert outcome.caution.startswith("It may have learned nothing: guessing") == bool(chance)
    assert f"right for about {chance}" in outcome.caution if chance else outcome.caution == ""


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
