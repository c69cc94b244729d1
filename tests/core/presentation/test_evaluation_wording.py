"""Sentences about test answers, compared with calculations by hand."""

import numpy as np
import pytest

from core.bundles.card_figures import CROSS_VALIDATION, PARTLY_CROSS_VALIDATION, TEST_PART
from core.evaluation.confusion import MistakenPair
from core.evaluation.risk_coverage import Selection
from core.presentation.evaluation_wording import (
    accuracy_in_words,
    accuracy_title,
    all_test_pictures_in_words,
    compare_calibration,
    measured_part_in_words,
    mistakes_in_words,
    pair_in_words,
    perhaps_learned_in_words,
    read_confidence,
    selection_in_words,
    temperature_in_words,
    unfamiliar_in_words,
    worse_calibration_in_words,
)


@pytest.mark.parametrize(
    ("accuracy", "images", "part", "said"),
    [
        (1.0, 1, TEST_PART, "100% of 1 test picture right."),
        (0.0, 3, CROSS_VALIDATION, "0% of 3 pictures right in cross-validation."),
        (1 / 3, 1234, "your own test part", "33.3% of 1,234 test pictures right."),
        # Not all: so it is not rounded up to all.
        (0.99999, 200_000, CROSS_VALIDATION, "> 99.9% of 200,000 pictures right in cross-validation."),
        # The network has learned from some of them by now, so they are no test pictures.
        (0.9, 30, PARTLY_CROSS_VALIDATION, "90.0% of 30 unseen pictures right."),
    ],
)
def test_the_accuracy_is_a_sentence_with_the_percentages_of_the_pages(accuracy, images, part, said):
    assert accuracy_in_words(accuracy, images, part) == said


def test_the_accuracy_of_uneven_classes_is_said_too():
    said = accuracy_in_words(0.99375, 160, CROSS_VALIDATION, 0.95)
    assert (
        said == "99.4% of 160 pictures right in cross-validation, or 95.0% if every class counted the same."
    )


def test_what_a_network_has_learned_from_is_not_called_a_test_part():
    parts = "your own test part", CROSS_VALIDATION, PARTLY_CROSS_VALIDATION
    titles = [accuracy_title(part).removeprefix("Accuracy ") for part in parts]
    assert titles == ["on the test part", "in cross-validation", "on unseen pictures"]
    one, several, some = map(mistakes_in_words, (1, 6, 6), parts)
    assert one.startswith("Its mistake on a picture that it had not seen. Orange")
    assert several.startswith("Its most confident mistakes on pictures that it had not seen; it has learned")
    assert "it may have learned from them since." in some


def answers(*groups):
    """Confidences and whether each answer is right, from groups of (confidence, pictures, right)."""
    confidence = np.concatenate([np.full(count, share) for share, count, _ in groups])
    is_right = np.concatenate([np.arange(count) < right for _, count, right in groups])
    return confidence, is_right


@pytest.mark.parametrize(
    ("part", "is_unseen"),
    [
        ("MNIST test", True),
        ("samples, which it may have learned from", False),
        ("cross-validation", False),
        ("your own test part and cross-validation", False),
    ],
)
def test_nothing_is_called_unseen_that_may_have_been_learned_from(part, is_unseen):
    words = measured_part_in_words(part, 1_000)
    assert words.startswith("1,000 pictures")
    assert part in words
    assert ("that it had never seen" in words) == is_unseen


def test_networks_are_named_together_that_may_have_learned_from_their_test_pictures(shipped):
    names = ("digits-deep", "things-1000", "animals-deep")
    cards = [shipped.get(name).card for name in names]
    assert perhaps_learned_in_words([cards[0], cards[2]], ["A", "C"]) == ""
    words = perhaps_learned_in_words(cards, ["A", "B", "C"])
    assert words.startswith("B may have learned from these pictures, so its figures may be too good.")
    words = perhaps_learned_in_words([cards[1], cards[0], cards[1]], ["A", "B", "C"])
    assert words.startswith("A and C may have learned from these pictures, so their figures may be too good.")


def test_it_speaks_of_90_percent_where_enough_answers_are_about_that_sure():
    words = read_confidence(*answers((0.9, 100, 91), (0.999, 500, 500), (0.4, 300, 10)))
    assert words.startswith("When it says 90%, it is right 91 times in 100.")
    # Wilson's interval of 91 of 100, by hand: 0.838 to 0.952.
    assert "Measured on 100 pictures; with 95% certainty the true figure is between 83 and 96." in words


@pytest.mark.parametrize(
    ("groups", "words"),
    [
        ([(0.9, 19, 19), (0.65, 50, 20)], "When it says 65%, it is right 40 times in 100."),
        ([(0.9997, 1000, 999)], "When it says > 99.9%, it is right more than 99 times in 100."),
        ([(0.994, 300, 300)], "When it says 99.4%, it is right 100 times in 100."),
        ([(0.3, 400, 1)], "When it says 30%, it is right less than once in 100."),
        ([(0.3, 100, 1)], "When it says 30%, it is right once in 100."),
        ([(0.3, 30, 0)], "When it says 30%, it is right 0 times in 100."),
        ([(1.0, 1, 1)], "(Measured on one picture;"),
    ],
)
def test_else_of_the_tenth_that_has_the_most(groups, words):
    assert words in read_confidence(*answers(*groups))


def test_calibration_before_and_after():
    """Two answers of 90 %, one of them right, differ by 40 %; two of 51 %, one of them right, by 1 %."""
    labels = np.array([0, 1])
    words = compare_calibration(np.array([[0.9, 0.1]] * 2), np.array([[0.51, 0.49]] * 2), labels, "test")
    assert "differ by 40.0% before and by 1.0% after" in words
    assert "made it worse" not in words


def test_calibration_that_made_it_worse_says_so_and_why():
    labels = np.array([0, 1])
    words = compare_calibration(np.array([[0.51, 0.49]] * 2), np.array([[0.9, 0.1]] * 2), labels, "test")
    assert "differ by 1.0% before and by 40.0% after calibration. Here calibration made it worse." in words
    assert "the temperature, was chosen on other pictures" in words
    # A difference that the shown digits hide is not mentioned.
    assert worse_calibration_in_words(0.0321, 0.0324, 1, "test") == ""
    assert worse_calibration_in_words(0.0321, 0.0324, 2, "test") != ""


def test_cross_validation_is_not_said_to_be_of_other_pictures_than_those_that_calibrated():
    assert temperature_in_words(0.412, "MNIST test") == (
        "one number, the temperature (0.41), divides what it computes; it was chosen on other pictures."
    )
    assert "was chosen on the answers to these same pictures" in temperature_in_words(1.0, CROSS_VALIDATION)
    partly = temperature_in_words(1.0, PARTLY_CROSS_VALIDATION)
    assert "was chosen on the answers to some of these same pictures" in partly
    words = worse_calibration_in_words(0.03, 0.04, 1, CROSS_VALIDATION)
    assert "chosen by how probable the right classes are" in words
    assert "other pictures" not in words


@pytest.mark.parametrize(
    ("selection", "words"),
    [
        (
            Selection(150, 147, 200),
            "it answers 75.0% of the 200 test pictures, and gets 98.0% of those right.",
        ),
        (Selection(200, 150, 200), "it answers all of the 200 test pictures, and gets 75.0% of those right."),
        (Selection(20, 20, 200), "it answers 10.0% of the 200 test pictures, and gets all of those right."),
        (Selection(0, 0, 200), "it answers none of the 200 test pictures."),
    ],
)
def test_what_remains(selection, words):
    assert selection_in_words(selection, 0.8) == f'If it says "not sure" below 80%, {words}'


def test_a_pair():
    assert (
        pair_in_words(MistakenPair(0, 1, 5, 40), "cat", "dog")
        == "cat mistaken for dog: 5 of 40 pictures (12%)"
    )
    assert (
        pair_in_words(MistakenPair(0, 1, 1, 1), "ant", "bee") == "ant mistaken for bee: 1 of 1 picture (100%)"
    )


def test_of_how_many_it_is_never_sure():
    sureness = np.array([0.9, -1.0, 0.2, 0.4])
    assert unfamiliar_in_words(sureness, True).startswith("25.0% of these pictures look so unlike")
    assert unfamiliar_in_words(sureness[2:], True).startswith("None of these pictures")
    assert "was not stored" in unfamiliar_in_words(sureness, False)


def test_figures_of_some_pictures_say_what_all_of_them_gave(shipped):
    card = shipped.get("digits-deep").card
    part, figures = card.main_figures
    assert all_test_pictures_in_words(card, 1_000) == (
        f"These are some of the 10,000 pictures that it was tested on ({part}): of all of them, "
        f"{figures.accuracy:.1%} were right."
    )
    assert all_test_pictures_in_words(card, 10_000) == ""
    assert all_test_pictures_in_words(card.model_copy(update={"figures": {}}), 1_000) == ""
