"""Shipped networks that the user does not want pages to offer: hidden until they are shown again.

hidden-networks.json        their names; commands and addresses that name a hidden network still find it
"""

from collections.abc import Callable, Iterable
from pathlib import Path

from core.bundles.bundle import Bundle
from core.errors import BadBundle
from core.storage.files import read_json, write_json
from core.storage.locks import locked
from core.storage.names import is_folder_name
from core.storage.paths import SHIPPED, home
from core.storage.settings import require_private


def hidden_names() -> frozenset[str]:
    """Returns the names of the hidden networks; none if the file does not exist or was damaged."""
    content = read_json(_path())
    names = content.get("hidden") if isinstance(content, dict) else None
    if not isinstance(names, list):
        return frozenset()
    return frozenset(name for name in names if isinstance(name, str) and is_folder_name(name))


def visible(bundles: Iterable[Bundle]) -> list[Bundle]:
    """Returns the networks that pages offer, in the given order."""
    hidden = hidden_names()
    return [bundle for bundle in bundles if not (can_be_hidden(bundle) and bundle.name in hidden)]


def can_be_hidden(bundle: Bundle) -> bool:
    """Returns whether a network came with Inkling: those are hidden where others are deleted."""
    return bundle.folder.parent == SHIPPED


def hide_bundle(bundle: Bundle) -> None:
    """Hides a shipped network from the pages that offer networks.

    Raises:
        NotAllowed: In a public demo.
        BadBundle: If it is not a shipped network; others can be deleted.
    """
    require_private("Hiding")
    if not can_be_hidden(bundle):
        raise BadBundle(
            f"Only networks that came with Inkling are hidden; delete others. Received: {bundle.name}"
        )
    _change(lambda names: names | {bundle.name})


def show_bundle(name: str) -> None:
    """Offers a hidden network again; raises `NotAllowed` in a public demo."""
    require_private("Showing")
    _change(lambda names: names - {name})


def _change(change: Callable[[frozenset[str]], frozenset[str]]) -> None:
    with locked(home() / ".hidden-networks.lock"):
        write_json(_path(), {"hidden": sorted(change(hidden_names()))})


def _path() -> Path:
    return home() / "hidden-networks.json"
