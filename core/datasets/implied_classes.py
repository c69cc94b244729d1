"""Finds classes in names alone: `cat_train` next to `cat_test`, and `cat.0.jpg` next to `dog.0.jpg`."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable

from core.datasets.part_names import part_of, says_nothing
from core.preprocessing.image_source import Part

# A class and a part in one name, with separators between them.
_TWO_WORDS = re.compile(r"(?P<first>[^ _.-]+)[ _.-]+(?P<rest>.+)")
_WORDS_TWO = re.compile(r"(?P<rest>.+)[ _.-]+(?P<last>[^ _.-]+)")
# A word and the number of the picture, as in `cat.0`, `Abyssinian_100` and `dog (3)`.
_NUMBERED = re.compile(r"(?P<word>.*[^\W\d_].*?)[ ._(-]*\d+\)?")
# Names that cameras, phones and programs give to every picture.
_ANY_PICTURE = re.compile(
    r"(img|dsc[nf]?|pxl|mvi|gopr|dji|pict?|p|photo|foto|image|imagen|immagine|bild|picture|screen ?shot|"
    r"bildschirmfoto|scan|frame|file|untitled|download|whatsapp|signal|wa|pano|vid|capture|webcam)\b.*",
    re.IGNORECASE,
)
_NEARLY_ALL = 0.9
_MIN_PICTURES = 2


def classes_and_parts(folders: Iterable[str]) -> dict[str, tuple[str, Part]]:
    """Reads the names of sibling folders as a class and a part each, such as `cat_train` and `cat_test`.

    Args:
        folders: Names of the folders.

    Returns:
        Class and part by folder; empty unless every name contains both, there are at least two classes, and
        at least half of the classes have more than one part.
    """
    found: dict[str, tuple[str, Part]] = {}
    for folder in folders:
        split = _class_and_part(folder)
        if split is None:
            return {}
        found[folder] = split
    parts_of_class: dict[str, set[Part]] = defaultdict(set)
    for label, part in found.values():
        parts_of_class[label].add(part)
    in_several = sum(len(parts) > 1 for parts in parts_of_class.values())
    return found if len(parts_of_class) > 1 and 2 * in_several >= len(parts_of_class) else {}


def _class_and_part(folder: str) -> tuple[str, Part] | None:
    for pattern, word in ((_WORDS_TWO, "last"), (_TWO_WORDS, "first")):
        match = pattern.fullmatch(folder)
        if match is not None and (part := part_of(match[word])) is not None:
            return match["rest"], part[0]
    return None


def classes_in_file_names(names: Collection[str]) -> dict[str, str]:
    """Reads the names of pictures as a class and a number each, such as `cat.0.jpg`.

    Args:
        names: Paths with `/`.

    Returns:
        Class by path; empty unless at least 90 % of the names contain a class, and there are at least two
        classes. A class has at least two pictures, and is not a word that cameras write.
    """
    words: dict[str, str] = {}
    for name in names:
        match = _NUMBERED.fullmatch(name.rpartition("/")[2].rpartition(".")[0])
        if match is not None:
            words[name] = match["word"].strip(" ._-(")
    counts = Counter(words.values())
    known = {word for word, count in counts.items() if count >= _MIN_PICTURES and not _is_any_picture(word)}
    classes = {name: word for name, word in words.items() if word in known}
    return classes if len(known) > 1 and len(classes) >= _NEARLY_ALL * len(names) else {}


def _is_any_picture(word: str) -> bool:
    return bool(_ANY_PICTURE.fullmatch(word)) or part_of(word) is not None or says_nothing(word)
