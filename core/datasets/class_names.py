"""Names of classes that are one class to a person, though they are not the same text.

Folders and tables name their classes on purpose, so names of one source that differ only in capitals stay
apart, and the checks ask about them. Where a name is typed, or comes from another source, it means the class
that the data set has. Single letters are the exception: "a" and "A" are two things to draw.
"""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable

from core.storage.names import UniqueNames, safe_file_name


def class_key(label: str) -> str:
    """Returns a text that is the same for names of classes that differ only in capitals."""
    # A case mapping may decompose letters.
    return label if len(label) == 1 else unicodedata.normalize("NFC", label.casefold())


def known_class(label: str, classes: Iterable[str]) -> str:
    """Returns the class that a name means.

    Args:
        label: The name, as `core.storage.names.clean_label` returns it.
        classes: The classes that there are.

    Returns:
        One of the classes, even if it has other capitals; the name itself if it is a new class.
    """
    return class_finder(classes)(label)


def class_finder(classes: Iterable[str]) -> Callable[[str], str]:
    """Returns a function that finds the class that a name means, as `known_class` does, for many names."""
    known: dict[str, str] = {}
    for label in (names := tuple(classes)):
        known.setdefault(class_key(label), label)
    same = frozenset(names)
    return lambda label: label if label in same else known.get(class_key(label), label)


def known_classes(labels: Iterable[str], classes: Iterable[str]) -> dict[str, str]:
    """Returns the classes that the names of one source mean.

    Args:
        labels: The names in the source; those that differ only in capitals are different classes.
        classes: The classes of the data set that the source is added to.

    Returns:
        The class by name, as `known_class` returns it.
    """
    names, find = tuple(dict.fromkeys(labels)), class_finder(classes)
    counts = Counter(map(class_key, names))
    return {label: find(label) if counts[class_key(label)] == 1 else label for label in names}


def class_folders(labels: Iterable[str], fallback: str) -> dict[str, str]:
    """Returns a name of a folder for each class; the names differ even where capitals do not count.

    Args:
        labels: The classes.
        fallback: The name if no letter of a class can be in one.
    """
    names = UniqueNames()
    return {label: names.add(safe_file_name(label) or fallback) for label in dict.fromkeys(labels)}
