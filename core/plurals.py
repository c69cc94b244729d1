"""Counts in words."""


def counted(count: int, thing: str) -> str:
    """Writes how many there are of a thing, as "1 photo" or "2,800 photos".

    Args:
        count: How many.
        thing: In the singular, of a word that takes an s.
    """
    return f"{count:,} {thing}{'' if count == 1 else 's'}"
