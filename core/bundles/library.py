"""The library: which bundles there are. Shipped ones lie in `models/`, the user's own elsewhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from core.bundles.bundle import Bundle, read_bundle
from core.errors import InklingError, UnknownModel
from core.storage.paths import bundle_folders


@dataclass(frozen=True)
class Library:
    """Everything found when the library was read.

    Attributes:
        bundles: By name, in the order in which pages show them.
        refused: One sentence for each folder that is not a sound bundle.
    """

    bundles: dict[str, Bundle]
    refused: list[str]

    def get(self, name: str) -> Bundle:
        """Returns the bundle of that name; raises `UnknownModel` if there is none."""
        if name not in self.bundles:
            known = ", ".join(self.bundles) or "none"
            raise UnknownModel(f"No model has this name. The models are: {known}. Received: {name}")
        return self.bundles[name]

    def for_task(self, task: str) -> list[Bundle]:
        """Returns the bundles that recognise `task`."""
        return [bundle for bundle in self.bundles.values() if bundle.task == task]


def read_library(folders: Iterable[Path] | None = None) -> Library:
    """Reads all bundles; a damaged one is named and skipped.

    Args:
        folders: Folders of bundles; by default `bundle_folders()`. Of two bundles with one name the first
            stays.

    Returns:
        The library.
    """
    bundles: dict[str, Bundle] = {}
    refused = []
    for folder in bundle_folders() if folders is None else folders:
        if not folder.is_dir():
            continue
        # A name that starts with a dot is a bundle that is being written.
        for place in sorted(p for p in folder.iterdir() if p.is_dir() and not p.name.startswith(".")):
            try:
                bundle = read_bundle(place)
            except (InklingError, OSError) as error:
                refused.append(str(error))
                continue
            if bundle.name in bundles:
                refused.append(f"Two models have the same name; the first is used. Received: {place}")
            else:
                bundles[bundle.name] = bundle
    order = sorted(bundles.values(), key=lambda bundle: (int(bundle.card.get("order", 1000)), bundle.name))
    return Library({bundle.name: bundle for bundle in order}, refused)
