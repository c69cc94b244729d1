"""Finds the folder that gives a picture its class, from the paths of all pictures of a data set."""

from collections.abc import Iterable
from pathlib import PurePosixPath

# Folders for parts of a data set, as many are published.
_PARTS = {"train", "training", "val", "valid", "validation", "test", "testing"}


def class_folders(names: Iterable[str]) -> dict[str, str | None]:
    """Finds each picture's class folder from the paths of all of them.

    Args:
        names: Paths with `/`, relative to the data set.

    Returns:
        For each path the name of its class folder, or None outside of one: the first folder below those
        that hold everything else, and below folders for parts, as `train` and `test`.
    """
    parts = {name: PurePosixPath(name).parts for name in names}
    depth = 0
    while True:
        folders = {path[depth] for path in parts.values() if len(path) > depth + 1}
        has_files = any(len(path) == depth + 1 for path in parts.values())
        has_deeper_files = any(len(path) > depth + 2 for path in parts.values())
        wraps = len(folders) == 1 and not has_files and all(len(path) > depth + 2 for path in parts.values())
        are_parts = bool(folders) and {folder.lower() for folder in folders} <= _PARTS
        if not (has_deeper_files and (wraps or are_parts)):
            break
        depth += 1
    return {name: path[depth] if len(path) > depth + 1 else None for name, path in parts.items()}
