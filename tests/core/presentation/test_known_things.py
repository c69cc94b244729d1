"""What a network knows, found by its names and by kind."""

import pytest

from core.inference.imagenet import imagenet_names
from core.presentation.known_things import find_things


def test_a_word_finds_names_first_and_then_kinds():
    found = find_things(imagenet_names(), "DOG")
    assert len(found) >= 118  # the thousand classes include that many breeds
    assert {"Labrador retriever", "pug"} <= set(found)
    own = [name for name in found if any(word.startswith("dog") for word in name.lower().split())]
    assert found[: len(own)] == own == sorted(own, key=str.lower)
    assert find_things(["sundog", "dog rose"], "dog") == ["dog rose"]


def test_every_word_must_be_there_in_any_order():
    assert find_things(imagenet_names(), "cat egyp") == ["Egyptian cat"]
    assert find_things(imagenet_names(), "cat nonsense") == []
    assert find_things(["b", "A"], "") == ["A", "b"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("polar bears", ["ice bear"]),
        ("Mobile phone", ["cellular telephone"]),
        ("T-shirt", ["jersey"]),
        ("washing machine", ["washer"]),
        ("sofas", ["studio couch"]),
        ("TV", ["television"]),
        ("fridge", ["refrigerator"]),
        ("pay-phone", ["pay-phone"]),
        ("potter\N{RIGHT SINGLE QUOTATION MARK}s wheel", ["potter's wheel"]),
        ("crane bird", ["crane (bird)"]),
    ],
)
def test_everyday_names_find_what_wordnet_calls_otherwise(words, found):
    assert find_things(imagenet_names(), words) == found


@pytest.mark.parametrize(
    ("many", "one"), [("foxes", "fox"), ("butterflies", "butterfly"), ("buses", "bus"), ("wolves", "wolf")]
)
def test_a_plural_finds_what_has_the_word_as_a_whole(many, one):
    found = find_things(imagenet_names(), many)
    assert set(found) <= set(find_things(imagenet_names(), one))
    assert len(found) >= 3
    assert find_things(["bus", "busy street"], "buses") == ["bus"]
