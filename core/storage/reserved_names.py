"""The names that are taken by existing networks and by networks that are being made.

Trainings and imports choose the name of a new network here, so that no two ever get the same name.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from core.storage.files import UNFINISHED, list_folder, read_json
from core.storage.locks import locked
from core.storage.names import DEVICE_NAMES
from core.storage.paths import additions_folder, bundle_folders, deleted_bundles, home, runs_folder

# No other network may pass for one of these: the networks of Keras Applications in each precision, which may
# be added later, and those that used to be shipped.
_APPLICATIONS = (
    "mobilenet-v2",
    "efficientnetv2-b0",
    "inception-v3",
    "mobilenet-v3-small",
    "mobilenet-v3-large",
    "convnext-tiny",
)
_PRECISIONS = ("", "-float16", "-int8")
_FORMER = ("digits-vote", "digits-ensemble")
# Commands and links use these words in the same places as names of networks.
_WORDS = ("models", "networks")
RESERVED = frozenset(
    (
        *(app + precision for app in _APPLICATIONS for precision in _PRECISIONS),
        *_FORMER,
        *_WORDS,
        *DEVICE_NAMES,
    )
)


def reserved_names() -> set[str]:
    """Returns all names that a new network must not have.

    Returns:
        The names of bundle folders (valid, damaged or recently deleted), of networks that are being added,
        of networks that training runs, finished or not, were asked to make, and `RESERVED`.
    """
    names = set(RESERVED)
    for folder in (*bundle_folders(), additions_folder(), *list_folder(deleted_bundles())):
        names |= {path.name for path in list_folder(folder)}
    for run in list_folder(runs_folder()):
        request = read_json(run / "request.json")
        bundle = request.get("bundle") if isinstance(request, dict) else None
        if isinstance(bundle, str):
            names.add(bundle)
    return names


@contextmanager
def reserving_name() -> Iterator[set[str]]:
    """Provides the taken names to one process or thread at a time.

    No other name is chosen until the block ends, so the block must create the folder or the request that
    takes the chosen name.

    Yields:
        The names as `reserved_names` returns them.
    """
    with locked(home() / f"{UNFINISHED}names.lock"):
        yield reserved_names()
