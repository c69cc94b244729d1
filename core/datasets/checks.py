"""Looks a data set over before training, and says in plain words what is wrong with it."""

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from core.datasets.data_set import DataSet, Sample
from core.datasets.near_duplicates import duplicate_groups
from core.errors import BadData

FEWEST = 5  # pictures of a class: with less, nothing could be held back for a test
FEW = 20
UNEVEN = 5.0  # times as many pictures of the largest class as of the smallest
TINY_PX = 32
_MUCH_SMALLER = 4.0  # times smaller than the median picture, along the longer side
_NO_CLASSES = {
    "train", "training", "test", "testing", "val", "valid", "validation", "images", "image", "img", "imgs",
    "pictures", "photos", "data", "dataset", "new folder", "untitled folder", "unknown", "misc",
    "other files", "unsorted", "tmp", "temp", "backup", "copy", "neuer ordner", "nouveau dossier",
}  # fmt: skip

Severity = Literal["stop", "warning", "note"]


@dataclass(frozen=True)
class Finding:
    """One thing that is worth knowing.

    Attributes:
        severity: "stop" if training is refused because of it.
        sentence: What it is and what to do.
        samples: The pictures that it is about, to be shown.
        details: Lines to be read on demand.
    """

    severity: Severity
    sentence: str
    samples: tuple[Sample, ...] = ()
    details: tuple[str, ...] = ()


def check_data_set(data_set: DataSet) -> list[Finding]:
    """Looks a data set over.

    Args:
        data_set: The data set.

    Returns:
        What was found, the gravest first.
    """
    found = [*_classes(data_set), *_names(data_set), *_files(data_set), *_duplicates(data_set)]
    return sorted(found, key=lambda finding: ("stop", "warning", "note").index(finding.severity))


def require_trainable(data_set: DataSet) -> DataSet:
    """Refuses a data set that cannot be trained on.

    Returns:
        The data set without its empty classes.

    Raises:
        BadData: With the sentence that says what to add.
    """
    for finding in _classes(data_set):
        if finding.severity == "stop":
            raise BadData(finding.sentence)
    return replace(data_set, classes=tuple(label for label, count in data_set.counts().items() if count))


def _classes(data_set: DataSet) -> list[Finding]:
    counts = data_set.counts()
    there = {label: count for label, count in counts.items() if count}
    found = [
        Finding("warning", f'"{label}" has no pictures and is left out of training.')
        for label, count in counts.items()
        if not count
    ]
    if len(there) < 2:
        received = ", ".join(f"{label} ({count})" for label, count in there.items()) or "none"
        found.append(
            Finding(
                "stop",
                "A network tells classes apart, so it needs at least two. Add pictures of something else. "
                f"Received: {received}",
            )
        )
    for label, count in there.items():
        if count < FEWEST:
            found.append(
                Finding(
                    "stop",
                    f'Add at least {FEWEST - count} more of "{label}", or remove this class: every class '
                    f"needs {FEWEST} pictures, and {FEW} or more are better. Received: {count}",
                )
            )
        elif count < FEW:
            found.append(
                Finding(
                    "warning",
                    f'"{label}" has only {count} pictures: what comes out will depend on luck. '
                    f"{FEW} or more are better.",
                )
            )
    if len(there) > 1 and max(there.values()) > UNEVEN * min(there.values()):
        most, least = max(there, key=there.__getitem__), min(there, key=there.__getitem__)
        found.append(
            Finding(
                "warning",
                f'There are {there[most]} of "{most}" but {there[least]} of "{least}". Each class will count '
                f'the same in training; still, more of "{least}" would help.',
            )
        )
    return found


def _names(data_set: DataSet) -> list[Finding]:
    found = []
    for label in data_set.classes:
        if label.lower() in _NO_CLASSES:
            found.append(
                Finding(
                    "warning",
                    f'"{label}" does not sound like a class. If the folder holds class folders, take those '
                    "in instead; if it is no class, remove it.",
                )
            )
    alike = defaultdict(list)
    for label in data_set.classes:
        alike[label.casefold()].append(label)
    for labels in alike.values():
        if len(labels) > 1:
            names = " and ".join(f'"{label}"' for label in labels)
            found.append(
                Finding("warning", f"{names} differ only in small and capital letters. Is this one class?")
            )
    return found


def _files(data_set: DataSet) -> list[Finding]:
    found = []
    if data_set.refused:
        count = len(data_set.refused)
        found.append(
            Finding(
                "warning",
                f"{count} {'file' if count == 1 else 'files'} could not be read and "
                f"{'is' if count == 1 else 'are'} left out.",
                details=tuple(f"{name}: {reason}" for name, reason in data_set.refused),
            )
        )
    pictures = [sample for sample in data_set.samples if not sample.is_strokes]
    sides = np.array([max(sample.width_px, sample.height_px) for sample in pictures])
    if len(sides):
        usual = float(np.median(sides))
        small = (sides < TINY_PX) if data_set.kind == "photo" else np.zeros(len(sides), bool)
        small |= sides * _MUCH_SMALLER < usual
        if small.any():
            found.append(
                Finding(
                    "warning",
                    f"{_pictures(int(small.sum()))} much smaller than the others, or tiny: there may be "
                    f"little to see. Half of all are at least {usual:.0f} pixels long.",
                    tuple(sample for sample, is_small in zip(pictures, small, strict=True) if is_small),
                )
            )
    return found


def _pictures(count: int) -> str:
    return "One picture is" if count == 1 else f"{count} pictures are"


def _duplicates(data_set: DataSet) -> list[Finding]:
    """Finds the same picture twice: within a class it counts double, in two classes one of them is wrong."""
    found = []
    for what, advice, groups in (
        ("the same picture", "", _same(data_set)),
        ("nearly the same picture", " Look whether they are.", _nearly_same(data_set)),
    ):
        across = [group for group in groups if len({sample.label for sample in group}) > 1]
        within = [group for group in groups if len({sample.label for sample in group}) == 1]
        if across:
            found.append(
                Finding(
                    "warning",
                    f"{len(across)} times, {what} is in two classes: one of them must be wrong.{advice}",
                    tuple(sample for group in across for sample in group),
                )
            )
        if within:
            extra = sum(len(group) - 1 for group in within)
            found.append(
                Finding(
                    "note",
                    f"{extra} times, {what} comes again in its class. Such pictures stay together when some "
                    "are held back for the test, so the figures stay honest.",
                    tuple(sample for group in within for sample in group),
                )
            )
    return found


def _same(data_set: DataSet) -> list[list[Sample]]:
    by_content = defaultdict(list)
    for sample in data_set.samples:
        by_content[sample.sha256].append(sample)
    return [group for group in by_content.values() if len(group) > 1]


def _nearly_same(data_set: DataSet) -> list[list[Sample]]:
    # Simple drawings are alike without being copies.
    if data_set.kind == "ink":
        return []
    once = list({sample.sha256: sample for sample in data_set.samples}.values())
    by_group = defaultdict(list)
    for sample, group in zip(
        once, duplicate_groups([sample.perceptual_hash for sample in once]), strict=True
    ):
        by_group[int(group)].append(sample)
    return [group for group in by_group.values() if len(group) > 1]
