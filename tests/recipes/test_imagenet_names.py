"""Readable names of ImageNet's classes, from a package with three of them."""

import zipfile

from core.inference.imagenet import imagenet_names as shipped_names
from core.inference.imagenet import other_names
from recipes.imagenet_names import EVERYDAY_WORDS, imagenet_names

LEMMAS = {
    "n01440764": "tench, Tinca tinca",
    "n02012849": "crane",
    "n03126707": "crane",
    "n02123045": "cat, tabby",
    "n02123394": "cat",
    "n99999999": "not one of the thousand",
}


def test_every_class_has_a_name_of_its_own_in_the_order_of_the_networks(tmp_path):
    classes = list(LEMMAS)[:5]
    with zipfile.ZipFile(tmp_path / "timm.whl", "w") as archive:
        archive.writestr("timm/data/_info/imagenet_synsets.txt", "\n".join(classes))
        lines = "\n".join(f"{number}\t{words}" for number, words in LEMMAS.items())
        archive.writestr("timm/data/_info/imagenet_synset_to_lemma.txt", lines)
    assert imagenet_names(tmp_path / "timm.whl") == [
        ("n01440764", "tench", "Tinca tinca"),
        ("n02012849", "crane (bird)", ""),
        ("n03126707", "crane (machine)", ""),
        ("n02123045", "tabby", "cat, kitten"),
        ("n02123394", "cat", ""),
    ]


def test_everyday_words_are_those_of_classes_that_ship_in_order():
    rows = [line.split("\t") for line in EVERYDAY_WORDS.read_text(encoding="utf-8").splitlines()]
    names = [name for name, _ in rows]
    assert names == sorted(set(names), key=str.lower)
    assert set(names) <= set(shipped_names())
    for name, words in rows:
        assert set(words.split(", ")) <= {name, *other_names(name).split(", ")}, name
