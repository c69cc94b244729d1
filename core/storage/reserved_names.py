"""The names of networks that are taken: of those that exist, and of those that are being made.

Whoever makes a network (a training, an import) chooses its name here, so that no two ever get the same.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from core.storage.files import UNFINISHED, list_folder, locked, read_json
from core.storage.names import DEVICE_NAMES
from core.storage.paths import additions_folder, bundle_folders, deleted_bundles, home, runs_folder

# Networks that may come, which no other may pass for: those of Keras Applications in each precision, and the
# names of those that shipped once.
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
# Commands and links use these words beside the names of networks.
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
        Names of the folders of bundles (sound or not, or deleted lately), of networks that are being added,
        of those that trainings will make, whether these still go on or not, and `RESERVED`.
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
    """Gives the taken names to one process or thread at a time.

    Until the block ends, nobody else chooses a name: whoever has chosen one makes a folder or a request of it
    inside of the block.

    Yields:
        The names as `reserved_names` returns them.
    """
    with locked(home() / f"{UNFINISHED}names.lock"):
        yield reserved_names()
