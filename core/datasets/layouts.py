"""Finds the class and part of each picture in a source from the paths of all pictures."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from core.datasets.implied_classes import classes_and_parts, classes_in_file_names
from core.datasets.label_tables import Row
from core.datasets.part_names import is_unlabelled, part_of, says_nothing
from core.datasets.places import Place, with_tables
from core.preprocessing.image_source import Part

_MIN_CLASSES = 2
# Folders for cross-validation, which all hold the same classes.
_FOLD = re.compile(r"(cv|fold|kfold|split)[ _-]*\d+", re.IGNORECASE)
BESIDE_PARTS = "next to the folders for training and test, without a class"
WITHOUT_CLASSES = "in a folder for {part}, without a class"


@dataclass(frozen=True)
class _File:
    """A picture whose path is being resolved, with the folders that are still to be interpreted."""

    name: str
    folders: tuple[str, ...]
    part: Part = ""

    def below(self, part: Part | None = None) -> "_File":
        return replace(self, folders=self.folders[1:], part=self.part if part is None else part)


_Inside = dict[str, list[_File]]


def resolve(names: Iterable[str], tables: Mapping[str, Mapping[str, Row]] | None = None) -> dict[str, Place]:
    """Finds the class and part of each picture from the paths of all pictures.

    Class folders are the topmost folders inside any wrapper folders that hold everything. Folders for parts
    may be above or below them. Whether a folder is a part depends on its name and on its content: among class
    folders, "train" is a class. Pictures in "test" are left out as unlabelled if there are at least two other
    classes; next to a single one, "test" is a class.

    Args:
        names: Paths of the pictures, with `/`, relative to the source.
        tables: Rows of the tables that come with the pictures, by the tables' paths.

    Returns:
        The place of each path.
    """
    files = [_File(name, tuple(unicodedata.normalize("NFC", name).split("/"))[:-1]) for name in names]
    places = with_tables(_with_file_names(_resolve(files)), tables or {})
    # A part is meaningful only if there is another one.
    if len({place.part for place in places.values() if place.label is not None}) == 1:
        places = {name: replace(place, part="") for name, place in places.items()}
    return places


def resolve_stroke_files(names: Sequence[str], pictures: Sequence[str] = ()) -> dict[str, Place]:
    """Finds the class and part of each stroke file like `resolve`; a class in its lines takes precedence.

    If every file is named after a part, as in `train.ndjson` next to `test.ndjson`, the names give the parts.

    Args:
        names: Paths of the stroke files.
        pictures: Paths of the pictures in the same source; they can show which folders are class folders.
    """
    places = resolve([*names, *pictures])
    if len({place.label for place in places.values()} - {None}) < 2:
        # A single folder may hold files of any class.
        places = {name: replace(place, label=None) for name, place in places.items()}
    places = {name: places[name] for name in names}
    stems = {name: part_of(name.rpartition("/")[2].partition(".")[0]) for name in names}
    parts = {name: found[0] for name, found in stems.items() if found is not None}
    if len(parts) == len(names) and len(set(parts.values())) > 1:
        places = {name: replace(place, part=parts[name]) for name, place in places.items()}
    return places


def _with_file_names(places: dict[str, Place]) -> dict[str, Place]:
    """Takes classes from the names of the pictures if no folder names one, as in `train/cat.0.jpg`."""
    labels = {place.label for place in places.values()}
    if any(label and not says_nothing(label) and part_of(label) is None for label in labels):
        return places
    found = classes_in_file_names(places) if len(labels - {None}) < 2 else {}
    return {name: replace(place, label=found.get(name, place.label)) for name, place in places.items()}


def _resolve(files: Sequence[_File]) -> dict[str, Place]:
    places: dict[str, Place] = {}
    while True:
        direct, inside = _split(files)
        places |= {file.name: Place(part=file.part) for file in direct}
        parts = _parts_among(inside)
        if parts:
            files, left_out = _inside_parts(inside, parts)
            places |= left_out
        elif _is_wrapper(inside, direct):
            files = [file.below() for file in next(iter(inside.values()))]
        elif repeating := _repeating(inside):
            files = [
                file.below() if folder in repeating else file
                for folder, within in inside.items()
                for file in within
            ]
        else:
            return places | _classes(inside)


def _split(files: Iterable[_File]) -> tuple[list[_File], _Inside]:
    """Separates the files directly in a folder from those in subfolders, grouped by subfolder."""
    direct: list[_File] = []
    inside: _Inside = defaultdict(list)
    for file in files:
        if file.folders:
            inside[file.folders[0]].append(file)
        else:
            direct.append(file)
    return direct, inside


def _folders_below(files: Iterable[_File]) -> set[str]:
    return {file.folders[1].casefold() for file in files if len(file.folders) > 1}


def _is_wrapper(inside: _Inside, direct: Sequence[_File]) -> bool:
    """Returns whether there is a single folder that holds class folders, not the pictures of one class."""
    if len(inside) != 1:
        return False
    below, deeper = _split(file.below() for file in next(iter(inside.values())))
    if not direct and not below:
        return bool(deeper)
    # Some pictures are next to the subfolders: a cover, or a class whose pictures are sorted further.
    return _branches(deeper) > 1 and len(below) <= sum(map(len, deeper.values()))


def _branches(inside: _Inside) -> int:
    """Returns the number of folders on the first level that has several; 0 if no level has."""
    while len(inside) == 1:
        _, inside = _split(file.below() for file in next(iter(inside.values())))
    return len(inside)


def _repeating(inside: _Inside) -> set[str]:
    """Returns folders whose class folders also exist elsewhere: folds, and copies of the whole data set."""
    below = {folder: _folders_below(files) for folder, files in inside.items()}
    if all(_FOLD.fullmatch(folder) and below[folder] for folder in inside):
        return set(inside)
    folders = {folder.casefold() for folder in inside}
    return {
        folder
        for folder, within in below.items()
        if len(within & folders) >= _MIN_CLASSES and 2 * len(within & folders) >= len(within)
    }


def _parts_among(inside: _Inside) -> dict[str, Part]:
    """Returns the parts among sibling folders; empty if the folders are classes."""
    named = [folder for folder in inside if part_of(folder) is not None]
    # Next to parts, a folder without class folders may be named like one, such as "test-more".
    holding = [folder for folder in named if _folders_below(inside[folder])]
    return _parts_of(inside, named) or (_parts_of(inside, holding) if holding != named else {})


def _parts_of(inside: _Inside, named: Sequence[str]) -> dict[str, Part]:
    """Returns the named folders as parts if their content and their siblings are consistent with it."""
    found = {folder: words for folder in named if (words := part_of(folder)) is not None}
    parts = {folder: part for folder, (part, _) in found.items()}
    others = inside.keys() - parts.keys()
    classes = {folder: _folders_below(inside[folder]) for folder in inside}
    below_parts = [classes[folder] for folder in parts]
    in_all = set.union(set(), *below_parts)
    if not parts:
        return {}
    if len(set(parts.values())) > 1:
        # "seg_train" and "seg_test" are parts; "steam train" and "test tube" only if they share subfolders.
        is_alike = len({words for _, words in found.values()}) == 1 or bool(set.intersection(*below_parts))
        is_apart = in_all and not any(classes[folder] & in_all for folder in others)
        return parts if is_alike and (not others or is_apart) else {}
    if all(is_unlabelled(folder) for folder in others):
        return parts if others and len(in_all) > 1 else {}
    # Class folders, and next to them folders for one part that hold the same classes.
    folders = {folder.casefold() for folder in others}
    is_same = all(2 * len(below & folders) >= len(below) > 0 for below in below_parts)
    return parts if is_same else {}


def _inside_parts(inside: _Inside, parts: dict[str, Part]) -> tuple[list[_File], dict[str, Place]]:
    """Steps into the folders for parts.

    Returns:
        Their files, merged as if they were in one folder, and the places of the files that are left out.
    """
    files: list[_File] = []
    left_out: dict[str, Place] = {}
    holds_classes = len(set(parts.values())) == 1 and not all(
        is_unlabelled(folder) for folder in inside.keys() - parts.keys()
    )
    for folder, within in inside.items():
        if folder in parts:
            files += _unwrapped([file.below(parts[folder]) for file in within])
        elif holds_classes:
            files += [replace(file, part="train") for file in within]
        else:
            left_out |= {file.name: Place(None, file.part, BESIDE_PARTS) for file in within}
    return files, left_out


def _unwrapped(files: list[_File]) -> list[_File]:
    """Steps into subfolders of a part that mean nothing, as in `seg_train/seg_train` and `test/images`."""
    while True:
        direct, inside = _split(files)
        if not inside:
            return files
        parts = _parts_among(inside)
        folder = next(iter(inside))
        if parts and parts.keys() == inside.keys():
            below = [file.below(parts[name]) for name, within in inside.items() for file in within]
        elif len(inside) == 1 and (part_of(folder) or says_nothing(folder)):
            below = [file.below() for file in inside[folder]]
        else:
            return files
        files = [*direct, *below]


def _classes(inside: _Inside) -> dict[str, Place]:
    """Takes folders as classes; their subfolders may be parts."""
    below = {file.folders[1] for files in inside.values() for file in files if len(file.folders) > 1}
    named = {folder: found for folder in below if (found := part_of(folder)) is not None}
    kinds = {part for part, _ in named.values()}
    are_parts = (
        len(named) == len(below) and len(kinds) > 1 and len({words for _, words in named.values()}) == 1
    )
    implied = classes_and_parts(inside)
    without = _without_classes(inside)
    places = {}
    for folder, files in inside.items():
        label, part = implied.get(folder, (folder, ""))
        for file in files:
            is_in_part = are_parts and len(file.folders) > 1
            places[file.name] = Place(label, named[file.folders[1]][0] if is_in_part else part or file.part)
            if folder in without:
                places[file.name] = Place(None, file.part, WITHOUT_CLASSES.format(part=without[folder]))
    return places


def _without_classes(inside: _Inside) -> dict[str, Part]:
    """Returns folders next to classes that hold unlabelled pictures for a part; "train" may be a class."""
    named = {folder: found for folder in inside if (found := part_of(folder)) is not None}
    if len(inside) - len(named) < _MIN_CLASSES:
        return {}
    return {folder: part for folder, (part, words) in named.items() if part != "train" and not words}
