"""The hierarchy of classes: dozens of breeds are all dogs, and a person asks for the dog first."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.inference.classifier import ClassProbability, Prediction
from core.inference.imagenet import kinds_of, narrowest_kinds
from core.inference.rejection import MIN_SURE_PROBABILITY

# Less likely kinds, and less likely classes of a kind, are left out.
_MIN_GROUP_PROBABILITY = 0.05
_MIN_MEMBER_PROBABILITY = 0.01
_SHOWN_MEMBERS = 3


@dataclass(frozen=True)
class Group:
    """A kind of thing and how likely it is.

    Attributes:
        name: As "dog"; a class that belongs to no kind stands for itself.
        probability: Sum over its classes, 0.0 to 1.0.
        members: Its likeliest classes, the likeliest first; empty for a class by itself.
    """

    name: str
    probability: float
    members: tuple[ClassProbability, ...]


def groups(prediction: Prediction) -> list[Group]:
    """Adds probabilities up by kind, each class in its narrowest one; the likeliest kind first."""
    labels, probabilities = prediction.bundle.labels, prediction.probabilities
    likely_groups = []
    for name, indices in narrowest_kinds(labels).items():
        classes = [ClassProbability(labels[index], float(probabilities[index])) for index in indices]
        total = sum(member.probability for member in classes)
        if total < _MIN_GROUP_PROBABILITY:
            continue
        likeliest = sorted(classes, key=lambda member: -member.probability)[:_SHOWN_MEMBERS]
        shown = tuple(
            member
            for member in likeliest
            if member.probability >= _MIN_MEMBER_PROBABILITY and member.label != name
        )
        likely_groups.append(Group(name, total, shown))
    return sorted(likely_groups, key=lambda group: -group.probability)


def most_specific_confident_kind(prediction: Prediction) -> tuple[str, float] | None:
    """Finds the narrowest kind of thing that is likely enough to be an answer.

    Args:
        prediction: Of a network whose classes are of kinds that `core.inference.imagenet` knows.

    Returns:
        Its name, as "dog", and its probability; None if no kind has an even chance and the least confidence
        that is set for the network, or the picture looks like nothing that was taught.

    Source: Deng et al. 2012, "Hedging your bets: optimizing accuracy-specificity trade-offs in large scale
        visual recognition" (they search for the best trade-off).
    """
    if prediction.reason == "unfamiliar":
        return None
    sums: dict[str, float] = {}
    members: dict[str, int] = {}
    for label, probability in zip(prediction.bundle.labels, prediction.probabilities, strict=True):
        for kind in kinds_of(label):
            sums[kind] = sums.get(kind, 0.0) + float(probability)
            members[kind] = members.get(kind, 0) + 1
    least = max(prediction.least_confidence, MIN_SURE_PROBABILITY)
    confident = [kind for kind, total in sums.items() if total >= least]
    if not confident:
        return None
    narrowest = min(confident, key=lambda kind: members[kind])
    return narrowest, sums[narrowest]


def answer_in_a_name(prediction: Prediction) -> tuple[str, float] | None:
    """Returns the most that a network may be said to answer.

    Args:
        prediction: Of any network.

    Returns:
        The likeliest class if the network is sure and it is likely enough, else the narrowest kind of thing
        on a photo that is, with its probability; None if there is neither.
    """
    likeliest = prediction.top(1)[0]
    if prediction.sure and likeliest.probability >= prediction.least_confidence:
        return likeliest.label, likeliest.probability
    return most_specific_confident_kind(prediction) if prediction.bundle.kind == "photo" else None


def same_thing(one: str, other: str) -> bool:
    """Tells whether two classes are the same, or one is a kind of the other, as "tabby" is of "cat".

    People call their classes by many as by one: "bees" are what another network calls "bee".
    """
    kinds, names = [kinds_of(label) for label in (one, other)], [singular(one), singular(other)]
    return (
        names[0] == names[1]
        or names[0] in kinds_of(names[1])
        or names[1] in kinds_of(names[0])
        or kinds[0][:1] == kinds[1][:1] != ()
    )


def members_of_kinds(labels: Sequence[str]) -> dict[str, list[int]]:
    """Returns for each kind of thing, narrow or wide, the indices of the classes that are of it."""
    members: dict[str, list[int]] = {}
    for index, label in enumerate(labels):
        for kind in kinds_of(singular(label)):
            members.setdefault(kind, []).append(index)
    return members


def singular(label: str) -> str:
    """Returns a class's name for one of its things: the one that is known, or the regular form of English."""
    endings = (("ies", "y"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"), ("s", ""))
    forms = [label.removesuffix(many) + one for many, one in endings if label.endswith(many)]
    if not forms or label.endswith("ss") or kinds_of(label):
        return label
    return next((form for form in forms if kinds_of(form)), forms[0])
