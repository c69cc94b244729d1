"""The library: all bundles on disk, each of which is read again only if its files have changed.

Shipped bundles are in `models/`; those of Keras Applications and the user's own are in `INKLING_HOME`.
"""

import os
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from core.bundles.bundle import Bundle, read_bundle
from core.bundles.deleted import DeletedBundle, read_deleted, set_aside
from core.bundles.format import CARD, FILES, ORIGIN, SUCCESSORS
from core.errors import BadBundle, InklingError, UnknownNetwork, with_name, without_received
from core.storage.files import list_folder
from core.storage.names import distinct_titles, is_folder_name, printable, without_number
from core.storage.paths import SHIPPED, added_bundles, bundle_folders, own_bundles
from core.storage.received import unquoted
from core.storage.reserved_names import reserving_name
from core.storage.settings import require_private

# Networks whose card states no order come after all others.
_LAST = 1_000
_MAX_REMEMBERED = 1_000
# For each file of a bundle: its size, modification time and inode number; None if it does not exist.
Fingerprint = tuple[tuple[int, int, int] | None, ...]
_reading = threading.Lock()


@dataclass(frozen=True)
class Library:
    """Everything found when the library was read.

    Attributes:
        bundles: Bundles by name, in the order in which pages show them.
        refused: One sentence for each folder that is not a valid bundle.
        deleted: Networks that can be restored, most recently deleted first, under the titles that users saw.
    """

    bundles: dict[str, Bundle]
    refused: list[str]
    deleted: list[DeletedBundle] = field(default_factory=list)

    def get(self, name: str) -> Bundle:
        """Returns the bundle of that name, or its successor; raises `UnknownNetwork` if there is none."""
        if name not in self.bundles and SUCCESSORS.get(name) in self.bundles:
            name = SUCCESSORS[name]
        if name not in self.bundles:
            known = ", ".join(self.bundles) or "none"
            raise UnknownNetwork(
                f"No network has this name. The networks are: {known}. Received: {unquoted(name)}"
            )
        return self.bundles[name]

    def find(self, name: str) -> Bundle:
        """Returns the bundle of that name, or of that title if only one network has it.

        Args:
            name: A name, or a title as shown on pages or as stated on the card, in any case.

        Raises:
            UnknownNetwork: If there is none, or several have this title; the message lists the choices.
        """
        called = self.called(name)
        if len(called) == 1:
            return called[0]
        choices = printable(
            ", ".join(f'{one.name} ("{one.title}")' for one in called or self.bundles.values())
        )
        what = (
            "Several networks have this title; give the name of one"
            if called
            else "No network has this name or title"
        )
        raise UnknownNetwork(f"{what}. The networks are: {choices or 'none'}. Received: {unquoted(name)}")

    def called(self, name: str) -> list[Bundle]:
        """Returns the bundle of that name, or else all bundles of that title; arguments as for `find`."""
        if name in self.bundles or SUCCESSORS.get(name) in self.bundles:
            return [self.get(name)]
        title = name.strip().casefold()
        # Pages add a suffix to a title that several networks have on their cards.
        return [
            one for one in self.bundles.values() if title in (one.title.casefold(), one.own_title.casefold())
        ]

    def for_task(self, task: str) -> list[Bundle]:
        """Returns the bundles for a task."""
        return [bundle for bundle in self.bundles.values() if bundle.task == task]


def read_library(folders: Iterable[Path] | None = None) -> Library:
    """Reads all bundles; a damaged one is reported and skipped.

    Each bundle is read, and its checksums are computed, once per process, and again when a file of it is
    replaced or changes its size or modification time. May be called from any thread, as often as needed.

    Args:
        folders: Folders of bundles; by default `bundle_folders()`. If two bundles have the same name, the
            first one is used.

    Returns:
        The library.
    """
    bundles: dict[str, Bundle] = {}
    refused = []
    for bundle_folder in bundle_folders() if folders is None else folders:
        try:
            paths = list_folder(bundle_folder)
        except InklingError as error:
            refused.append(str(error))
            continue
        for folder in paths:
            try:
                if not folder.is_dir():
                    continue
                bundle = _remembered(folder)
            except (InklingError, OSError) as error:
                refused.append(printable(_with_name(folder.name, str(error))))
                continue
            if bundle.name in bundles:
                refused.append(
                    f'Two networks have the name "{printable(folder.name)}"; the first is used. '
                    f"Received: {printable(str(folder.parent))}"
                )
            else:
                bundles[bundle.name] = bundle
    order = sorted(bundles.values(), key=_place_in_lists)
    deleted = read_deleted()
    told_apart = {bundle.name: bundle for bundle in _with_distinct_titles(order, deleted)}
    return Library(told_apart, refused, _as_they_were_called(deleted, order))


def _with_name(name: str, text: str) -> str:
    """Adds the network's name to an error text, unless the part that pages show contains it already."""
    return text if name in without_received(text) else with_name(name, text)


def delete_bundle(name: str) -> None:
    """Deletes a network that the user taught, imported or added; shipped ones cannot be deleted.

    It is kept for a week, during which `core.bundles.deleted.restore_bundle` can restore it.

    Raises:
        NotAllowed: In a public demo.
        BadBundle: If it is a shipped network.
        UnknownNetwork: If there is none of that name.
    """
    # Another tab may delete the same network, or restore it as soon as it has been moved.
    with reserving_name():
        set_aside(folder_to_delete(name))


def folder_to_delete(name: str) -> Path:
    """Returns the folder of a network that may be deleted; raises the errors of `delete_bundle`."""
    require_private("Deleting")
    for folder in (own_bundles() / name, added_bundles() / name):
        if is_folder_name(name) and folder.is_dir():
            return folder
    if name not in read_library().bundles:
        raise UnknownNetwork(
            f"There is no network of this name, so nothing was deleted. Received: {unquoted(name)}"
        )
    raise BadBundle(f"Only networks that you taught, imported or added can be deleted. Received: {name}")


def _remembered(folder: Path) -> Bundle:
    fingerprint = _fingerprint(folder)
    # One thread reads a new bundle; the others wait for it instead of computing the same checksums.
    with _reading:
        bundle = _read(folder, fingerprint)
    if isinstance(bundle, str):
        raise BadBundle(bundle)
    return bundle


@lru_cache(_MAX_REMEMBERED)
def _read(folder: Path, fingerprint: Fingerprint) -> Bundle | str:
    """Reads a bundle; for an invalid one, returns the error message, so that it is cached, too."""
    try:
        return read_bundle(folder)
    except InklingError as error:
        return str(error)


def _fingerprint(folder: Path) -> Fingerprint:
    """Returns a value that changes when a file of a bundle does, without opening any file."""
    return tuple(_stamp(folder / name) for name in (CARD, *FILES, ORIGIN))


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        status = os.lstat(path)
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns, status.st_ino


def _with_distinct_titles(bundles: list[Bundle], deleted: list[DeletedBundle]) -> list[Bundle]:
    """Returns networks under titles that tell them apart; shipped ones keep theirs.

    A network keeps the number in its title as long as the deleted network of the same title can be restored:
    if "Toys (2)" became "Toys" when "Toys" is deleted, it would look as if the wrong one had been deleted.
    """
    alike = {(bundle.own_title, without_number(bundle.name)) for bundle in bundles}
    titles = _titles([one for one in deleted if (one.title, without_number(one.name)) in alike], bundles)
    return [
        bundle
        if titles[bundle.name] == bundle.own_title
        else replace(bundle, title_in_library=titles[bundle.name])
        for bundle in bundles
    ]


def _as_they_were_called(deleted: list[DeletedBundle], bundles: list[Bundle]) -> list[DeletedBundle]:
    """Returns deleted networks under titles that tell them from each other and from existing networks."""
    titles = _titles(deleted, bundles)
    # A network with another title may have been given the name since.
    own_titles = _own_titles(deleted, bundles)
    return [
        replace(one, title=titles[one.name]) if own_titles[one.name] == one.title else one for one in deleted
    ]


def _titles(deleted: list[DeletedBundle], bundles: list[Bundle]) -> dict[str, str]:
    shipped = [bundle.name for bundle in bundles if bundle.folder.parent == SHIPPED]
    return distinct_titles(_own_titles(deleted, bundles), shipped)


def _own_titles(deleted: list[DeletedBundle], bundles: list[Bundle]) -> dict[str, str]:
    """Returns the titles on cards by name; if several networks had a name, that of the latest one."""
    titles = {one.name: one.title for one in reversed(deleted)}
    return titles | {bundle.name: bundle.own_title for bundle in bundles}


def _place_in_lists(bundle: Bundle) -> tuple[int, str]:
    return (_LAST if bundle.card.order is None else bundle.card.order), bundle.name
