"""Comparisons in words: which is better, whether it may be chance, and what changing a picture does."""

from dataclasses import replace

import numpy as np
import pytest

from core.comparison.changes import changes_of
from core.comparison.comparing import compare
from core.comparison.earlier_training import TrainingComparison
from core.comparison.figures_table import network_figures
from core.comparison.paired_test import PairedTest, paired_tests
from core.comparison.robustness import Reaction, Robustness
from core.inference.least_confidence import keep_least_confidence
from core.presentation.comparison_words import (
    all_test_pictures_of_each_in_words,
    best_in_words,
    calibration_in_words,
    change_in_words,
    first_failures_in_words,
    known_by_kind_in_words,
    odds_in_words,
    paired_test_in_words,
    paired_tests_in_words,
    pictures_in_words,
    step_in_words,
    step_text,
    sure_in_words,
    unknown_classes_in_words,
)
from tests.core.comparison.compared import DIGITS, answers, bundles

TITLES = ["A", "B", "C"]


def pair(first_alone, second_alone, p_value):
    return PairedTest(0, 1, 2800, 2000, first_alone, second_alone, p_value, p_value)


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        (
            pair(61, 24, 1e-4),
            "Of 2,800 drawings, A alone was right on 61, B alone on 24: that is hardly chance",
        ),
        (
            pair(24, 61, 1e-4),
            "Of 2,800 drawings, B alone was right on 61, A alone on 24: that is hardly chance",
        ),
        (pair(12, 9, 0.66), "A alone was right on 12, B alone on 9: that may well be chance"),
        (pair(9, 9, 1.0), "A alone was right on 9, B alone on 9: they are even."),
        (pair(0, 0, 1.0), "A and B are right on the very same ones"),
    ],
)
def test_two_networks_in_words(test, expected):
    assert expected in paired_test_in_words(test, TITLES, "ink")
    assert "2,800 photos" in paired_test_in_words(test, TITLES, "photo")


def test_the_odds_are_those_of_the_two_and_what_decides_allows_for_several_pairs():
    # By hand: 1 / 0.02 = 50; Holm's adjustment for three pairs turns 0.02 into 0.06.
    words = paired_test_in_words(replace(pair(20, 8, 0.02), adjusted_p_value=0.06), TITLES, "ink")
    assert "may well be chance" in words
    assert "once in 50 tries" in words
    several = [replace(pair(20, 8, 0.02), adjusted_p_value=0.06), pair(61, 24, 1e-4)]
    said = paired_tests_in_words(several, TITLES, "ink")
    assert said[:2] == [paired_test_in_words(test, TITLES, "ink") for test in several]
    # Only one sentence mentions that there are several pairs.
    assert ["Several pairs" in words for words in said] == [False, False, True]
    assert len(paired_tests_in_words(several[1:], TITLES, "ink")) == 1


def test_the_better_one_is_named_only_where_it_is_hardly_chance():
    assert "A is better on pictures like these." in paired_test_in_words(pair(61, 24, 1e-4), TITLES, "ink")
    assert "better" not in paired_test_in_words(pair(12, 9, 0.66), TITLES, "ink")


@pytest.mark.parametrize(
    ("p_value", "words"),
    [
        (1.0, "nearly every time"),
        (0.66, "66 times in 100 tries"),
        (0.02, "once in 50 tries"),
        (0.001, "once in 1,000 tries"),
        (1 / 12_345, "once in 12,000 tries"),
        (1e-30, "less than once in 1,000,000 tries"),
        (0.0, "less than once in 1,000,000 tries"),
    ],
)
def test_odds_are_written_as_people_say_them(p_value, words):
    assert odds_in_words(p_value) == words


def test_the_best_network_and_who_may_be_as_good():
    compared = compare(
        [
            answers(bundle, seed, skill=skill)
            for bundle, seed, skill in zip(bundles(*DIGITS), (1, 2, 3), (4, 3.9, 0.5), strict=True)
        ]
    )
    figures = network_figures(compared)
    tests = paired_tests([one.is_right for one in compared.contenders])
    said = best_in_words(figures, tests, TITLES)
    assert said.startswith("A has the most right answers") or said.startswith("B has the most right answers")
    assert "C" not in said
    assert "could be chance" in said
    clear = [replace(test, adjusted_p_value=0.001) for test in tests]
    assert best_in_words(figures, clear, TITLES).endswith("its lead over every other one is hardly chance.")
    said = best_in_words(
        figures[1:], paired_tests([one.is_right for one in compared.contenders[1:]]), TITLES[1:]
    )
    assert said.startswith("B is better: right on")
    assert said.endswith("its lead over C is hardly chance.")
    assert best_in_words(figures[:1], [], TITLES).startswith("A is right on")
    assert best_in_words([figures[0]] * 2, [], TITLES).startswith("Both are right equally often")
    better = [
        replace(one, calibration_error=error) for one, error in zip(figures, (0.2, 0.013, 0.3), strict=True)
    ]
    assert "confidence of B" in calibration_in_words(better, TITLES)
    assert "1.3 percentage points" in calibration_in_words(better, TITLES)
    alone = calibration_in_words(better[:1], TITLES[:1])
    assert alone.startswith("The confidence of A differs on average from how often it is right by")


def test_where_an_answer_gives_way_and_what_is_said_there():
    (bundle,) = bundles("digits-simple")
    change = changes_of("ink")["turn"]
    said = np.full(len(change.steps), 7)
    said[change.steps.index(60.0) :] = 2
    said[: change.steps.index(-30.0)] = 1
    probabilities = np.full((len(said), 10), 0.02)
    probabilities[np.arange(len(said)), said] = 0.82
    reaction = Reaction(bundle, probabilities, tuple(answer == 7 for answer in said))
    steady = Reaction(bundle, np.eye(10)[[7] * len(said)], (True,) * len(said))
    both = Robustness(change, (reaction, steady), {})
    assert first_failures_in_words(both, TITLES[:2]) == [
        "A says 7, but no longer at -45° (1) or at 60° (2).",
        "B says 7 at every step.",
    ]
    assert step_in_words(both, change.steps.index(60.0), TITLES[:2]) == [
        "A: 2 (82.0%, not sure)",
        "B: 7 (> 99.9%)",
    ]
    assert step_text(-15.0, "°") == "-15°"
    # As the answer itself: a guess of little probability is not named.
    doubtful = replace(reaction, probabilities=probabilities / 5, is_sure=(False,) * len(said))
    one = Robustness(change, (doubtful,), {})
    assert first_failures_in_words(one, TITLES[:1]) == ["A is not sure of the picture as it is."]
    assert step_in_words(one, 0, TITLES[:1]) == ["A: not sure"]


def test_numbers_of_pictures_in_words():
    assert (pictures_in_words(1, "ink"), pictures_in_words(2000, "photo")) == ("1 drawing", "2,000 photos")


def test_classes_that_a_network_does_not_know_are_named():
    assert unknown_classes_in_words({"owl": 2, "cat": 1_200}, 5, ["A"]) == (
        "A does not know 2 of the 5 classes, so pictures of them are left out: owl (2) and cat (1,200)."
    )
    many = {f"c{number}": 1 for number in range(12)}
    said = unknown_classes_in_words(many, 12, ["A"])
    assert said.startswith("A knows none of the classes of this data set, so it is left out: c0 (1), c1 (1),")
    assert said.endswith("c9 (1) and 2 more.")
    assert unknown_classes_in_words({"owl": 2}, 5, ["A", "B", "C"]) == (
        "A, B and C do not know 1 of the 5 classes, so pictures of it are left out: owl (2)."
    )
    assert unknown_classes_in_words({"owl": 2}, 1, ["A", "B"]).startswith("A and B know none of the classes")


def test_classes_that_a_network_knows_by_kind_are_named():
    assert known_by_kind_in_words(["cat", "dog"], "Things") == (
        "Things knows only kinds of cat and dog; any kind, such as a breed of dog, counts as the class."
    )
    assert known_by_kind_in_words([str(number) for number in range(50)], "Things").startswith(
        "Things knows only kinds of 50 of the classes"
    )


def test_sure_is_said_in_one_line():
    first, second = bundles(*DIGITS[:2])
    digits = [answers(first, familiarity=None), answers(second)]
    words = sure_in_words(compare(digits), ["A", "B"])
    assert f"if its confidence is at least {first.card.least_confidence:.0%} and" in words
    assert "For A, how familiar the pictures looked was not stored" in words
    keep_least_confidence(first, 0.7)
    assert f"at least 70% (A), {second.card.least_confidence:.0%} (B) and" in sure_in_words(
        compare(digits), ["A", "B"]
    )
    assert "not stored" not in sure_in_words(compare(digits[1:]), ["B"])


def test_the_accuracy_on_all_test_pictures_stands_beside_that_on_some_of_them():
    digits = [answers(one, count=300) for one in bundles(*DIGITS[:2])]
    said = all_test_pictures_of_each_in_words(compare(digits), ["A", "B"])
    assert "on the 300 drawings that they come with" in said
    for title, one in zip("AB", digits, strict=True):
        part, figures = one.bundle.card.main_figures
        assert f"{title} {figures.accuracy:.1%} of 10,000 ({part})" in said
    everything = [answers(one, count=10_000) for one in bundles(DIGITS[0])]
    assert all_test_pictures_of_each_in_words(compare(everything), ["A"]) == ""


HARDLY = "hardly chance"
COUNTED = (
    "of 2,800 pictures that both were asked about, this one alone was right on 31, the one before alone on 14"
)
SAME = "of 2,800 pictures that both were asked about, both were right on the same ones"
OVERLAP, NO_OVERLAP = "their 95% intervals overlap", "their 95% intervals do not overlap"


@pytest.mark.parametrize(
    ("change", "test", "may_be_chance", "expected"),
    [
        (
            0.024,
            pair(31, 14, 0.02),
            False,
            f"right 2.4 percentage points more often (hardly chance: {COUNTED})",
        ),
        (-0.01, None, True, f"right 1 percentage point less often (could be chance: {OVERLAP})"),
        (0.3, None, False, f"right 30.0 percentage points more often ({HARDLY}: {NO_OVERLAP})"),
        (0.0, None, True, f"right equally often ({OVERLAP})"),
        (0.0, pair(0, 0, 1.0), True, f"right equally often ({SAME})"),
    ],
    ids=["by test", "fewer", "by intervals", "equal", "the same"],
)
def test_what_became_better_since_the_training_before(change, test, may_be_chance, expected):
    found = TrainingComparison(None, change, test, may_be_chance, {}, {}, (), True)
    assert change_in_words(found) == expected
