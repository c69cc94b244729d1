"""Which class and part each picture of a source belongs to, found from the paths of all of them."""

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
# The folders of cross-validation hold the same classes each.
_FOLD = re.compile(r"(cv|fold|kfold|split)[ _-]*\d+", re.IGNORECASE)
BESIDE_PARTS = "beside the folders for training and test, without a class"
WITHOUT_CLASSES = "in a folder for {part}, without a class"


@dataclass(frozen=True)
class _File:
    """A picture on the way down: the folders that are still to be read."""

    name: str
    folders: tuple[str, ...]
    part: Part = ""

    def below(self, part: Part | None = None) -> "_File":
        return replace(self, folders=self.folders[1:], part=self.part if part is None else part)


_Inside = dict[str, list[_File]]


def resolve(names: Iterable[str], tables: Mapping[str, Mapping[str, Row]] | None = None) -> dict[str, Place]:
    """Finds each picture's class and part from the paths of all of them.

    Class folders are the first folders below those that hold everything, whatever lies beside them. Folders
    for parts may be above or below them. A folder is one for a part by its name and by what it holds: where
    "test" lies among classes, it is a class.

    Args:
        names: Paths with `/`, relative to the source; of pictures alone.
        tables: What tables that lie with the pictures say of them, by the tables' paths.

    Returns:
        A place for each path.
    """
    files = [_File(name, tuple(unicodedata.normalize("NFC", name).split("/"))[:-1]) for name in names]
    places = with_tables(_with_file_names(_resolve(files)), tables or {})
    # A part tells something only where there is another one.
    if len({place.part for place in places.values() if place.label is not None}) == 1:
        places = {name: replace(place, part="") for name, place in places.items()}
    return places


def resolve_stroke_files(names: Sequence[str], pictures: Sequence[str] = ()) -> dict[str, Place]:
    """Finds each stroke file's class, where its lines say none, and part; as `resolve`.

    A file of its own has its part in its name, as `train.ndjson` beside `test.ndjson`.

    Args:
        names: Of the stroke files.
        pictures: Names of the pictures that lie in the same source, which make its folders class folders.
    """
    places = resolve([*names, *pictures])
    if len({place.label for place in places.values()} - {None}) < 2:
        # A single folder holds files of any classes.
        places = {name: replace(place, label=None) for name, place in places.items()}
    places = {name: places[name] for name in names}
    stems = {name: part_of(name.rpartition("/")[2].partition(".")[0]) for name in names}
    parts = {name: found[0] for name, found in stems.items() if found is not None}
    if len(parts) == len(names) and len(set(parts.values())) > 1:
        places = {name: replace(place, part=parts[name]) for name, place in places.items()}
    return places


def _with_file_names(places: dict[str, Place]) -> dict[str, Place]:
    """Takes classes from the pictures' own names where no folder tells one, as in `train/cat.0.jpg`."""
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
    """Tells the files that lie in a folder itself from those in the folders below, by their folder."""
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
    """Tells whether the only folder holds class folders rather than the pictures of one class."""
    if len(inside) != 1:
        return False
    below, deeper = _split(file.below() for file in next(iter(inside.values())))
    if not direct and not below:
        return bool(deeper)
    # Some pictures lie beside: a cover, or a class whose pictures are sorted further.
    return _branches(deeper) > 1 and len(below) <= sum(map(len, deeper.values()))


def _branches(inside: _Inside) -> int:
    """Returns how many folders there are where there is first more than one."""
    while len(inside) == 1:
        _, inside = _split(file.below() for file in next(iter(inside.values())))
    return len(inside)


def _repeating(inside: _Inside) -> set[str]:
    """Tells which folders hold class folders that are there elsewhere too: folds, and copies of the whole."""
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
    """Tells which of the folders that lie side by side are parts; none where they are classes."""
    named = [folder for folder in inside if part_of(folder) is not None]
    # A folder without classes, as "test-more", may be called like a part beside those that are.
    holding = [folder for folder in named if _folders_below(inside[folder])]
    return _parts_of(inside, named) or (_parts_of(inside, holding) if holding != named else {})


def _parts_of(inside: _Inside, named: Sequence[str]) -> dict[str, Part]:
    """Takes some folders as parts if they and those beside them look like it; else returns none."""
    found = {folder: words for folder in named if (words := part_of(folder)) is not None}
    parts = {folder: part for folder, (part, _) in found.items()}
    others = inside.keys() - parts.keys()
    classes = {folder: _folders_below(inside[folder]) for folder in inside}
    below_parts = [classes[folder] for folder in parts]
    in_all = set.union(set(), *below_parts)
    if not parts:
        return {}
    if len(set(parts.values())) > 1:
        # "seg_train" and "seg_test" are parts; "steam train" and "test tube" only if they hold the same.
        is_alike = len({words for _, words in found.values()}) == 1 or bool(set.intersection(*below_parts))
        is_apart = in_all and not any(classes[folder] & in_all for folder in others)
        return parts if is_alike and (not others or is_apart) else {}
    if all(is_unlabelled(folder) for folder in others):
        return parts if others and len(in_all) > 1 else {}
    # Classes, and beside them one folder with pictures of the same classes for the test.
    folders = {folder.casefold() for folder in others}
    is_same = all(2 * len(below & folders) >= len(below) > 0 for below in below_parts)
    return parts if is_same else {}


def _inside_parts(inside: _Inside, parts: dict[str, Part]) -> tuple[list[_File], dict[str, Place]]:
    """Steps into the folders for parts.

    Returns:
        What is in them as if it lay in one folder, and the places of what belongs nowhere.
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
    """Steps into a part's own folders that say nothing, as in `seg_train/seg_train` and `test/images`."""
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
    """Takes folders as classes; folders in all of them may be parts."""
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
    """Tells which folders beside classes hold pictures to try the network on; "train" may be a class."""
    named = {folder: found for folder in inside if (found := part_of(folder)) is not None}
    if len(inside) - len(named) < _MIN_CLASSES:
        return {}
    return {folder: part for folder, (part, words) in named.items() if part != "train" and not words}
