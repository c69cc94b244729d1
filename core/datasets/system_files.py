"""Recognises files and folders that systems and programs put among the user's own."""

import re
from collections.abc import Sequence

# Full names, in small letters, used by macOS, Windows, Linux, network storage and programs.
_FOLDERS = {
    "__macosx", ".appledouble", ".appledb", ".appledesktop", ".fseventsd", ".spotlight-v100",
    ".temporaryitems", ".documentrevisions-v100", "network trash folder", "temporary items", "$recycle.bin",
    "recycler", "recycled", "system volume information", "$windows.~bt", "lost+found", ".thumbnails",
    ".thumbs", ".xvpics", ".directory", "@eadir", "#recycle", "#snapshot", "@recycle", "@recently-snapshot",
    "@tmp", "@sharesnap", ".snapshot", ".ipynb_checkpoints", "__pycache__", "node_modules", ".git", ".svn",
    ".hg", ".bzr", ".dvc", ".idea", ".vscode", ".venv", ".env", ".cache", ".config", ".local", ".tmp",
    ".temp", ".stfolder", ".stversions", ".sync", ".dropbox.cache", ".picasaoriginals", ".comments",
    ".bridgecache", ".huggingface", ".kaggle", ".dbx", ".vs", ".mypy_cache", ".pytest_cache", ".ruff_cache",
    ".tox", ".nox", ".eggs", ".hidden", ".backup", ".bak",
}  # fmt: skip
_FOLDER_PATTERN = re.compile(r"\.trash(es|-\d+)?|\.@.*|\.fuse_hidden.*|\.?found\.\d{3}", re.I)
_FILES = {
    ".ds_store", ".localized", ".volumeicon.icns", "icon\r", ".apdisk", "thumbs.db", "ehthumbs.db",
    "ehthumbs_vista.db", "desktop.ini", "folder.htt", "autorun.inf", ".directory", ".nomedia", ".hidden",
    ".picasa.ini", "picasa.ini", ".dropbox", ".dropbox.attr", ".gitignore", ".gitattributes", ".gitkeep",
    ".keep", ".gitmodules", ".stignore", ".bridgesort", ".bridgelabelsandratings",
}  # fmt: skip
_FILE_PATTERN = re.compile(
    r"\._.*|~\$.*|\.~lock\..*|\.fuse_hidden.*|\.nfs[0-9a-f]+|\.syncthing\..*|.*@synoeastream", re.I
)


def is_system_folder(name: str) -> bool:
    """Returns whether a folder's name, in any case, is that of a folder of a system or program."""
    return name.lower() in _FOLDERS or _FOLDER_PATTERN.fullmatch(name) is not None


def is_system_file(path: str) -> bool:
    """Returns whether a path is that of a system file, or of a file in a system folder.

    Args:
        path: The path, with `/`.
    """
    *folders, name = path.split("/")
    return _has_system_name(name) or any(is_system_folder(folder) for folder in folders)


def system_files(paths: Sequence[str]) -> set[str]:
    """Returns the system files of a source.

    If a source was packed with full paths that lead through a hidden folder such as `.cache`, all files would
    count as system files. In this case, the files in that folder count as the user's.

    Args:
        paths: Paths of all files of the source, with `/`.
    """
    found = set(filter(is_system_file, paths))
    named = [path for path in paths if not _has_system_name(path.rpartition("/")[2])]
    if len(found) < len(set(paths)) or not named:
        return found
    first, last = min(named).split("/"), max(named).split("/")
    # The common prefix of the first and the last path is common to all of them.
    shared = next(
        (place for place, (one, other) in enumerate(zip(first, last, strict=False)) if one != other),
        len(first) - 1,
    )
    if any(is_system_folder(folder) and not folder.startswith(".") for folder in first[:shared]):
        return found
    own = {path for path in named if not is_system_file("/".join(path.split("/")[shared:]))}
    return found - own


def _has_system_name(name: str) -> bool:
    return name.lower() in _FILES or _FILE_PATTERN.fullmatch(name) is not None
