"""What the cards of the shipped bundles say in words."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Description:
    """The words on one card.

    Attributes:
        title: Name on the pages.
        text: One plain sentence on what it is.
        order: Place in lists: small numbers first.
        task: "digits", "animals" or "sketches".
        frame: Ink frame, a key of `core.ink.FRAMES`.
        head: As in `core.bundle.Bundle`.
        command: What rebuilds it.
        sources: Keys of `SOURCES`.
    """

    title: str
    text: str
    order: int
    task: str
    frame: str
    head: str
    command: str
    sources: tuple[str, ...]


SOURCES = {
    "mnist": {
        "name": "MNIST",
        "by": "LeCun, Cortes, Burges",
        "licence": "CC BY-SA 3.0",
        "from": "http://yann.lecun.com/exdb/mnist/",
    },
    "pen": {
        "name": "Pen-based recognition of handwritten digits (21 of the 30 training writers)",
        "by": "Alpaydin, Alimoglu 1998",
        "licence": "CC BY 4.0",
        "from": "https://archive.ics.uci.edu/dataset/81",
    },
    "quickdraw": {
        "name": "Quick, Draw!",
        "by": "Google",
        "licence": "CC BY 4.0",
        "from": "https://github.com/googlecreativelab/quickdraw-dataset",
    },
}

_DIGITS = ("mnist", "pen")
_SKETCHES = ("quickdraw",)

DESCRIPTIONS = {
    "digits-deep": Description(
        "Deep digits",
        "Our residual network of nine layers: the surest reader of digits here.",
        1, "digits", "mnist", "pooled", "python -m recipes.digits deep", _DIGITS,
    ),
    "digits-simple": Description(
        "Simple digits",
        "The well-known small example network with two convolutions.",
        2, "digits", "mnist", "flattened", "python -m recipes.digits simple", _DIGITS,
    ),
    "digits-dense": Description(
        "Dense digits",
        "A network without convolution: it compares pixel by pixel, with no idea of what lies side by side.",
        3, "digits", "mnist", "hidden", "python -m recipes.digits dense", _DIGITS,
    ),
    "animals-deep": Description(
        "Deep animals",
        "Our residual network, which learned 345 kinds of drawings first and then these six animals.",
        4, "animals", "quickdraw", "pooled", "python -m recipes.animals deep", _SKETCHES,
    ),
    "animals-simple": Description(
        "Simple animals",
        "The small network that many sketch tutorials use.",
        5, "animals", "quickdraw", "hidden", "python -m recipes.animals simple", _SKETCHES,
    ),
    "sketches-345": Description(
        "Deep sketches",
        "Our residual network for everything in the game Quick, Draw!.",
        6, "sketches", "quickdraw", "pooled", "python -m recipes.sketches 345", _SKETCHES,
    ),
}  # fmt: skip
