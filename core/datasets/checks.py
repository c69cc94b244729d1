"""Checks a data set before training, and describes problems in plain words."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from core.datasets.class_names import class_key
from core.datasets.copies import all_but_the_largest, exact_copies, near_copies
from core.datasets.data_set import DataSet, Sample
from core.datasets.recordings import single_recordings_in_words
from core.errors import BadData
from core.plurals import counted, listed

MIN_CLASS_SIZE = 3  # pictures per class: one each for training, validation and test
GOOD_CLASS_SIZE = 20
MAX_IMBALANCE = 5.0  # size of the largest class divided by that of the smallest
TINY_PX = 32
_SHOWN_CLASSES = 3  # named in a sentence; if there are more, its details name all of them
_MUCH_SMALLER = 4.0  # times smaller than the median picture, measured along the longer side
_NO_CLASS_NAMES = {
    "train", "training", "test", "testing", "val", "valid", "validation", "images", "image", "img", "imgs",
    "pictures", "photos", "data", "dataset", "new folder", "untitled folder", "unknown", "misc",
    "other files", "unsorted", "tmp", "temp", "backup", "copy", "neuer ordner", "nouveau dossier",
}  # fmt: skip

Severity = Literal["stop", "warning", "note"]
# What a finding is about, in the style of cleanlab's issue names.
Code = Literal[
    "empty_class",
    "too_few_classes",
    "class_too_small",
    "small_class",
    "class_imbalance",
    "no_training_pictures",
    "suspicious_class_name",
    "similar_class_names",
    "unreadable_file",
    "odd_size",
    "exact_duplicate",
    "exact_duplicate_across_classes",
    "near_duplicate",
    "near_duplicate_across_classes",
    "single_recording",
]


@dataclass(frozen=True)
class Finding:
    """A result of the checks that the user should know about.

    Attributes:
        code: What the finding is about, for programs.
        severity: "stop" if training is refused because of it.
        sentence: What was found and what to do.
        samples: The pictures that the finding is about, to be shown.
        details: Lines to be shown on demand; empty if the sentence says it all.
        copies: Numbers of the pictures that can be removed so that one of each group of copies is left; of
            near copies, `core.datasets.copies.remove_near_copies` removes only those that are the same.
    """

    code: Code
    severity: Severity
    sentence: str
    samples: tuple[Sample, ...] = ()
    details: tuple[str, ...] = ()
    copies: tuple[int, ...] = ()


def check_data_set(data_set: DataSet) -> list[Finding]:
    """Checks a data set.

    Args:
        data_set: The data set.

    Returns:
        The findings, most severe first; empty for a data set without problems.
    """
    findings = [
        *_check_class_sizes(data_set),
        *_check_class_names(data_set),
        *_check_files(data_set),
        *_check_sizes(data_set),
        *_check_duplicates(data_set),
    ]
    return sorted(findings, key=lambda finding: ("stop", "warning", "note").index(finding.severity))


def require_trainable(data_set: DataSet) -> DataSet:
    """Refuses a data set that cannot be trained on.

    Args:
        data_set: The data set.

    Returns:
        The data set without its empty classes.

    Raises:
        BadData: If a finding stops training; its sentence says what to do.
    """
    for finding in _check_class_sizes(data_set):
        if finding.severity == "stop":
            raise BadData(finding.sentence)
    return replace(data_set, classes=tuple(label for label, count in data_set.counts().items() if count))


def _check_class_sizes(data_set: DataSet) -> Iterator[Finding]:
    sizes = {label: count for label, count in data_set.counts().items() if count}
    # Nothing is learned from the user's own test part.
    learned = Counter(sample.label for sample in data_set.samples if sample.part != "test")
    yield from _check_empty_classes([label for label in data_set.classes if label not in sizes])
    if len(sizes) < 2:
        received = ", ".join(f"{label} ({count:,})" for label, count in sizes.items()) or "none"
        yield Finding(
            "too_few_classes",
            "stop",
            f"A network tells classes apart, so it needs at least two, with {MIN_CLASS_SIZE} or more "
            f"pictures of each. Add pictures of something else. Received: {received}",
        )
    else:
        yield from _check_small_classes(sizes, learned)
    left_to_train = {sample.label for sample in data_set.samples if sample.part in ("", "train")}
    for label in sorted(sizes.keys() - left_to_train):
        yield Finding(
            "no_training_pictures",
            "stop",
            f'All pictures of "{label}" are in a part for the test or for validation. Add some to train on, '
            f"or remove this class. Received: {sizes[label]:,}",
        )
    if len(learned) > 1 and max(learned.values()) > MAX_IMBALANCE * min(learned.values()):
        largest, smallest = max(learned, key=learned.__getitem__), min(learned, key=learned.__getitem__)
        yield Finding(
            "class_imbalance",
            "warning",
            f'There are {learned[largest]:,} of "{largest}" but {learned[smallest]:,} of "{smallest}". Each '
            f'class will count the same in training; still, more of "{smallest}" would help.',
        )


def _check_empty_classes(labels: list[str]) -> Iterator[Finding]:
    if len(labels) == 1:
        yield Finding("empty_class", "warning", f'"{labels[0]}" has no pictures and is left out of training.')
    elif labels:
        details = tuple(labels) if len(labels) > _SHOWN_CLASSES else ()
        what = f"{len(labels):,} classes have no pictures and are left out of training"
        yield Finding("empty_class", "warning", f"{what}: {_quoted(labels)}.", details=details)


def _check_small_classes(sizes: dict[str, int], learned: dict[str, int]) -> Iterator[Finding]:
    """Reports classes with few pictures in at most two findings: too small to train on, and small."""
    too_small = {label: count for label, count in sizes.items() if count < MIN_CLASS_SIZE}
    rest = {label: learned[label] for label in sizes if label not in too_small}
    small = {label: count for label, count in rest.items() if 0 < count < GOOD_CLASS_SIZE}
    if too_small:
        label, count = min(too_small.items(), key=lambda item: item[1])
        others = len(too_small) - 1
        what = "or remove this class"
        if others:
            what = f"and some of {counted(others, 'other class')} with too few, or remove these classes"
        yield Finding(
            "class_too_small",
            "stop",
            f'Add at least {MIN_CLASS_SIZE - count} more of "{label}", {what}: every class '
            f"needs {MIN_CLASS_SIZE} pictures, and {GOOD_CLASS_SIZE} or more are better. "
            f"Received: {count}",
            details=_sizes(too_small) if others else (),
        )
    elif max(learned.values(), default=0) == 1:
        yield Finding(
            "class_too_small",
            "stop",
            "Besides your own part called test, there is only one picture of each class to learn from. Add "
            f"more: some class needs two, and {GOOD_CLASS_SIZE} of each are better. Received: 1 of each",
        )
    if small:
        label, count = next(iter(small.items()))
        what = f'"{label}" has only {counted(count, "picture")} to learn from'
        if len(small) > 1:
            named = listed([f'"{label}" ({count})' for label, count in small.items()], _SHOWN_CLASSES)
            what = f"{len(small):,} classes have few pictures to learn from, {named}"
        yield Finding(
            "small_class",
            "warning",
            f"{what}: the result will depend on chance. {GOOD_CLASS_SIZE} or more are better.",
            details=_sizes(small) if len(small) > _SHOWN_CLASSES else (),
        )


def _quoted(labels: list[str]) -> str:
    return listed([f'"{label}"' for label in labels], _SHOWN_CLASSES)


def _sizes(sizes: dict[str, int]) -> tuple[str, ...]:
    return tuple(f"{label}: {count}" for label, count in sizes.items())


def _check_class_names(data_set: DataSet) -> Iterator[Finding]:
    odd = [label for label in data_set.classes if label.lower() in _NO_CLASS_NAMES]
    if odd:
        verb, each = ("does", "it is not a class") if len(odd) == 1 else ("do", "they are not classes")
        yield Finding(
            "suspicious_class_name",
            "warning",
            f"{_quoted(odd)} {verb} not sound like a class. If the folder holds class folders, import those "
            f"instead; if {each}, remove {'it' if len(odd) == 1 else 'them'}.",
        )
    by_key = defaultdict(list)
    for label in data_set.classes:
        by_key[class_key(label)].append(label)
    alike = [labels for labels in by_key.values() if len(labels) > 1]
    names = [" and ".join(f'"{label}"' for label in labels) for labels in alike]
    if len(names) == 1:
        words = f"{names[0]} differ only in capitals. Are they one class?"
        yield Finding("similar_class_names", "warning", words)
    elif names:
        words = f"{len(names):,} groups of class names differ only in capitals, such as {names[0]}."
        words += " Is each group one class?"
        yield Finding("similar_class_names", "warning", words, details=tuple(names))


def _check_files(data_set: DataSet) -> Iterator[Finding]:
    # A file that was imported again is one file, although another version of Inkling may word the reason
    # differently.
    if refused := dict(data_set.refused):
        count = len(refused)
        yield Finding(
            "unreadable_file",
            "warning",
            f"{counted(count, 'file')} {'was' if count == 1 else 'were'} left out of this data set.",
            details=tuple(f"{name}: {reason}" for name, reason in refused.items()),
        )


def _check_sizes(data_set: DataSet) -> Iterator[Finding]:
    pictures = [sample for sample in data_set.samples if not sample.is_strokes]
    sides_px = np.array([max(sample.width_px, sample.height_px) for sample in pictures])
    if not len(sides_px):
        return
    median_px = float(np.median(sides_px))
    is_small = (sides_px < TINY_PX) if data_set.kind == "photo" else np.zeros(len(sides_px), bool)
    is_small |= sides_px * _MUCH_SMALLER < median_px
    if count := int(is_small.sum()):
        yield Finding(
            "odd_size",
            "warning",
            f"{_pictures_are(count)} much smaller than the others, or "
            f"tiny: there may be little to see. A typical picture here is {median_px:.0f} pixels long.",
            tuple(pictures[index] for index in np.flatnonzero(is_small)),
        )


def _check_duplicates(data_set: DataSet) -> Iterator[Finding]:
    """Finds repeated pictures: within a class they count double; in two classes, one label must be wrong."""
    codes: tuple[Code, Code] = ("exact_duplicate", "exact_duplicate_across_classes")
    advice = "but only one of these can be right."
    yield from _duplicate_findings(*codes, exact_copies(data_set), "the same", advice)
    yield from _duplicate_findings(
        "near_duplicate",
        "near_duplicate_across_classes",
        near_copies(data_set),
        "nearly the same",
        "nearly unchanged: check that each copy is in the right class.",
        " A training compares the pictures more closely and may find more.",
    )
    if words := single_recordings_in_words(data_set):
        yield Finding("single_recording", "warning", words)


def _duplicate_findings(
    within_code: Code, across_code: Code, groups: list[list[Sample]], what: str, advice: str, hint: str = ""
) -> Iterator[Finding]:
    across = [group for group in groups if len({sample.label for sample in group}) > 1]
    within = [group for group in groups if len({sample.label for sample in group}) == 1]
    if across:
        yield Finding(
            across_code,
            "warning",
            f"{_pictures_are(len(across))} in more than one class, {advice}",
            tuple(sample for group in across for sample in group),
        )
    if within:
        extra = sum(len(group) - 1 for group in within)
        others = "another one in its class" if extra == 1 else "others in their class"
        consequence = "stay together when some are held back for the test, so the figures stay honest"
        if is_tested := any(len({sample.part == "test" for sample in group}) > 1 for group in within):
            consequence = "are also in your own test part, so the figures will be too good: remove the copies"
        yield Finding(
            within_code,
            "warning" if is_tested else "note",
            f"{_pictures_are(extra)} {what} as {others}. {'Some' if is_tested else 'Such pictures'} "
            f"{consequence}.{hint}",
            tuple(sample for group in within for sample in group),
            copies=tuple(number for group in within for number in all_but_the_largest(group)),
        )


def _pictures_are(count: int) -> str:
    return "One picture is" if count == 1 else f"{count:,} pictures are"
