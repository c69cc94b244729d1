"""Keeps paths on this computer out of texts for clients, which are told names of files and folders only."""

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from core.storage.leftovers import temporary_folder
from core.storage.names import printable
from core.storage.paths import SHIPPED, home

# What ends a path in a sentence.
_END = r"\s\"'`:,;()"


def without_paths(text: str) -> str:
    """Returns a text for clients, with only the last name of every path on this computer."""
    return _paths(home(), temporary_folder()).sub(lambda path: re.split(r"[/\\]", path[0])[-1], text)


def refused_in_words(sentences: Iterable[str]) -> list[str]:
    """Returns sentences about what a list leaves out, for clients."""
    return [printable(without_paths(sentence)) for sentence in sentences]


@lru_cache(8)
def _paths(own: Path, temporary: Path | None) -> re.Pattern[str]:
    """Returns what finds paths in the folders that Inkling works in."""
    folders = {own, SHIPPED.parent, *_home_folder(), *([temporary] if temporary else [])}
    roots = {str(root) for folder in folders for root in (folder, folder.resolve()) if root.name}
    any_root = "|".join(re.escape(root) for root in sorted(roots, key=len, reverse=True))
    # A picture may be called "photos/tmp/a.png".
    return re.compile(rf"(?<![\w.~/\\-])(?:{any_root})(?![\w-])(?:[/\\][^/\\{_END}]+)*")


def _home_folder() -> list[Path]:
    try:
        return [Path.home()]
    except RuntimeError:
        # The system does not know where the account's folder is.
        return []
