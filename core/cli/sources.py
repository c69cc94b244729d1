"""Input of the terminal commands: pictures and drawings from any source, and what was left out."""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from core.datasets.listing import LeftOut, Listing, grouped_reasons
from core.datasets.readers import list_source, read_drawings
from core.datasets.stroke_files import is_stroke_file
from core.errors import BadData, with_name, without_received
from core.preprocessing.image_source import ImageSource
from core.storage.names import printable
from core.storage.paths import is_address

# If more pictures than this have the same error, one line names the first of them and counts the others.
_TOLD_ONE_BY_ONE = 3


@dataclass
class Problems:
    """Problems collected during a command, to be reported at the end.

    Attributes:
        sentences: Problems in the order in which they occurred.
        left_out: Files that were left out, and why.
        unreadable: Names of pictures that could not be read, each with the text of its error.
        notes: Remarks on the classes that were found.
    """

    sentences: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def tell_notes(self) -> None:
        """Prints the notes to standard error, for commands in which classes matter."""
        for note in self.notes:
            tell(printable(note))

    def report(self) -> int:
        """Prints the problems to standard error, grouping many files with the same reason in one line.

        Returns:
            The exit status of the command: 1 if there are problems other than files that are not pictures.
        """
        for sentence in self.sentences:
            tell(sentence)
        for line in (*self._unreadable_in_words(), *grouped_reasons(self.left_out)):
            # A line break in a file name must not start a new line.
            tell(printable(line))
        is_amiss = self.sentences or self.unreadable or any(file.is_picture for file in self.left_out)
        return 1 if is_amiss else 0

    def _unreadable_in_words(self) -> Iterator[str]:
        """Yields one line per picture, or one per reason if many pictures share it."""
        texts_of: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for name, text in self.unreadable:
            texts_of[without_received(text)].append((name, text))
        for reason, group in texts_of.items():
            if len(group) <= _TOLD_ONE_BY_ONE:
                yield from (with_name(name, text) for name, text in group)
            else:
                yield from grouped_reasons(LeftOut(name, reason) for name, _ in group)


def local_path(text: str) -> Path:
    """Reads a path; raises `ArgumentTypeError` if it is empty, as an unset shell variable, or an address."""
    if not text:
        raise argparse.ArgumentTypeError("give a path; use . for the current folder. Received: nothing")
    if is_address(text):
        raise argparse.ArgumentTypeError(
            f"give a path on this computer, not an address. Received: {printable(text)[:200]}"
        )
    return Path(text)


def tell(text: str) -> None:
    """Prints text to standard error, escaping control characters in each line."""
    for line in text.split("\n"):
        print(printable(line), file=sys.stderr, flush=True)


def sources_of(path: Path, problems: Problems, in_full: bool = False) -> Iterator[ImageSource]:
    """Yields the pictures and drawings of a file, folder or archive.

    Args:
        path: Path of the file, folder or archive.
        problems: Collects the files that were left out, and a sentence if nothing can be read.
        in_full: Whether the names of files that were left out begin with the path, as in `name_of`.
    """
    found = 0
    try:
        for source in _opened(path, problems, in_full):
            found += 1
            yield source
        if not found:
            problems.sentences.append(f"This contains no pictures or drawings. Received: {path}")
    except BadData as error:
        problems.sentences.append(str(error))


def _opened(path: Path, problems: Problems, in_full: bool) -> Iterable[ImageSource]:
    if is_stroke_file(path.name) and path.is_file():
        # It may be of any length, so it is read line by line.
        return read_drawings(path)
    listing = list_source(path)
    if not listing.sources:
        raise _refusal(listing, path)
    problems.left_out += [
        replace(file, name=_file_at(path, file.name)) if in_full else file for file in listing.left_out
    ]
    problems.notes += listing.notes
    return listing.sources


def _refusal(listing: Listing, path: Path) -> BadData:
    refusal = str(listing.refusal())
    return BadData(refusal if path.name in refusal else f"{refusal} in {path}")


def location_of(path: Path, source: ImageSource, number: int) -> dict[str, Any]:
    """Returns the location of a prediction: `file`, and for a stroke file also `index`.

    Args:
        path: The path given on the command line.
        source: The picture or drawing read from it.
        number: How many pictures or drawings were read from it before this one.
    """
    if is_stroke_file(path.name):
        return {"file": str(path), "index": number}
    return {"file": _file_at(path, source.name)}


def name_of(path: Path, source: ImageSource, in_full: bool) -> str:
    """Returns what a picture or drawing is called if it cannot be read.

    Args:
        path: The path given on the command line.
        source: The picture or drawing read from it.
        in_full: Whether the name begins with the path, because other paths may hold a file of the same name.
    """
    if is_stroke_file(path.name):
        return str(path.parent / source.name)
    return _file_at(path, source.name) if in_full else source.name


def _file_at(path: Path, name: str) -> str:
    """Returns where a single file is, or a member of a folder or an archive."""
    return str(path if name == path.name and not path.is_dir() else path / name)
