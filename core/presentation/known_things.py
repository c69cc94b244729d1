"""What a network knows, searched by words."""

from collections.abc import Sequence

from core.inference.imagenet import kinds_of


def find_things(labels: Sequence[str], words: str) -> list[str]:
    """Finds classes by their names and by what they are kinds of: "dog" finds all breeds.

    Args:
        labels: The network's classes.
        words: Search words, in upper or lower case. Each must begin a word of the class or of a kind.

    Returns:
        The classes, those whose own names match first, each part by name.
    """
    terms = words.lower().split()
    by_name = [label for label in labels if _begin_words_of(terms, label)]
    by_kind = [label for label in labels if _begin_words_of(terms, f"{label} {' '.join(kinds_of(label))}")]
    return sorted(by_name, key=str.lower) + sorted(set(by_kind) - set(by_name), key=str.lower)


def _begin_words_of(terms: Sequence[str], text: str) -> bool:
    words = text.lower().replace("-", " ").split()
    return all(any(word.startswith(term) for word in words) for term in terms)
