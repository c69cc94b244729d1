"""Networks that the user deleted, which are kept for a week and can be restored.

They may have been taught, imported or added.

deleted/<when>/<name>/      the unchanged bundle, in a folder that says when it was deleted
"""

import os
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache, partial
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
from core.storage.reserve import with_reserve
from core.storage.reserved_names import reserving_name
from core.storage.settings import require_private

Origin = Literal["taught", "imported", "added"]
_MAX_REMEMBERED = 1_000


@dataclass(frozen=True)
class DeletedBundle:
    """A deleted network that can be restored.

    Attributes:
        name: The bundle's name, which it keeps.
        title: Its title, or its name if its card cannot be read.
        folder: Path of the bundle.
        deleted: Time of deletion, in seconds since 1970.
        origin: How it came into the library.
    """

    name: str
    title: str
    folder: Path
    deleted: float
    origin: Origin

    @property
    def id(self) -> str:
        """Distinguishes it from other deleted bundles of the same name."""
        return self.folder.parent.name


def set_aside(folder: Path) -> None:
    """Moves a bundle out of its library to keep it for a week, and deletes those kept for longer.

    Args:
        folder: Path of the bundle.
    """
    _sweep()
    place = deleted_bundles() / f"{time.time_ns()}-{uuid.uuid4().hex[:8]}"
    with_reserve(partial(place.mkdir, parents=True, exist_ok=True))
    with_reserve(partial(folder.rename, place / folder.name))
    begin_keeping(place)


def restore_bundle(name: str, which: str = "") -> Bundle:
    """Restores a network that was deleted within the last week.

    Args:
        name: The bundle's name.
        which: Id of the one to restore if several had this name; by default, the one deleted last.

    Returns:
        The bundle.

    Raises:
        NotAllowed: In a public demo.
        BadBundle: If none of that name is kept, or another network has the name by now.
    """
    require_private("Bringing back")
    with reserving_name():
        kept = [bundle for bundle in read_deleted() if bundle.name == name and which in ("", bundle.id)]
        if not kept:
            raise BadBundle(f"No network of this name was deleted recently. Received: {name}")
        target = (added_bundles() if kept[0].origin == "added" else own_bundles()) / name
        if target.exists():
            raise BadBundle(f"There is a network of this name; delete it first. Received: {name}")
        target.parent.mkdir(parents=True, exist_ok=True)
        kept[0].folder.rename(target)
    delete_folder(kept[0].folder.parent)
    return read_bundle(target)


def read_deleted() -> list[DeletedBundle]:
    """Lists the networks that can be restored, most recently deleted first."""
    kept = []
    for place in sorted(_places(), key=_when_kept, reverse=True):
        deleted = int(place.name.split("-")[0]) / 10**9
        # The network may have been restored in the meantime.
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
    """Reads a bundle's title from its card alone: the whole bundle is checked only when it is restored.

    Cached, since nothing that is kept here changes, and each deleted bundle has a folder of its own.
    """
    with suppress(InklingError, OSError):
        title = read_card(folder).title
        return marked_title(title) if os.path.lexists(folder / ORIGIN) else title
    return folder.name


def _places() -> list[Path]:
    """Returns the folders that each hold one deleted network, except those whose week has passed."""
    places = _all()
    over = kept_no_longer(places)
    return [place for place in places if place not in over]


def _all() -> list[Path]:
    # If the folder cannot be listed, nothing can be restored; pages report only errors of the library itself.
    with suppress(CannotReadOrWrite):
        paths = list_folder(deleted_bundles())
        return [path for path in paths if path.name.split("-")[0].isdecimal() and path.is_dir()]
    return []


def _when_kept(place: Path) -> int:
    # Not by the folder's name: the clock may have been set back. Another tab may be restoring it right now.
    with suppress(OSError):
        return place.stat().st_mtime_ns
    return 0


def _sweep() -> None:
    """Removes what has been kept for more than a week."""
    for place in kept_no_longer(_all()):
        delete_folder(place)
