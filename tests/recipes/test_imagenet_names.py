"""Readable names of ImageNet's classes, from a package with three of them."""

import zipfile

from recipes.imagenet_names import imagenet_names

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
        ("n02123045", "tabby", "cat"),
        ("n02123394", "cat", ""),
    ]
