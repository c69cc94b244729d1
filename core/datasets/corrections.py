"""Corrections that users make to a stored data set: other classes, other names, or another kind."""

from collections.abc import Mapping
from dataclasses import replace

from core.datasets.changes import change_and_describe, change_list
from core.datasets.class_names import class_finder, known_class
from core.datasets.data_set import DataSet
from core.datasets.store import data_set_folder
from core.preprocessing.preprocessor import Kind
from core.storage.names import clean_label
from core.storage.settings import require_private, require_teaching


def relabel(name: str, changes: Mapping[int, str | None]) -> DataSet:
    """Gives pictures another class, or removes them.

    Args:
        name: The data set's name.
        changes: The new class by the picture's number, or None to remove the picture.

    Returns:
        The data set after the change; classes that have become empty are kept.
    """

    def change(data_set: DataSet) -> tuple[DataSet, str]:
        find = class_finder(data_set.classes)
        cleaned = {number: label and find(clean_label(label)) for number, label in changes.items()}
        samples = [
            replace(sample, label=cleaned.get(sample.number) or sample.label)
            for sample in data_set.samples
            if cleaned.get(sample.number, "") is not None
        ]
        classes = dict.fromkeys((*data_set.classes, *(sample.label for sample in samples)))
        # If others are removed, the record says how many.
        is_any_moved = not set(samples) <= set(data_set.samples)
        what = "Pictures were given another class" if is_any_moved else "Pictures were removed"
        return replace(data_set, samples=tuple(samples), classes=tuple(classes)), what

    require_private("Changing a data set")
    return change_and_describe(data_set_folder(name), change)


def rename_class(name: str, old: str, new: str) -> DataSet:
    """Renames a class; if another class has the new name, in any capitals, the two are merged."""

    def change(data_set: DataSet) -> tuple[DataSet, str]:
        chosen = known_class(clean_label(new) or old, filter(old.__ne__, data_set.classes))
        samples = tuple(
            replace(sample, label=chosen) if sample.label == old else sample for sample in data_set.samples
        )
        classes = tuple(dict.fromkeys(chosen if label == old else label for label in data_set.classes))
        changed = replace(data_set, samples=samples, classes=classes)
        done = "merged into" if chosen in data_set.classes else "renamed to"
        return changed, f'The class "{old}" was {done} "{chosen}"'

    require_private("Changing a data set")
    return change_and_describe(data_set_folder(name), change)


def remove_class(name: str, label: str) -> DataSet:
    """Removes a class with all of its pictures."""

    def change(data_set: DataSet) -> DataSet:
        return replace(
            data_set,
            samples=tuple(sample for sample in data_set.samples if sample.label != label),
            classes=tuple(other for other in data_set.classes if other != label),
        )

    require_private("Changing a data set")
    return change_list(data_set_folder(name), change, f'The class "{label}" was removed')


def set_kind(name: str, kind: Kind, was_asked: bool = False) -> DataSet:
    """Sets whether the pictures are photos or drawings; not recorded, as it can simply be set back.

    Args:
        name: The data set's name.
        kind: The kind.
        was_asked: Whether this answers an import's question, which whoever may teach can do.
    """
    (require_teaching if was_asked else require_private)("Changing a data set")
    return change_list(data_set_folder(name), lambda data_set: replace(data_set, kind=kind), what="")


def rename_data_set(name: str, title: str) -> DataSet:
    """Changes the title of a data set; not recorded, as it can simply be changed back.

    Args:
        name: The data set's name, which stays the same, as addresses, trainings and evaluations refer to it.
        title: The new title; spaces at its ends and characters that cannot be shown are removed. If nothing
            is left, the title stays.
    """
    require_private("Changing a data set")
    return change_list(
        data_set_folder(name),
        lambda data_set: replace(data_set, title=clean_label(title) or data_set.title),
        what="",
    )
