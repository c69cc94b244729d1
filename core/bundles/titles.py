"""Titles of networks, and which of them look the same to users."""

# ruff: noqa: RUF001

import unicodedata
from collections.abc import Iterable

from core.bundles.format import MAX_TITLE_CHARACTERS

# Appended to the title of a network that came from outside.
MARK = ", imported"
# Networks imported by earlier versions have this in their cards.
_FORMER_MARK = ", brought in"
# Letters of other scripts, digits and signs that look like these letters in most typefaces, in either case.
_LOOKALIKES = {
    "a": "аα",
    "b": "вβ",
    "c": "сϲ",
    "d": "ԁ",
    "e": "еεҽ",
    "g": "ց",
    "h": "һнη",
    "i": "іιl1|!ӏ",
    "j": "јϳ",
    "k": "кκ",
    "m": "мμ",
    "n": "ոνп",
    "o": "оοօ0",
    "p": "рρ",
    "q": "ԛ",
    "r": "гɾ",
    "s": "ѕ5",
    "t": "тτ",
    "u": "υս",
    "v": "ѵ",
    "w": "ѡԝω",
    "x": "хχ",
    "y": "уүγ",
    "z": "ζ",
}
_LETTERS = str.maketrans({other: letter for letter, others in _LOOKALIKES.items() for other in others})


def marked_title(title: str) -> str:
    """Appends to a title, only once, that the network came from outside; keeps it within the length limit."""
    plain = title.removesuffix(_FORMER_MARK).removesuffix(MARK)
    return plain[: MAX_TITLE_CHARACTERS - len(MARK)] + MARK


def looks_like_one_of(title: str, others: Iterable[str]) -> bool:
    """Returns whether a title could be mistaken for another one.

    Args:
        title: Any title.
        others: The titles that it must not be mistaken for.

    Returns:
        Whether it equals one of them apart from case, invisible characters, accents, spaces, punctuation, and
        letters that look alike.
    """
    own = _skeleton(title)
    return any(own == _skeleton(other) for other in others)


def _skeleton(title: str) -> str:
    """Reduces a title to what the eye can tell apart.

    Source: the idea of Unicode Technical Standard 39, section 4, with only the most common letters.
    """
    # First replaces compatibility forms, such as full-width letters, then separates accents from their
    # letters, so that the accents are dropped.
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", title).casefold())
    return "".join(filter(str.isalnum, letters.translate(_LETTERS))).replace("rn", "m")
