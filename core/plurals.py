"""Counts together with their nouns, and lists of names."""

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
