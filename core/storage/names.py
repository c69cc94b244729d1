"""Names that are safe to show, to write on one line, and to use for folders."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

MAX_FOLDER_NAME = 40
MAX_LABEL_CHARACTERS = 200
# Of a file name in UTF-8: file systems allow 255 bytes, and some are needed for a number and a suffix.
_MAX_FILE_NAME_BYTES = 200
# Zero-width (non-)joiners: they join or separate letters in Persian and Indic scripts, and combine emoji.
_JOINERS = "\u200c\u200d"
# Control characters, line and paragraph separators, changes of the writing direction, and lone surrogates,
# which Python uses for bytes of a file name that are not UTF-8.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# Joiners that join nothing: a name with them would look the same as one without.
_USELESS_JOINERS = re.compile(
    rf"(?:(?<=[\x00-\x7f{_JOINERS}])|^)[{_JOINERS}]+|[{_JOINERS}]+(?=[\x00-\x7f]|$)"
)
FOLDER_NAME_PATTERN = "^[a-z0-9][a-z0-9-]{0,63}$"
_NUMBER = re.compile(r"-[0-9]+$")
# Windows treats a file or folder with such a name as a device, whatever follows after a dot.
DEVICE_NAMES = frozenset(
    ("con", "prn", "aux", "nul")
    + tuple(f"{port}{number}" for port in ("com", "lpt") for number in (*range(10), *"\u00b9\u00b2\u00b3"))
)
_FORBIDDEN_CHARACTERS = '<>:"/\\|?*'
# No file name begins or ends with these.
_STRIPPED = f". {_JOINERS}"


def folder_name(title: str, taken: Iterable[str] = (), fallback: str = "untitled") -> str:
    """Derives a folder name from a title in any script: lower-case ASCII letters, digits and hyphens.

    Args:
        title: The title that the user chose.
        taken: Existing names; a number is added if the name is one of them.
        fallback: The name if no letter of the title can be converted.

    Returns:
        A name of at most 40 characters, plus the number if one is added.
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:MAX_FOLDER_NAME].strip("-") or fallback
    return UniqueNames(taken, "{}-{}").add(name)


def distinct_titles(titles: Mapping[str, str], keeping: Collection[str] = ()) -> dict[str, str]:
    """Makes the titles of things that are listed together distinct, so that users can tell them apart.

    The suffix comes from the name, so it does not change when other things are added or removed: of three
    things titled "Toys", "toys" stays "Toys", "toys-2" becomes "Toys (2)" and "dolls" becomes "Toys (dolls)".

    Args:
        titles: The titles by name; the names are distinct and have the form that `folder_name` returns.
        keeping: Names of things that keep their title where several things have it.

    Returns:
        The titles by name. One that only one thing has, or keeps, is unchanged: a new title never equals it.
    """
    counts, kept = Counter(titles.values()), Counter(titles[name] for name in keeping)
    stems: dict[str, set[str]] = {}
    for name, title in titles.items():
        stems.setdefault(title, set()).add(without_number(name))
    shown = dict(titles)
    for name, title in titles.items():
        if counts[title] > 1 and name not in keeping:
            # The name of an imported thing may not be derived from its title.
            stem = next(iter(stems[title])) if len(stems[title]) == 1 else folder_name(title)
            shown[name] = _numbered(name, title, stem, title in kept)
    settled = {
        name for name, title in titles.items() if counts[title] == 1 or (name in keeping and kept[title] == 1)
    }
    # A new title may equal that of another thing. The names that are added here differ, so the loop ends.
    while len(counts := Counter(shown.values())) < len(shown):
        shown = {
            name: title if counts[title] == 1 or name in settled else f"{title} ({name})"
            for name, title in shown.items()
        }
    return shown


def without_number(name: str) -> str:
    """Returns a folder name without the number that `folder_name` adds where the name is taken."""
    return _NUMBER.sub("", name)


def is_folder_name(text: str) -> bool:
    """Returns whether a text has the form that `folder_name` returns, so that it cannot be a path."""
    return re.fullmatch(FOLDER_NAME_PATTERN, text) is not None


def clean_label(text: str) -> str:
    """Makes the name of a class or data set safe to show and to write on one line.

    Args:
        text: The name, from any source.

    Returns:
        The name in Unicode's composed form (NFC), so that "Café" is one class however a system encodes it;
        at most 200 characters, none of them control characters. Joiners are kept between letters that they
        can join.
    """
    composed = unicodedata.normalize("NFC", text)
    plain = composed
    # Joiners are not printable, so most names need not be checked letter by letter.
    if not composed.isprintable():
        kept = (letter if letter.isprintable() or letter in _JOINERS else " " for letter in composed)
        plain = _USELESS_JOINERS.sub("", "".join(kept))
    joined = " ".join(plain.split())
    return unicodedata.normalize("NFC", joined)[:MAX_LABEL_CHARACTERS].strip(f" {_JOINERS}")


def printable(text: str) -> str:
    r"""Makes text from a file or a file name safe for pages, terminals and files.

    Args:
        text: A name or one line of text.

    Returns:
        The text with an escape such as `\x1b` or `\udce9` for every character that would move a cursor,
        colour a terminal or fail to encode as UTF-8.
    """
    return _UNPRINTABLE.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def safe_file_name(name: str) -> str:
    """Makes a name valid on any file system, with `_` for forbidden characters; empty if nothing is left.

    A name that Windows would treat as a device gets a `_`, too: "con_.jpg".

    Args:
        name: The name, from any source.

    Returns:
        A name of at most 200 bytes in UTF-8.
    """
    allowed = "".join("_" if letter in _FORBIDDEN_CHARACTERS else letter for letter in clean_label(name))
    plain = allowed.strip(_STRIPPED)
    stem, dot, rest = plain.partition(".")
    if stem.rstrip().casefold() in DEVICE_NAMES:
        plain = f"{stem.rstrip()}_{dot}{rest}"
    return plain.encode()[:_MAX_FILE_NAME_BYTES].decode(errors="ignore").rstrip(_STRIPPED)


class UniqueNames:
    """Makes names unique, even for file systems that ignore case.

    Args:
        taken: Existing names.
        numbered: Format of a name with its number.
    """

    def __init__(self, taken: Iterable[str] = (), numbered: str = "{} ({})") -> None:
        self._taken = {name.casefold() for name in taken}
        self._numbered = numbered
        # The number to try next, so that thousands of equal names do not each begin at 2.
        self._next_numbers: dict[tuple[str, str], int] = {}

    def add(self, stem: str, suffix: str = "") -> str:
        """Returns a name that was not taken, and takes it; a number, from 2, is added if necessary.

        Args:
            stem: The name, without the suffix.
            suffix: Follows the number, for example `.jpg`.
        """
        name = f"{stem}{suffix}"
        if name.casefold() in self._taken:
            key = stem.casefold(), suffix.casefold()
            number = self._next_numbers.get(key, 2)
            while (name := f"{self._numbered.format(stem, number)}{suffix}").casefold() in self._taken:
                number += 1
            self._next_numbers[key] = number + 1
        self._taken.add(name.casefold())
        return name


def _numbered(name: str, title: str, stem: str, is_kept: bool) -> str:
    """Adds to a title the number that follows the stem in its name, or the whole name if there is none.

    The title is unchanged if the name is the stem, unless another thing keeps that title.
    """
    if name == stem and not is_kept:
        return title
    number = name.removeprefix(f"{stem}-")
    return f"{title} ({number if number.isdecimal() else name})"
