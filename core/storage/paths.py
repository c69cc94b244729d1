"""Where things lie: what is shipped, and what a person makes."""

import os
from functools import lru_cache
from pathlib import Path

import platformdirs

from core.errors import BadData
from core.storage.names import printable

SHIPPED = Path(__file__).resolve().parents[2] / "models"


def home() -> Path:
    """Returns where what a person makes is kept: `INKLING_HOME`, or the platform's user data folder."""
    return _home(os.environ.get("INKLING_HOME", ""))


@lru_cache(8)
def _home(stated: str) -> Path:
    # Every answer asks for it more than once.
    return Path(stated or platformdirs.user_data_dir("inkling", appauthor=False))


def path_of(given: str | Path) -> Path:
    """Returns the path that a person gave, where `~` stands for their own folder.

    Args:
        given: As it was written; that of a person whom this computer does not know stays as it is.

    Raises:
        BadData: If it is none, or no file can have such a path.
    """
    if not isinstance(given, str | Path) or not str(given):
        received = "nothing" if given == "" else type(given).__name__
        raise BadData(
            "Give the path of a file or folder; the folder that you are in is a full stop. "
            f"Received: {received}"
        )
    path = os.path.expanduser(given)
    try:
        is_one = b"\0" not in os.fsencode(path)
    except UnicodeEncodeError:
        is_one = False
    if not is_one:
        raise BadData(
            "No file or folder can have this path; check how it is written. "
            f"Received: {printable(str(given))}"
        )
    return Path(path)


def own_bundles() -> Path:
    """Returns the folder of the bundles that a person trained or imported."""
    return home() / "models"


def added_bundles() -> Path:
    """Returns the folder of the bundles of Keras Applications."""
    return home() / "networks"


def deleted_bundles() -> Path:
    """Returns the folder of the person's own bundles that were deleted and are kept for a while."""
    return home() / "deleted"


def bundle_folders() -> tuple[Path, ...]:
    """Returns the folders of bundles: the shipped ones, those of Keras Applications, the user's own."""
    return SHIPPED, added_bundles(), own_bundles()


def network_settings_folder() -> Path:
    """Returns the folder of what the person has set for single networks, shipped ones too."""
    return home() / "network-settings"


def data_sets_folder() -> Path:
    """Returns the folder of the data sets."""
    return home() / "datasets"


def imports_folder() -> Path:
    """Returns the folder of the pictures that are being taken in."""
    return home() / "imports"


def evaluations_folder() -> Path:
    """Returns the folder of the jobs that ask networks for a data set."""
    return home() / "evaluations"


def runs_folder() -> Path:
    """Returns the folder of the trainings."""
    return home() / "runs"


def additions_folder() -> Path:
    """Returns the folder of the networks of Keras Applications that are being added."""
    return home() / "adding"


def weights_folder() -> Path:
    """Returns the folder of the weights of Keras Applications that were downloaded."""
    return home() / "weights"
