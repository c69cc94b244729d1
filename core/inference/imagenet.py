"""ImageNet's thousand classes: their readable names, WordNet numbers, and kinds of thing."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

NAMES_FILE = Path(__file__).with_name("imagenet_names.txt")
GROUPS_FILE = Path(__file__).with_name("imagenet_groups.txt")


def imagenet_names() -> list[str]:
    """Returns readable names of ImageNet's thousand classes, in the order of the networks' outputs.

    Source: WordNet (Miller 1995), via the package timm; written by `recipes/imagenet_names.py`.
    """
    return [name for _, name, _ in _names()]


def imagenet_numbers() -> list[str]:
    """Returns the WordNet numbers of the same classes, such as "n01440764"."""
    return [number for number, _, _ in _names()]


def other_names(label: str) -> str:
    """Returns the other names of a class, such as "police wagon, paddy wagon" for police van.

    Args:
        label: The class.

    Returns:
        The names, separated by commas; empty if there are none, and for an unknown class.
    """
    return _other_names().get(label, "")


def _names() -> list[tuple[str, str, str]]:
    lines = NAMES_FILE.read_text(encoding="utf-8").splitlines()
    return [(number, name, others) for number, name, others in (line.split("\t") for line in lines)]


@cache
def _other_names() -> dict[str, str]:
    return {name: others for _, name, others in _names()}


@cache
def _kinds() -> dict[str, tuple[str, ...]]:
    lines = GROUPS_FILE.read_text(encoding="utf-8").splitlines()
    by_number = {number: kinds for number, _, kinds in (line.partition("\t") for line in lines)}
    numbers = zip(imagenet_names(), imagenet_numbers(), strict=True)
    return {name: tuple(by_number[number].split(">")) for name, number in numbers if by_number[number]}


def narrowest_kinds(labels: Sequence[str]) -> dict[str, list[int]]:
    """Groups classes by the narrowest kind of thing that each belongs to; one without a kind is its own.

    Args:
        labels: The classes.

    Returns:
        The indices of the classes of each kind.
    """
    members: dict[str, list[int]] = {}
    for index, label in enumerate(labels):
        members.setdefault(next(iter(kinds_of(label)), label), []).append(index)
    return members


def kinds_of_several(labels: Sequence[str]) -> list[list[int]]:
    """Returns the indices of the classes of each kind of thing, narrow or wide, that has several classes."""
    return [indices for indices in members_of_kinds(labels).values() if len(indices) > 1]


def members_of_kinds(labels: Sequence[str]) -> dict[str, list[int]]:
    """Returns, for each kind of thing, narrow or wide, the indices of the classes that belong to it."""
    members: dict[str, list[int]] = {}
    for index, label in enumerate(labels):
        for kind in kinds_of(label):
            members.setdefault(kind, []).append(index)
    return members


def kinds_of(label: str) -> tuple[str, ...]:
    """Returns the kinds of thing that a class belongs to, narrowest first; none for an unknown class.

    Source: the parents in WordNet (Miller 1995); written by `recipes/imagenet_groups.py`.
    """
    return _kinds().get(label, ())
