"""The content of a folder, an archive, a stroke file or an upload, before any picture is read."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from core.datasets.listing_notes import classes_that_differ_in_capitals
from core.errors import BadData, without_name
from core.plurals import listed
from core.preprocessing.image_source import ImageSource
from core.storage.names import clean_label, printable
from core.storage.received import unquoted

_SHOWN_NAMES = 3


@dataclass(frozen=True)
class LeftOut:
    """A file that was left out.

    Attributes:
        name: Its path in the source, as shown to the user.
        reason: Why it was left out, phrased the same way for all files with this reason.
        is_picture: Whether the user would expect it among the pictures; a read-me file is not.
    """

    name: str
    reason: str
    is_picture: bool = True


@dataclass(frozen=True)
class Listing:
    """The content of a source.

    Attributes:
        sources: Its pictures and drawings, in a stable order, each with its class and part if it has any.
            Those that cannot be read are included: reading them raises an error with the reason.
        left_out: Its other files, except those of the operating system, such as `.DS_Store`.
        name: The source's name as the user knows it.
        reasons: Why pictures have no class, by name, where the reason is not a missing class folder.
        notes: Other things that the user should know, one sentence each.
    """

    sources: list[ImageSource]
    left_out: list[LeftOut]
    name: str = ""
    reasons: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def labelled(self) -> "Listing":
        """Leaves out everything that has no class.

        Returns:
            The listing with cleaned labels. Pictures and drawings without a class are in `left_out`, and
            `notes` names classes that were written in several ways.

        Raises:
            BadData: If nothing has a class.
        """
        labels = [clean_label(source.label or "") for source in self.sources]
        pairs = list(zip(self.sources, labels, strict=True))
        sources = [replace(source, label=label) for source, label in pairs if label]
        left_out = [
            LeftOut(source.name, self.reasons.get(source.name, NO_CLASS))
            for source, label in pairs
            if not label
        ]
        if not sources:
            raise self.refusal()
        spellings: dict[str, set[str]] = defaultdict(set)
        for source, label in pairs:
            spellings[label].add(source.label or "")
        merged = [
            f"{label} ({len(written):,} ways)"
            for label, written in spellings.items()
            if label and len(written) > 1
        ]
        several = f"Classes written in several ways were merged: {listed(merged, _SHOWN_NAMES)}."
        notes = [several] if merged else []
        notes += classes_that_differ_in_capitals(source.label or "" for source in sources)
        return replace(
            self, sources=sources, left_out=[*left_out, *self.left_out], notes=(*self.notes, *notes)
        )

    def refusal(self) -> BadData:
        """Returns the error for a source that holds nothing usable."""
        unlabelled = [
            LeftOut(source.name, self.reasons.get(source.name, NO_CLASS)) for source in self.sources
        ]
        advice = (
            "This contains no pictures with a class. Put the pictures of each class into a folder named "
            "after it, and all of these folders into one, or add a table of files and labels."
            if unlabelled
            else "This contains no pictures or drawings that can be read."
        )
        reasons = "; ".join(grouped_reasons([*unlabelled, *self.left_out])) or "no files"
        return BadData(f"{advice} Received: {printable(self.name)}: {printable(reasons)}")


_SUFFIXES = (
    ".zip",
    ".tar",
    ".gz",
    ".tgz",
    ".bz2",
    ".tbz",
    ".tbz2",
    ".xz",
    ".txz",
    ".ndjson",
    ".jsonl",
    ".json",
)
NO_CLASS = "not in a class folder"


def grouped_reasons(left_out: Iterable[LeftOut]) -> list[str]:
    """Returns a line for each reason, with the names of some files and the number of the others."""
    names: dict[str, list[str]] = defaultdict(list)
    for file in left_out:
        names[without_name(file.name, file.reason)].append(file.name)
    return [
        f"{listed(list(map(unquoted, group)), _SHOWN_NAMES)}: {reason}" for reason, group in names.items()
    ]


def title_of(name: str) -> str:
    """Returns the name of a source without the suffixes of its format, such as "birds" for "birds.tar.gz"."""
    stem = name
    while (cut := PurePosixPath(stem).suffix).lower() in _SUFFIXES and cut != stem:
        stem = stem.removesuffix(cut)
    return stem
