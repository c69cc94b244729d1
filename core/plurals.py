"""Counts together with their nouns, lengths of time, and lists of names."""

from collections.abc import Sequence


def counted(count: int, thing: str) -> str:
    """Writes a count with its noun, such as "1 photo" or "2,800 photos".

    Args:
        count: The count.
        thing: The noun in the singular; its plural must end in an added "s", or "es" after an "s".
    """
    ending = "" if count == 1 else "es" if thing.endswith("s") else "s"
    return f"{count:,} {thing}{ending}"


def listed(names: Sequence[str], most: int | None = None) -> str:
    """Joins names, as in "A, B and C"; empty if there are none.

    Args:
        names: The names.
        most: Maximum number of names; of more, only the first ones are named, as in "A, B and 1,200 more".
            None for no limit.
    """
    if most is not None and len(names) > most:
        names = [*names[:most], f"{len(names) - most:,} more"]
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def time_in_words(seconds: float) -> str:
    """Writes a length of time in a unit that suits it: "45 s", "4 minutes" or "2.5 hours"; at least 1 s."""
    if seconds < 90:
        return f"{max(seconds, 1):.0f} s"
    if seconds < 90 * 60:
        return f"{seconds / 60:.0f} minutes"
    return f"{seconds / 3600:.1f} hours"
