"""ImageNet's thousand classes: their readable names, their numbers, and the kinds of thing that they are."""

from functools import cache
from pathlib import Path

NAMES_FILE = Path(__file__).with_name("imagenet_names.txt")
GROUPS_FILE = Path(__file__).with_name("imagenet_groups.txt")
# The ten of `everyday-10`; most are themselves what ImageNet's classes are kinds of.
_OTHERS = {
    "cat": ("cat", "mammal", "animal"),
    "dog": ("dog", "mammal", "animal"),
    "deer": ("deer", "hoofed animal", "mammal", "animal"),
    "horse": ("horse", "hoofed animal", "mammal", "animal"),
    "bird": ("bird", "animal"),
    "frog": ("frog", "amphibian", "animal"),
    "airplane": ("aircraft", "vehicle"),
    "automobile": ("car", "vehicle"),
    "ship": ("ship", "vehicle"),
    "truck": ("truck", "vehicle"),
}


def imagenet_names() -> list[str]:
    """Returns ImageNet's thousand classes in readable words, in the order of the networks' outputs.

    Source: WordNet (Miller 1995), by way of the package timm; written by `recipes/imagenet_names.py`.
    """
    return [name for _, name in _names()]


def imagenet_numbers() -> list[str]:
    """Returns the same classes' WordNet numbers, as "n01440764"."""
    return [number for number, _ in _names()]


def _names() -> list[tuple[str, str]]:
    lines = NAMES_FILE.read_text(encoding="utf-8").splitlines()
    return [(number, name) for number, _, name in (line.partition("\t") for line in lines)]


@cache
def _kinds() -> dict[str, tuple[str, ...]]:
    lines = GROUPS_FILE.read_text(encoding="utf-8").splitlines()
    by_number = {number: kinds for number, _, kinds in (line.partition("\t") for line in lines)}
    numbers = zip(imagenet_names(), imagenet_numbers(), strict=True)
    return {
        name: tuple(by_number[number].split(">")) for name, number in numbers if by_number[number]
    } | _OTHERS


def kinds_of(label: str) -> tuple[str, ...]:
    """Returns the kinds of thing that a class is, the narrowest first; none for a class that is not known.

    Source: the parents in WordNet (Miller 1995); written by `recipes/imagenet_groups.py`.
    """
    return _kinds().get(label, ())
