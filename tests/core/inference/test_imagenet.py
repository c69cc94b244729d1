"""ImageNet's names and numbers, and the kinds that WordNet gives them."""

import re

from core.inference.imagenet import imagenet_names, imagenet_numbers, kinds_of, narrowest_kinds, other_names


def test_a_thousand_classes_have_names_and_numbers_in_one_order():
    names, numbers = imagenet_names(), imagenet_numbers()
    assert len(names) == len(numbers) == 1_000
    assert len(set(names)) == len(set(numbers)) == 1_000
    assert numbers == sorted(numbers)
    assert all(re.fullmatch(r"n\d{8}", number) for number in numbers)
    # These agree with the published list of ILSVRC 2012.
    by_number = dict(zip(numbers, names, strict=True))
    assert by_number["n01440764"] == "tench"
    assert by_number["n02123045"] == "tabby"
    assert by_number["n02099712"] == "Labrador retriever"
    assert names.index("Labrador retriever") == 208


def test_kinds_are_those_of_wordnet():
    assert kinds_of("Labrador retriever") == ("dog", "mammal", "animal")
    assert kinds_of("tabby")[0] == "cat"
    assert kinds_of("great white shark") == ("shark", "fish", "animal")
    assert kinds_of("convertible") == ("car", "vehicle")
    assert kinds_of("violin")[0] == "stringed instrument"
    assert kinds_of("electric guitar")[:2] == ("guitar", "stringed instrument")
    for elephant in ("African elephant", "Indian elephant", "tusker"):
        assert kinds_of(elephant)[0] == "elephant"
    assert kinds_of("a thing nobody taught") == ()
    dogs = [name for name in imagenet_names() if "dog" in kinds_of(name)]
    assert len(dogs) == 118  # as many as in ImageNet's fine-grained dogs, without wild ones


def test_other_names_are_those_of_wordnet_and_of_everyday_life():
    assert other_names("ice bear").split(", ")[0] == "polar bear"
    assert {"mobile phone", "smartphone"} <= set(other_names("cellular telephone").split(", "))
    assert other_names("crane (bird)") == other_names("a thing nobody taught") == ""
    assert all(name not in other_names(name).split(", ") for name in imagenet_names())


def test_classes_are_sorted_by_their_narrowest_kind():
    labels = ["tabby", "pug", "Egyptian cat", "my own thing"]
    assert narrowest_kinds(labels) == {"cat": [0, 2], "dog": [1], "my own thing": [3]}
