"""Sentences that tell the user about the classes that were found, apart from what was left out."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from core.datasets.class_names import class_key
from core.datasets.part_names import part_of
from core.datasets.places import Place
from core.plurals import listed
from core.storage.names import clean_label

_SHOWN_CLASSES = 5
_MIN_CLASSES = 2


def doubtful_classes(labels: Iterable[str]) -> list[str]:
    """Names classes that may have been decoded wrongly, because their encoding is not declared."""
    foreign = [label for label in dict.fromkeys(labels) if not label.isascii()]
    if not foreign:
        return []
    return [
        "Some class names may have been read wrongly, because their encoding is unknown; rename any that "
        f"are wrong: {_shown(foreign)}."
    ]


def classes_without_pictures(places: Mapping[str, Place], others: Iterable[str]) -> list[str]:
    """Names folders next to the class folders that hold files, but no picture that can be read.

    Args:
        places: Places of the pictures, by path.
        others: Paths of all other files.
    """
    beside = {steps[:-1] for path, place in places.items() if (steps := _class_folder(path, place))}
    with_pictures = {
        folders[:depth] for folders in set(map(_folders, places)) for depth in range(len(folders) + 1)
    }
    found = {
        steps[: depth + 1]: None
        for steps in map(_folders, others)
        for depth in range(len(steps))
        if steps[:depth] in beside
    }
    names = [steps[-1] for steps in found if steps not in with_pictures and part_of(steps[-1]) is None]
    if not names:
        return []
    return [f"No picture could be read in these folders, so they are not classes: {_shown(names)}."]


def classes_with_inner_folders(places: Mapping[str, Place]) -> list[str]:
    """Reports that all pictures are in folders within class folders, which may be the intended classes."""
    inner: dict[str, dict[str, None]] = defaultdict(dict)
    for path, place in places.items():
        if steps := _class_folder(path, place):
            rest = _folders(path)[len(steps) :]
            # A picture directly in the class folder is evidence against it.
            inner[steps[-1]][rest[0] if rest else ""] = None
    found = dict.fromkeys(name for names in inner.values() for name in names)
    if len(inner) < _MIN_CLASSES or len(found) < _MIN_CLASSES or "" in found or any(map(part_of, found)):
        return []
    return [
        f"The outer folders are the classes: {_shown(list(inner))}. All pictures are in folders inside them: "
        f"{_shown(list(found))}. If those are the classes, put all pictures of each into one folder."
    ]


def classes_that_differ_in_capitals(labels: Iterable[str]) -> list[str]:
    """Names classes that differ only in capitals."""
    written: dict[str, dict[str, None]] = defaultdict(dict)
    for label in labels:
        written[class_key(label)][label] = None
    alike = [label for group in written.values() if len(group) > 1 for label in group]
    if not alike:
        return []
    return [
        f"These classes differ only in capitals; rename one of them if they are the same: {_shown(alike)}."
    ]


def classes_joined(known: Mapping[str, str]) -> list[str]:
    """Says which classes of a source went into classes of the data set with other capitals, if any did.

    Args:
        known: The class in the data set, by the name in the source.
    """
    names = [f'"{name}" into "{label}"' for name, label in known.items() if name != label]
    if not names:
        return []
    return [
        "Classes that differ only in capitals from those of the data set went into these: "
        f"{listed(names, _SHOWN_CLASSES)}."
    ]


def _shown(labels: Sequence[str]) -> str:
    return listed([f'"{clean_label(label)}"' for label in labels], _SHOWN_CLASSES)


def _folders(path: str) -> tuple[str, ...]:
    return tuple(unicodedata.normalize("NFC", path).split("/")[:-1])


def _class_folder(path: str, place: Place) -> tuple[str, ...]:
    """Returns the folders from the top down to a picture's class folder; empty if it has none."""
    folders = _folders(path)
    return folders[: folders.index(place.label) + 1] if place.label in folders else ()
