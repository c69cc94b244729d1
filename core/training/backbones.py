"""Backbones: the networks whose features a new network can be built on."""

from itertools import chain

from core.bundles.bundle import Bundle
from core.bundles.library import read_library
from core.errors import BadRequest
from core.preprocessing.preprocessor import Kind
from core.storage.paths import SHIPPED, added_bundles
from core.storage.received import unquoted

# Best first. For photos, `things-1000` is shipped and the others come from Keras Applications.
BACKBONES: dict[Kind, tuple[str, ...]] = {
    "ink": ("sketches-345",),
    "photo": (
        "efficientnetv2-b0",
        "things-1000",
        "mobilenet-v3-large",
        "mobilenet-v2",
        "inception-v3",
        "convnext-tiny",
        "mobilenet-v3-small",
    ),
}


def list_backbones(kind: Kind | None) -> list[Bundle]:
    """Returns the networks on this machine that can be built on, best first.

    Only networks that were shipped or added from Keras Applications are listed, so that no imported network
    is built on because of its name.

    Args:
        kind: What the data set holds; None if that is not known yet.
    """
    bundles = read_library().bundles
    names = BACKBONES[kind] if kind else chain.from_iterable(BACKBONES.values())
    available = (bundles[name] for name in names if name in bundles)
    return [bundle for bundle in available if bundle.folder.parent in (SHIPPED, added_bundles())]


def backbone(name: str, kind: Kind | None) -> Bundle:
    """Returns a network to build on, by name.

    Args:
        name: The bundle's name.
        kind: What the data set holds; None if that is not known yet.

    Raises:
        BadRequest: If the network is not on this machine, or is for another kind of picture.
    """
    backbones = {bundle.name: bundle for bundle in list_backbones(kind)}
    if name not in backbones:
        known = ", ".join(backbones) or "none"
        what = "This machine has no network of this name to build on."
        if name in read_library().bundles:
            which = "that were shipped or added in full size, for the same kind of pictures"
            what = f"Only networks {which}, can be built on."
        raise BadRequest(f"{what} Available: {known}. Received: {unquoted(name) or 'nothing'}")
    return backbones[name]
