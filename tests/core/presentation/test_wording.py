"""Predictions and probabilities in words."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.inference.classifier import Prediction
from core.presentation.wording import (
    agreement,
    certainty,
    guess_in_words,
    in_decimals,
    in_percent,
    in_short,
    in_words,
    points_in_words,
    share_in_percent,
    whole_points,
    with_article,
)
from tests.core.predictions_for_tests import Asked


def answer_of(bundle, label, reason="sure"):
    probabilities = np.full(10, 0.01)
    probabilities[int(label)] = 0.91
    return Prediction(bundle, np.zeros((28, 28)), probabilities, probabilities, 1.0, reason, 1.0, None, None)


@pytest.mark.parametrize(
    ("labels", "reasons", "sentence"),
    [
        ("7", "s", 'Small convnet says "7".'),
        ("7", "u", 'The network is not sure. Best guess: "7".'),
        ("77", "ss", 'Both networks say "7".'),
        ("777", "sss", 'All three networks say "7".'),
        ("7777", "ssss", 'All four networks say "7".'),
        ("777", "ssu", 'Two networks say "7"; one is unsure.'),
        ("777", "suu", 'Small convnet says "7"; two are unsure.'),
        ("77", "uu", 'Neither network is sure. Best guess: "7".'),
        ("7717", "uuuu", 'None of the networks is sure. Best guess: "7" or "1".'),
        ("71", "ss", 'The networks disagree: Small convnet says "7", Small convnet says "1".'),
        (
            "713",
            "ssu",
            'The networks disagree: Small convnet says "7", Small convnet says "1"; one is unsure.',
        ),
    ],
)
def test_agreement_in_one_sentence(shipped, labels, reasons, sentence):
    bundle = shipped.get("digits-simple")
    why = {"s": "sure", "u": "torn"}
    answers = [answer_of(bundle, x, why[reason]) for x, reason in zip(labels, reasons, strict=True)]
    assert agreement(answers) == sentence


def test_a_sure_prediction_names_kind_and_class():
    assert in_short(Asked({"Labrador retriever": 0.9})) == "a dog, probably a Labrador retriever"
    assert in_short(Asked({"ship": 0.9}, labels=("ship", "cat"))) == "a ship"
    # ImageNet's plane is a tool, and its cup holds a drink; those of other networks need not be.
    assert in_short(Asked({"plane": 0.9}, labels=("plane", "cup", "pug"))) == "a plane"
    assert in_short(Asked({"pug": 0.9}, labels=("pug", "chow", "tabby"))) == "a dog, probably a pug"
    assert in_short(Asked({"tabby": 0.9}, labels=("pug", "chow", "tabby"))) == "a tabby"


def test_a_torn_prediction_names_the_kind_that_its_classes_share():
    torn = Asked({"Labrador retriever": 0.4, "golden retriever": 0.35, "tabby": 0.2}, "torn")
    assert in_short(torn) == "a dog, perhaps a Labrador retriever"
    assert in_short(Asked({"tabby": 0.3, "minivan": 0.3}, "torn")) == "not sure"


def test_a_best_guess_is_named_only_where_the_answer_names_it():
    assert guess_in_words(Asked({"Labrador retriever": 0.9})) == "Labrador retriever"
    torn = {"Labrador retriever": 0.4, "golden retriever": 0.35, "tabby": 0.2}
    assert guess_in_words(Asked(torn, "torn")) == "Labrador retriever"
    assert guess_in_words(Asked({"tabby": 0.3, "minivan": 0.3}, "torn")) == "tabby"
    assert guess_in_words(Asked({"tabby": 0.2, "minivan": 0.19}, "unfamiliar")) == "its best guess"


def test_an_unfamiliar_picture_is_not_called_anything():
    assert in_short(Asked({"tabby": 0.9}, "unfamiliar")) == "not sure"


def test_words_and_per_cent():
    assert [in_words(p) for p in (0.999, 0.95, 0.8, 0.6, 0.3)] == [
        "almost certain",
        "very sure",
        "fairly sure",
        "leaning",
        "guessing",
    ]
    assert [in_percent(p) for p in (1.0, 0.987, 0.0)] == ["> 99.9%", "98.7%", "< 0.1%"]
    assert [in_percent(p, 0) for p in (0.996, 0.5, 0.004)] == ["> 99%", "50%", "< 1%"]
    assert [in_percent(p, 2) for p in (0.99996, 0.00004)] == ["> 99.99%", "< 0.01%"]


@given(st.floats(0, 1), st.integers(0, 2))
def test_only_a_count_can_be_all_or_none(share, digits):
    for written in (in_percent(share, digits), share_in_percent(share, digits)):
        number = float(written.strip("<> %"))
        is_whole = written in ("0%", "100%")
        assert is_whole or 0 < number < 100
        assert not is_whole or share in (0, 1)
        # The written number is as close as its digits allow.
        assert abs(number - share * 100) <= 1.01 * 10**-digits
    assert share_in_percent(0) == "0%"
    assert share_in_percent(1) == "100%"


def test_certainty_names_the_class_only_where_it_is_leaning():
    assert certainty("dumbbell", 0.952) == "Very sure: 95.2%"
    assert certainty("dumbbell", 0.63) == "Leaning towards dumbbell (63.0%)"
    assert certainty("dumbbell", 0.2) == "Guessing: 20.0%"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("dog", "a dog"),
        ("orange", "an orange"),
        ("sunglasses", "sunglasses"),
        ("bus", "a bus"),
        ("abacus", "an abacus"),
    ],
)
def test_articles(name, said):
    assert with_article(name) == said


@pytest.mark.parametrize(
    ("value", "text"),
    [(3e-5, "0.00003"), (1e-3, "0.001"), (0.25, "0.25"), (2.345e-6, "0.0000023"), (1.0, "1")],
)
def test_small_numbers_are_plain_decimals(value, text):
    assert in_decimals(value) == text


@pytest.mark.parametrize(
    ("change", "said", "whole"),
    [
        (0.667, "66.7 percentage points", "+67 points"),
        (-0.01, "1 percentage point", "-1 point"),
        (0.0104, "1 percentage point", "+1 point"),
        (0.011, "1.1 percentage points", "+1 point"),
        (0.0, "0.0 percentage points", "+0 points"),
    ],
)
def test_one_percentage_point_is_singular(change, said, whole):
    assert (points_in_words(change), whole_points(change)) == (said, whole)
