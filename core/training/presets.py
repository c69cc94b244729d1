"""Settings for a training, chosen to fit the data, and the reasons in plain words."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from core.bundles.bundle import Bundle
from core.datasets.data_set import DataSet
from core.errors import BadRequest
from core.plurals import counted
from core.preprocessing.preprocessor import Kind
from core.storage.names import clean_label
from core.storage.received import unquoted
from core.training.backbones import backbone, list_backbones
from core.training.request import SETTINGS, Strategy, TrainingRequest

STRATEGIES: tuple[Strategy, ...] = ("head", "tune", "scratch")
EFFORTS = ("Quick", "Normal", "Careful")
# Number of variations of each picture. Drawings are fast to process, and vary more. For photos, variations
# help if there are few photos (`benchmarks/photo_variations.py`).
_FEW_PHOTOS = 20  # per class
_AUGMENTATIONS = {
    "few photos": {"Quick": 1, "Normal": 2, "Careful": 8},
    "photo": {"Quick": 1, "Normal": 1, "Careful": 8},
    "ink": {"Quick": 2, "Normal": 12, "Careful": 40},
}
_EPOCHS: dict[Strategy, int] = {"head": 40, "tune": 40, "scratch": 30}
_LEARNING_RATE: dict[Strategy, float] = {"head": 3e-4, "tune": 3e-4, "scratch": 1e-3}


@dataclass(frozen=True)
class Suggestion:
    """A training that fits the data.

    Attributes:
        request: The request to start it with.
        reason: The reason, in plain words.
    """

    request: TrainingRequest
    reason: str


def strategy_in_words(strategy: Strategy, kind: Kind) -> tuple[str, str]:
    """Returns the name of a strategy, and what it does and when it is best.

    Args:
        strategy: The strategy.
        kind: The kind of pictures that the network will learn from.
    """
    pictures = "drawings" if kind == "ink" else "photos"
    if strategy == "head":
        return (
            "On top of a trained network",
            f"A network that has seen many {pictures} describes yours, and only a new last layer learns. "
            f"Takes seconds, and is best with up to a few thousand {pictures}.",
        )
    if strategy == "tune":
        unlike = "drawings unlike those that it knows" if kind == "ink" else "pictures unlike any photo"
        return (
            "Fine-tune a trained network",
            "A new last layer learns first, then the trained network's last blocks learn a little, too. "
            f"Takes minutes; worth it with many {pictures}, or with {unlike}.",
        )
    return (
        "From scratch",
        f"A small network that knows nothing yet learns from your {pictures} alone. For the curious: it "
        f"takes minutes, and needs hundreds of {pictures} of each class.",
    )


def chosen_backbone(strategy: str | None, base: str | None, kind: Kind | None) -> Bundle | None:
    """Returns the network that a user wants to build on; None if any will do.

    Args:
        strategy: The strategy that the user wants, if any.
        base: Name of the network, if the user wants a certain one.
        kind: What the data set holds; None if that is not known yet.

    Raises:
        BadRequest: If the network is not on this machine, is for another kind of picture, or the strategy
            builds on none.
    """
    if base is None:
        return None
    if strategy == "scratch" and base:
        raise BadRequest(
            "A network that is trained from scratch builds on no other network: choose another strategy, or "
            f"name no network to build on. Received: scratch, and {unquoted(base)} to build on"
        )
    return backbone(base, kind)


def settings_without_effect(strategy: Strategy, given: Iterable[str], has_effort: bool) -> list[str]:
    """Returns which of a user's settings trainings of a strategy do not use.

    Args:
        strategy: How the network learns.
        given: Names of the attributes of a `TrainingRequest` that the user has chosen.
        has_effort: Whether the user has also chosen the effort, which is returned last, as "effort".
    """
    # Effort decides on the augmentations.
    used = {*SETTINGS[strategy], *(["effort"] if "augmentations" in SETTINGS[strategy] else [])}
    known = {"effort", *chain.from_iterable(SETTINGS.values())}
    chosen = [*given, *(["effort"] if has_effort else [])]
    return [name for name in chosen if name in known - used]


def suggest(
    data_set: DataSet,
    title: str = "",
    strategy: Strategy | None = None,
    base: str | None = None,
    effort: str = "Normal",
) -> Suggestion:
    """Chooses how to train.

    Args:
        data_set: The data set to train on.
        title: Title of the network; by default that of the data set.
        strategy: The strategy that the user wants, or None to choose one.
        base: Name of the network to build on, or None for the best one on this machine.
        effort: One of `EFFORTS`.

    Returns:
        The request and the reason.

    Raises:
        BadRequest: If there is no network to build on, not the one that was named, or one was named although
            the strategy builds on none.
    """
    backbones = list_backbones(data_set.kind)
    best = backbones[0] if backbones else None
    chosen = chosen_backbone(strategy, base, data_set.kind) or best
    if strategy is None:
        strategy = "head" if chosen else "scratch"
    if strategy != "scratch" and chosen is None:
        raise BadRequest(
            "There is no trained network for photos on this machine to build on. Add one, for example with "
            f"`python -m core add-weights mobilenet-v2 FILE`, or train from scratch. Received: {strategy}"
        )
    request = TrainingRequest(
        data_set=data_set.name,
        title=clean_label(title) or data_set.title,
        bundle="",
        strategy=strategy,
        backbone=chosen.name if chosen and strategy != "scratch" else "",
        epochs=_EPOCHS[strategy],
        augmentations=_augmentations(data_set, strategy, effort),
        learning_rate=_LEARNING_RATE[strategy],
    )
    return Suggestion(request, _reason(data_set, strategy, chosen.title if chosen else ""))


def _augmentations(data_set: DataSet, strategy: Strategy, effort: str) -> int:
    photos_of_a_class = len(data_set.samples) / max(1, len(data_set.classes))
    # Where Keras trains, every epoch draws new variations.
    are_few = strategy == "head" and photos_of_a_class < _FEW_PHOTOS
    return _AUGMENTATIONS["few photos" if data_set.kind == "photo" and are_few else data_set.kind][effort]


def _reason(data_set: DataSet, strategy: Strategy, base: str) -> str:
    pictures = counted(len(data_set.samples), "drawing" if data_set.kind == "ink" else "photo")
    start = f"These are {pictures} of {counted(len(data_set.classes), 'class')}. "
    if strategy == "scratch":
        return start + "A small network will learn them from scratch."
    if strategy == "tune":
        return start + f"{base} will describe them; a new last layer learns, then its last blocks too."
    return (
        start
        + f"{base} will describe them, and only a new last layer learns: that is quick, and works with few "
        "pictures."
    )
