"""Networks that the person deleted, taught, imported or added: kept for a week, and brought back on demand.

deleted/<when>/<name>/      the bundle as it was, in a folder that says when it was deleted
"""

import os
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from core.bundles.applications import can_be_added
from core.bundles.bundle import Bundle, read_bundle
from core.bundles.card_file import read_card
from core.bundles.format import ORIGIN
from core.bundles.titles import marked_title
from core.errors import BadBundle, CannotReadOrWrite, InklingError
from core.storage.files import delete_folder, list_folder
from core.storage.kept_time import begin_keeping, kept_no_longer
from core.storage.paths import added_bundles, deleted_bundles, own_bundles
from core.storage.reserved_names import reserving_name
from core.storage.settings import require_private

Origin = Literal["taught", "imported", "added"]
_MAX_REMEMBERED = 1_000


@dataclass(frozen=True)
class DeletedBundle:
    """A network that was deleted and can be brought back.

    Attributes:
        name: The bundle's name, which stays its own.
        title: Its title, or its name if it was not sound.
        folder: Path of the bundle.
        deleted: When it was deleted, in seconds since 1970.
        origin: How it had come into the library.
    """

    name: str
    title: str
    folder: Path
    deleted: float
    origin: Origin

    @property
    def id(self) -> str:
        """Tells it from others that had its name."""
        return self.folder.parent.name


def set_aside(folder: Path) -> None:
    """Takes a bundle out of its library, to be kept for a week; those kept for longer leave the disk.

    Args:
        folder: Path of the bundle.
    """
    _sweep()
    place = deleted_bundles() / f"{time.time_ns()}-{uuid.uuid4().hex[:8]}"
    place.mkdir(parents=True)
    folder.rename(place / folder.name)
    begin_keeping(place)


def restore_bundle(name: str, which: str = "") -> Bundle:
    """Brings back a network that was deleted within the last week.

    Args:
        name: The bundle's.
        which: Of several that had the name, the id of the one to bring back; by default the one deleted last.

    Returns:
        The bundle.

    Raises:
        NotAllowed: In a public demo.
        BadBundle: If none of that name is kept, or there is another one by now.
    """
    require_private("Bringing back")
    with reserving_name():
        kept = [bundle for bundle in read_deleted() if bundle.name == name and which in ("", bundle.id)]
        if not kept:
            raise BadBundle(f"No network of this name was deleted lately. Received: {name}")
        target = (added_bundles() if kept[0].origin == "added" else own_bundles()) / name
        if target.exists():
            raise BadBundle(f"There is a network of this name; delete it first. Received: {name}")
        target.parent.mkdir(parents=True, exist_ok=True)
        kept[0].folder.rename(target)
    delete_folder(kept[0].folder.parent)
    return read_bundle(target)


def read_deleted() -> list[DeletedBundle]:
    """Lists the networks that can be brought back, the one deleted last first."""
    kept = []
    for place in sorted(_places(), key=_when_kept, reverse=True):
        deleted = int(place.name.split("-")[0]) / 10**9
        # What is brought back meanwhile is not here any more.
        with suppress(CannotReadOrWrite):
            for folder in list_folder(place):
                kept.append(DeletedBundle(folder.name, _title(folder), folder, deleted, _origin(folder)))
    return kept


def _origin(folder: Path) -> Origin:
    if os.path.lexists(folder / ORIGIN):
        return "imported"
    return "added" if can_be_added(folder.name) else "taught"


@lru_cache(_MAX_REMEMBERED)
def _title(folder: Path) -> str:
    """Reads a bundle's title from its card alone: only what comes back is checked whole.

    Once for each: nothing that is kept here changes, and each has a folder of its own.
    """
    with suppress(InklingError, OSError):
        title = read_card(folder).title
        return marked_title(title) if os.path.lexists(folder / ORIGIN) else title
    return folder.name


def _places() -> list[Path]:
    """Returns the folders that each hold a deleted network, but for those that are kept no longer."""
    places = _all()
    over = kept_no_longer(places)
    return [place for place in places if place not in over]


def _all() -> list[Path]:
    # What cannot be listed cannot be brought back; pages say of the library itself that it cannot be read.
    with suppress(CannotReadOrWrite):
        paths = list_folder(deleted_bundles())
        return [path for path in paths if path.name.split("-")[0].isdecimal() and path.is_dir()]
    return []


def _when_kept(place: Path) -> int:
    # The clock may have been set back since; another tab may bring it back just now.
    with suppress(OSError):
        return place.stat().st_mtime_ns
    return 0


def _sweep() -> None:
    """Removes what is kept no longer."""
    for place in kept_no_longer(_all()):
        delete_folder(place)
