"""What a network knows, found by name and by kind."""

from core.inference.imagenet import imagenet_names
from core.presentation.known_things import find_things


def test_a_word_finds_names_first_and_then_kinds():
    found = find_things(imagenet_names(), "DOG")
    assert len(found) >= 118  # the thousand classes include that many breeds
    assert {"Labrador retriever", "pug"} <= set(found)
    own = [name for name in found if any(word.startswith("dog") for word in name.lower().split())]
    assert found[: len(own)] == own == sorted(own, key=str.lower)
    assert "hotdog" not in found


def test_every_word_must_be_there_in_any_order():
    assert find_things(imagenet_names(), "cat egyp") == ["Egyptian cat"]
    assert find_things(imagenet_names(), "cat nonsense") == []
    assert find_things(["b", "A"], "") == ["A", "b"]
