"""Names that are safe to show, to write in a line, and to give to a folder."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping

MAX_FOLDER_NAME = 40
MAX_LABEL_LETTERS = 200
# Of a file's name, as UTF-8: file systems take 255, and some of them go to a number and a suffix.
_MAX_FILE_NAME_BYTES = 200
# They join or part letters of Persian and Indian scripts, and make one emoji of several.
_JOINERS = "\u200c\u200d"
# Control characters, ends of lines and paragraphs, turns of the writing direction, and lone surrogates, as
# which Python reads bytes of a file's name that are not UTF-8.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# Joiners that join nothing: nobody could tell the name from one without them.
_USELESS_JOINERS = re.compile(
    rf"(?:(?<=[\x00-\x7f{_JOINERS}])|^)[{_JOINERS}]+|[{_JOINERS}]+(?=[\x00-\x7f]|$)"
)
FOLDER_NAME_PATTERN = "^[a-z0-9][a-z0-9-]{0,63}$"
_NUMBER = re.compile(r"-[0-9]+$")
# Windows takes a file or folder of such a name for a device, whatever comes after a dot.
DEVICE_NAMES = frozenset(
    ("con", "prn", "aux", "nul")
    + tuple(f"{port}{number}" for port in ("com", "lpt") for number in (*range(10), *"\u00b9\u00b2\u00b3"))
)
_FORBIDDEN_LETTERS = '<>:"/\\|?*'


def folder_name(title: str, taken: Collection[str] = (), fallback: str = "untitled") -> str:
    """Makes a folder's name of a title in any script: small letters, digits and hyphens.

    Args:
        title: What a person calls it.
        taken: Names that exist; a number is added to a name among them.
        fallback: What is used where no letter of the title can be written so.

    Returns:
        A name of at most 40 letters and a number.
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:MAX_FOLDER_NAME].strip("-") or fallback
    return unique_name(name, taken, numbered="{}-{}")


def distinct_titles(titles: Mapping[str, str], keeping: Collection[str] = ()) -> dict[str, str]:
    """Makes the titles of things that stand side by side distinct, so that people can tell them apart.

    What is added comes from the name, so it stays when others come and go: of three things called "Toys",
    "toys" stays "Toys", "toys-2" is "Toys (2)", and "dolls" is "Toys (dolls)".

    Args:
        titles: By the things' names, which differ, as `folder_name` makes them.
        keeping: Names of things that keep their titles, whatever others are called.

    Returns:
        The titles, by name; those that only one thing has are as they were.
    """
    counts, kept = Counter(titles.values()), {titles[name] for name in keeping}
    stems: dict[str, set[str]] = {}
    for name, title in titles.items():
        stems.setdefault(title, set()).add(without_number(name))
    shown = dict(titles)
    for name, title in titles.items():
        if counts[title] > 1 and name not in keeping:
            # What was imported may have a name that is not made of its title.
            stem = next(iter(stems[title])) if len(stems[title]) == 1 else folder_name(title)
            shown[name] = _numbered(name, title, stem, title in kept)
    # What was made may be the title of another thing. All that are made longer here differ, so this ends.
    while len(counts := Counter(shown.values())) < len(shown):
        shown = {name: title if counts[title] == 1 else f"{title} ({name})" for name, title in shown.items()}
    return shown


def title_told_apart(title: str, name: str, fallback: str = "untitled", is_taken: bool = False) -> str:
    """Makes a thing's title distinct by itself: it stays whatever other things come and go.

    A title that ends with a bracket always gets another one, so that no two things have the same.

    Args:
        title: The thing's title.
        name: Its name, as `folder_name` made it of the title.
        fallback: As for `folder_name`.
        is_taken: Whether something else is called so.

    Returns:
        As `distinct_titles` has it: "toys" is "Toys", "toys-2" is "Toys (2)", and "dolls" is "Toys (dolls)".
    """
    return _numbered(name, title, folder_name(title, fallback=fallback), is_taken or title.endswith(")"))


def without_number(name: str) -> str:
    """Returns a name as `folder_name` makes them without the number that tells it from one that was taken."""
    return _NUMBER.sub("", name)


def is_folder_name(text: str) -> bool:
    """Tells whether a text is a name as `folder_name` makes them, so that no path can hide in it."""
    return re.fullmatch(FOLDER_NAME_PATTERN, text) is not None


def clean_label(text: str) -> str:
    """Makes a class's or data set's name safe to show and to write in a line.

    Args:
        text: The name, from anywhere.

    Returns:
        The name in Unicode's composed form (NFC), so that "Café" is one class however a system writes
        it; at most 200 letters, without control characters. Joiners stay between letters that they can join.
    """
    composed = unicodedata.normalize("NFC", text)
    plain = composed
    # No joiner is printable, and most names need no look at each letter.
    if not composed.isprintable():
        kept = (letter if letter.isprintable() or letter in _JOINERS else " " for letter in composed)
        plain = _USELESS_JOINERS.sub("", "".join(kept))
    joined = " ".join(plain.split())
    return unicodedata.normalize("NFC", joined)[:MAX_LABEL_LETTERS].strip(f" {_JOINERS}")


def printable(text: str) -> str:
    r"""Makes text safe for a page, a terminal and a file, whatever a name on disk or a file holds.

    Args:
        text: A name or one line of text.

    Returns:
        The text with an escape such as `\x1b` or `\udce9` for everything that would move a cursor, colour a
        terminal or not encode as UTF-8.
    """
    return _UNPRINTABLE.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def safe_file_name(name: str) -> str:
    """Makes a name that any file system takes, with `_` for what some forbid; empty if nothing is left.

    What Windows would take for a device gets a `_`, too: "con_.jpg".

    Args:
        name: The name, from anywhere.

    Returns:
        A name of at most 200 bytes of UTF-8.
    """
    allowed = "".join("_" if letter in _FORBIDDEN_LETTERS else letter for letter in clean_label(name))
    short = allowed.encode()[:_MAX_FILE_NAME_BYTES].decode(errors="ignore")
    plain = short.strip(f". {_JOINERS}")
    stem, dot, rest = plain.partition(".")
    return f"{stem.rstrip()}_{dot}{rest}" if stem.rstrip().casefold() in DEVICE_NAMES else plain


def unique_name(stem: str, taken: Collection[str], suffix: str = "", numbered: str = "{} ({})") -> str:
    """Adds a number, from 2, to a name that is taken.

    Args:
        stem: The name, without the suffix.
        taken: Names that exist, with suffix, casefolded: some file systems do not tell `A` from `a`.
        suffix: Comes after the number, as `.jpg`.
        numbered: How name and number are written.
    """
    name, number = f"{stem}{suffix}", 2
    while name.casefold() in taken:
        name, number = f"{numbered.format(stem, number)}{suffix}", number + 1
    return name


def _numbered(name: str, title: str, stem: str, is_kept: bool) -> str:
    """Returns a title with the number that its name has behind a stem; if it has none, with its name."""
    if name == stem and not is_kept:
        return title
    number = name.removeprefix(f"{stem}-")
    return f"{title} ({number if number.isdecimal() else name})"
