"""Names of files that are not UTF-8, as old folders and tars have them, read as people saw them."""

from collections.abc import Iterable

from core.datasets.code_pages import encoding_of, is_told


def readable_names(names: Iterable[str]) -> dict[str, str]:
    """Reads paths that are not UTF-8 in the code page in which they look most like names.

    Python keeps each byte that is not UTF-8 as a letter of its own, which nobody can see: "Bär" and "Bör" of
    another computer would be one class.

    Args:
        names: Paths with `/`, as Python reads them from a folder or a tar.

    Returns:
        The path as a person saw it, by path; they differ where the paths do. What is UTF-8 is as it was.
    """
    given = list(dict.fromkeys(names))
    foreign = {step: raw for name in given for step in name.split("/") if (raw := _raw(step)) is not None}
    if not foreign:
        return dict(zip(given, given, strict=True))
    encoding = encoding_of(list(foreign.values()))
    readable: dict[str, str] = {}
    taken = set(given)
    for name in given:
        steps = name.split("/")
        seen = "/".join(
            foreign[step].decode(encoding, "replace") if step in foreign else step for step in steps
        )
        readable[name] = name if seen in taken else seen
        taken.add(readable[name])
    return readable


def doubtful_names(names: Iterable[str]) -> set[str]:
    """Tells which paths that are not UTF-8 may have been others than `readable_names` makes of them."""
    raw = {name: [found for step in name.split("/") if (found := _raw(step))] for name in names}
    foreign = {name: steps for name, steps in raw.items() if steps}
    return set() if is_told(step for steps in foreign.values() for step in steps) else set(foreign)


def _raw(step: str) -> bytes | None:
    """Returns the bytes of a name that is not UTF-8; None if it is, or if nobody can tell them."""
    try:
        raw = step.encode("utf-8", "surrogateescape")
        return None if step.isascii() or raw.decode("utf-8", "ignore") == step else raw
    except UnicodeEncodeError:
        return None
