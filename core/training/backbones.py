"""Which networks a new one can be built on: their features, and a new head."""

from core.bundles.bundle import Bundle
from core.bundles.library import read_library
from core.errors import BadRequest
from core.preprocessing.preprocessor import Kind
from core.storage.paths import SHIPPED, added_bundles

# The best first; of photos, `things-1000` is shipped and the others come from Keras Applications.
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


def list_backbones(kind: Kind) -> list[Bundle]:
    """Returns the networks on this machine that pictures of a kind can be taught on, the best first.

    Only what is shipped, or was added from Keras Applications: nobody else's network is built on by its name.
    """
    bundles = read_library().bundles
    there = (bundles[name] for name in BACKBONES[kind] if name in bundles)
    return [bundle for bundle in there if bundle.folder.parent in (SHIPPED, added_bundles())]


def backbone(name: str, kind: Kind) -> Bundle:
    """Returns a network to build on by its name.

    Args:
        name: The bundle's name.
        kind: What the data set holds.

    Raises:
        BadRequest: If it is not on this machine, or is for another kind of picture.
    """
    backbones = {bundle.name: bundle for bundle in list_backbones(kind)}
    if name not in backbones:
        known = ", ".join(backbones) or "none"
        raise BadRequest(
            f"No network of this name to build on is on this machine. There are: {known}. Received: {name}"
        )
    return backbones[name]
