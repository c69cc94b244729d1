"""The terminal's part for what is read: pictures and drawings of any source, and what was left out of it."""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.datasets.listing import LeftOut, Listing, grouped_reasons
from core.datasets.readers import list_source, read_drawings
from core.datasets.stroke_files import is_stroke_file
from core.errors import BadData, with_name, without_received
from core.preprocessing.image_source import ImageSource
from core.storage.names import printable

# Of more pictures that cannot be read for one reason, the first are named and the others counted.
_TOLD_ONE_BY_ONE = 3


@dataclass
class Problems:
    """What could not be done, to be told in the end.

    Attributes:
        sentences: In the order in which they came.
        left_out: Files that were left out, and why.
        unreadable: Names of pictures that could not be read, each with its error's text.
        notes: What there is to know of the classes that were found.
    """

    sentences: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def tell_notes(self) -> None:
        """Tells on the error stream what there is to know of classes, to whom these matter."""
        for note in self.notes:
            tell(printable(note))

    def report(self) -> int:
        """Tells them on the error stream, many files of one reason in one line.

        Returns:
            The command's status: 1 if anything is amiss but that documents lie beside the pictures.
        """
        for sentence in self.sentences:
            tell(sentence)
        for line in (*self._unreadable_in_words(), *grouped_reasons(self.left_out)):
            # A line break in a file's name is no new line.
            tell(printable(line))
        is_amiss = self.sentences or self.unreadable or any(file.is_picture for file in self.left_out)
        return 1 if is_amiss else 0

    def _unreadable_in_words(self) -> Iterator[str]:
        """Yields a line for each picture, or one for all of a reason that many share."""
        texts_of: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for name, text in self.unreadable:
            texts_of[without_received(text)].append((name, text))
        for reason, group in texts_of.items():
            if len(group) <= _TOLD_ONE_BY_ONE:
                yield from (with_name(name, text) for name, text in group)
            else:
                yield from grouped_reasons(LeftOut(name, reason) for name, _ in group)


def count(text: str) -> int:
    """Reads an option that is a number of things; raises `ArgumentTypeError` if it is below 1."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1. Received: {text}")
    return number


def local_path(text: str) -> Path:
    """Reads a path; raises `ArgumentTypeError` if it is empty, as a variable of the shell that is not set."""
    if not text:
        raise argparse.ArgumentTypeError(
            "give a path; the folder that you are in is a full stop. Received: nothing"
        )
    return Path(text)


def tell(text: str) -> None:
    """Prints lines on the error stream, whatever is in them."""
    for line in text.split("\n"):
        print(printable(line), file=sys.stderr, flush=True)


def sources_of(path: Path, problems: Problems) -> Iterator[ImageSource]:
    """Yields the pictures and drawings of a file, folder or archive.

    Args:
        path: Where it is.
        problems: Where what was left out goes, and the sentence if there is nothing.
    """
    found = 0
    try:
        for source in _opened(path, problems):
            found += 1
            yield source
        if not found:
            problems.sentences.append(f"There are no pictures or drawings in this. Received: {path}")
    except BadData as error:
        problems.sentences.append(str(error))


def _opened(path: Path, problems: Problems) -> Iterable[ImageSource]:
    if is_stroke_file(path.name) and path.is_file():
        # It may be of any length: line by line.
        return read_drawings(path)
    listing = list_source(path)
    if not listing.sources:
        raise _refusal(listing, path)
    problems.left_out += listing.left_out
    problems.notes += listing.notes
    return listing.sources


def _refusal(listing: Listing, path: Path) -> BadData:
    refusal = str(listing.refusal())
    return BadData(refusal if path.name in refusal else f"{refusal} in {path}")


def location_of(path: Path, source: ImageSource, number: int) -> dict[str, Any]:
    """Returns where a prediction belongs: `file`, and `index` in a stroke file.

    Args:
        path: What was given.
        source: What was read of it.
        number: How many were read before it.
    """
    if is_stroke_file(path.name):
        return {"file": str(path), "index": number}
    # A picture of its own, or a member of a folder or an archive.
    return {"file": str(path if source.name == path.name and not path.is_dir() else path / source.name)}
