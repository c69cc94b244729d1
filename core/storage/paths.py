"""Paths of the folders of shipped networks and of everything that users create."""

import os
import re
from functools import lru_cache
from pathlib import Path
from urllib.request import url2pathname

import platformdirs

from core.errors import BadData
from core.storage.names import printable
from core.storage.received import unquoted

SHIPPED = Path(__file__).resolve().parents[2] / "models"
# More than a system opens, and few enough for records of what was asked, in a folder of any depth.
_MAX_PATH_CHARACTERS = 5_000
# The beginning of an address, such as "https://"; `Path` would make "https:/" of it.
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


def home() -> Path:
    """Returns the folder of what users create: `INKLING_HOME`, or the platform's user data folder."""
    return _home(os.environ.get("INKLING_HOME", ""))


@lru_cache(8)
def _home(stated: str) -> Path:
    # Cached, since every answer needs it more than once, and so that a relative path always leads to the
    # same folder, even if the process changes its own.
    return Path(stated or platformdirs.user_data_dir("inkling", appauthor=False)).absolute()


def is_address(text: str) -> bool:
    """Returns whether a text is an address on the internet or elsewhere, such as "https://..."."""
    return _ADDRESS.match(text) is not None


def typed_path(text: str) -> str:
    """Returns a path that was typed or pasted.

    Spaces around it and the quotes of "Copy as path" are left out, and the address of a file on this
    computer, as browsers and file managers copy it, becomes its path.
    """
    text = text.strip()
    if text[:1] in ("'", '"') and text[1:].endswith(text[0]):
        text = text[1:-1]
    if text[:7].lower() != "file://":
        return text
    _, slash, path = text[7:].partition("/")
    return url2pathname(slash + path)


def nothing_at(path: str) -> BadData:
    """Returns the error for a path that leads nowhere."""
    return BadData(
        f"There is no such file or folder; check how its path is written. Received: {printable(path)}"
    )


def path_of(given: str | Path) -> Path:
    """Returns the path that a user gave, with `~` expanded to their home folder.

    Args:
        given: The path as written; `~name` is left as it is if this computer has no user of that name.

    Raises:
        BadData: If it is empty, an address or not a path, or no file can have such a path.
    """
    if not isinstance(given, str | Path) or not str(given):
        received = "nothing" if isinstance(given, str) else type(given).__name__
        raise BadData(
            f"Give the path of a file or folder; use . for the current folder. Received: {received}"
        )
    if is_address(str(given)):
        raise BadData(
            "Give the path of a file or folder on this computer, not an address. "
            f"Received: {unquoted(str(given))}"
        )
    path = os.path.expanduser(given)
    try:
        is_one = b"\0" not in os.fsencode(path) and len(path) <= _MAX_PATH_CHARACTERS
    except UnicodeEncodeError:
        is_one = False
    if not is_one:
        raise BadData(
            f"No file or folder can have this path; check how it is written. Received: {unquoted(str(given))}"
        )
    return Path(path)


def recordable(path: str) -> str:
    """Returns a path or an address that is to be written into JSON or a table, which hold UTF-8 only.

    Raises:
        BadData: If it has bytes that are not UTF-8.
    """
    try:
        path.encode()
    except UnicodeEncodeError as error:
        raise BadData(
            "The name of this file or folder, or of one that it is in, is not UTF-8 and cannot be recorded; "
            f"rename it. Received: {printable(path)}"
        ) from error
    return path


def own_bundles() -> Path:
    """Returns the folder of the bundles that users trained or imported."""
    return home() / "models"


def added_bundles() -> Path:
    """Returns the folder of the bundles that were added from Keras Applications."""
    return home() / "networks"


def deleted_bundles() -> Path:
    """Returns the folder of deleted bundles, which are kept for a while."""
    return home() / "deleted"


def bundle_folders() -> tuple[Path, ...]:
    """Returns the folders of bundles: those shipped, those of Keras Applications, and the user's own."""
    return SHIPPED, added_bundles(), own_bundles()


def network_settings_folder() -> Path:
    """Returns the folder of the user's settings for individual networks, including shipped ones."""
    return home() / "network-settings"


def data_sets_folder() -> Path:
    """Returns the folder of the data sets."""
    return home() / "datasets"


def imports_folder() -> Path:
    """Returns the folder of the jobs that import pictures."""
    return home() / "imports"


def evaluations_folder() -> Path:
    """Returns the folder of the jobs that evaluate networks on a data set."""
    return home() / "evaluations"


def runs_folder() -> Path:
    """Returns the folder of the training runs."""
    return home() / "runs"


def additions_folder() -> Path:
    """Returns the folder of the jobs that add networks of Keras Applications."""
    return home() / "adding"


def weights_folder() -> Path:
    """Returns the folder of the downloaded weights of Keras Applications."""
    return home() / "weights"
