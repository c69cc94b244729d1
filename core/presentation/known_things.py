"""Searching the things that a network knows."""

import re
from collections.abc import Sequence

from core.inference.imagenet import kinds_of, other_names


def find_things(labels: Sequence[str], words: str) -> list[str]:
    """Finds classes by their own names, other names and kinds: "dog" or "dogs" finds all breeds.

    Args:
        labels: The network's classes.
        words: Search words, in any case. Each must start a word of the class, of one of its other names or of
            one of its kinds, or be the plural of such a word.

    Returns:
        The matching classes: first those whose own names match, then the others, each part sorted by name;
        all classes if there are no words.
    """
    terms = _words(words)
    if not terms:
        return sorted(labels, key=str.lower)
    by_name = [label for label in labels if _match(terms, label)]
    others = [
        label for label in labels if _match(terms, " ".join((label, other_names(label), *kinds_of(label))))
    ]
    return sorted(by_name, key=str.lower) + sorted(set(others) - set(by_name), key=str.lower)


def _match(terms: Sequence[str], text: str) -> bool:
    words = _words(text)
    return all(any(word.startswith(term) or term in _plurals(word) for word in words) for term in terms)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _plurals(word: str) -> tuple[str, ...]:
    """Returns the forms that regular English plurals of a word may have."""
    return f"{word}s", f"{word}es", f"{word[:-1]}ies", f"{word[:-1]}ves"
