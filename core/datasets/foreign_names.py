"""Decodes file names that are not UTF-8, as in old folders and tars, the way their authors saw them."""

from collections.abc import Iterable

from core.datasets.code_pages import encoding_of, is_told


def readable_names(names: Iterable[str]) -> dict[str, str]:
    """Decodes paths that are not UTF-8 with the code page in which they look most like names.

    Python represents each byte that is not UTF-8 by a character that cannot be displayed, so that "Bär" and
    "Bör" from another computer would become one class.

    Args:
        names: Paths with `/`, as Python reads them from a folder or a tar.

    Returns:
        The readable path of each given path; distinct paths stay distinct. Paths in UTF-8 are unchanged.
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
    """Returns the paths that are not UTF-8 and that `readable_names` may have decoded wrongly."""
    raw = {name: [found for step in name.split("/") if (found := _raw(step))] for name in names}
    foreign = {name: steps for name, steps in raw.items() if steps}
    return set() if is_told(step for steps in foreign.values() for step in steps) else set(foreign)


def _raw(step: str) -> bytes | None:
    """Returns the bytes of a name that is not UTF-8; None if it is, or if its bytes cannot be recovered."""
    try:
        raw = step.encode("utf-8", "surrogateescape")
        return None if step.isascii() or raw.decode("utf-8", "ignore") == step else raw
    except UnicodeEncodeError:
        return None
