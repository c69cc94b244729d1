"""Kinds of things, compared with a few of WordNet's own terms and with sums by hand."""

import pytest

from core.inference.hierarchy import (
    answer_in_a_name,
    groups,
    informative_kind,
    most_specific_confident_kind,
    same_thing,
)
from core.inference.imagenet import kinds_of
from core.presentation.wording import group_in_words
from tests.core.predictions_for_tests import Asked


def test_groups_add_up():
    answer = Asked({"Labrador retriever": 0.61, "golden retriever": 0.22, "tabby": 0.1})
    first = groups(answer)[0]
    dogs = sum(
        p
        for p, name in zip(answer.probabilities, answer.bundle.labels, strict=True)
        if "dog" in kinds_of(name)
    )
    assert first.probability == pytest.approx(dogs)
    assert group_in_words(first) == "dog 84%: Labrador retriever 61%, golden retriever 22%"
    assert [group.name for group in groups(answer)][:2] == ["dog", "cat"]


def test_torn_between_breeds_it_is_still_a_dog():
    torn = Asked({"Labrador retriever": 0.4, "golden retriever": 0.35, "tabby": 0.2}, "torn")
    assert most_specific_confident_kind(torn) == ("dog", pytest.approx(0.75, abs=0.02))
    between = Asked({"Labrador retriever": 0.45, "tabby": 0.45}, "torn")
    assert most_specific_confident_kind(between)[0] == "mammal"


def test_the_kind_of_a_single_class_is_no_answer():
    alone = Asked({"plane": 0.9}, labels=("plane", "tabby", "pug"))
    assert most_specific_confident_kind(alone) is None
    labels = ("pug", "tabby", "plane")
    assert most_specific_confident_kind(Asked({"pug": 0.9}, labels=labels)) is None
    assert most_specific_confident_kind(Asked({"pug": 0.4, "tabby": 0.4}, "torn", labels))[0] == "mammal"
    assert informative_kind("pug", labels) is None
    assert informative_kind("pug", (*labels, "chow")) == "dog"
    assert informative_kind("a thing nobody taught", labels) is None


def test_networks_that_name_it_differently_may_agree():
    assert same_thing("tabby", "cat")
    assert same_thing("ship", "container ship")
    assert same_thing("Labrador retriever", "golden retriever")  # both are dogs
    assert not same_thing("tabby", "dog")
    assert not same_thing("zebra", "a thing nobody taught")
    assert same_thing("mine", "mine")
    assert same_thing("bees", "bee")
    assert same_thing("tabbies", "cat")
    assert same_thing("foxes", "red fox")
    assert same_thing("cats", "tabby")
    assert not same_thing("bees", "ants")
    assert not same_thing("glass", "gla")
    assert not same_thing("mine", "yours")


def test_what_looks_like_nothing_is_not_called_an_animal():
    assert most_specific_confident_kind(Asked({"tabby": 0.9}, "unfamiliar")) is None


def test_a_network_is_said_to_answer_no_more_than_it_is_sure_of():
    assert answer_in_a_name(Asked({"tabby": 0.9})) == ("tabby", pytest.approx(0.9))
    # Sure of the dog, not of the breed.
    dog = Asked({"Labrador retriever": 0.4, "golden retriever": 0.35})
    assert answer_in_a_name(dog) == ("dog", pytest.approx(0.75, abs=0.03))
    assert answer_in_a_name(Asked({"tabby": 0.3, "minivan": 0.3}, "torn")) is None
    assert answer_in_a_name(Asked({"tabby": 0.9}, "unfamiliar")) is None
