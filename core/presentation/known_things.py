"""Searching the things that a network knows."""

from collections.abc import Sequence

from core.inference.imagenet import kinds_of


def find_things(labels: Sequence[str], words: str) -> list[str]:
    """Finds classes by their own names and by the names of their kinds: "dog" finds all breeds.

    Args:
        labels: The network's classes.
        words: Search words, in any case. Each must start a word of the class or of one of its kinds.

    Returns:
        The matching classes: first those whose own names match, then the others, each part sorted by name.
    """
    terms = words.lower().split()
    by_name = [label for label in labels if _begin_words_of(terms, label)]
    by_kind = [label for label in labels if _begin_words_of(terms, f"{label} {' '.join(kinds_of(label))}")]
    return sorted(by_name, key=str.lower) + sorted(set(by_kind) - set(by_name), key=str.lower)


def _begin_words_of(terms: Sequence[str], text: str) -> bool:
    words = text.lower().replace("-", " ").split()
    return all(any(word.startswith(term) for word in words) for term in terms)
