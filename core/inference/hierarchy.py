"""The hierarchy of classes: dozens of breeds are all dogs, and that is what users want to know first."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.inference.classifier import ClassProbability, Prediction
from core.inference.imagenet import kinds_of, members_of_kinds, narrowest_kinds
from core.inference.rejection import MIN_SURE_PROBABILITY

# Less likely kinds, and less likely classes of a kind, are left out.
_MIN_GROUP_PROBABILITY = 0.05
_MIN_MEMBER_PROBABILITY = 0.01
_SHOWN_MEMBERS = 3


@dataclass(frozen=True)
class Group:
    """A kind of thing and its probability.

    Attributes:
        name: For example "dog"; a class that belongs to no kind is a group of its own.
        probability: Sum over its classes, 0.0 to 1.0.
        members: Its most likely classes, most likely first; empty for a class that is a group of its own.
    """

    name: str
    probability: float
    members: tuple[ClassProbability, ...]


def groups(prediction: Prediction) -> list[Group]:
    """Sums probabilities by kind, with each class in its narrowest kind; most likely kind first."""
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
        prediction: Prediction of a network whose classes are of kinds that `core.inference.imagenet` knows.

    Returns:
        Its name, such as "dog", and its probability; None if no kind reaches both an even chance and the
        least confidence that is set for the network, if the picture is unfamiliar, or if the network knows
        only one class of that kind.

    Source: Deng et al. 2012, "Hedging your bets: optimizing accuracy-specificity trade-offs in large scale
        visual recognition" (which searches for the best trade-off).
    """
    if prediction.reason == "unfamiliar":
        return None
    members = members_of_kinds(prediction.bundle.labels)
    sums = {kind: float(prediction.probabilities[indices].sum()) for kind, indices in members.items()}
    least = max(prediction.least_confidence, MIN_SURE_PROBABILITY)
    confident = [kind for kind, total in sums.items() if total >= least]
    if not confident:
        return None
    narrowest = min(confident, key=lambda kind: len(members[kind]))
    return (narrowest, sums[narrowest]) if len(members[narrowest]) > 1 else None


def informative_kind(label: str, labels: Sequence[str]) -> str | None:
    """Returns the narrowest kind of a class, such as "dog", if a network knows several classes of it.

    Otherwise, it says nothing, and may be that of a namesake: a class "plane" that somebody has taught may
    show aircraft, but WordNet's plane is a tool.

    Args:
        label: The class.
        labels: All classes of the network.
    """
    kind = next(iter(kinds_of(label)), None)
    return kind if sum(kind in kinds_of(other) for other in labels) > 1 else None


def answer_in_a_name(prediction: Prediction) -> tuple[str, float] | None:
    """Returns the most specific answer that a prediction allows.

    Args:
        prediction: Prediction of any network.

    Returns:
        The most likely class if the network is sure and the class is likely enough; otherwise, for photos,
        the narrowest kind of thing that is likely enough. Either comes with its probability; None if there
        is neither.
    """
    likeliest = prediction.top(1)[0]
    if prediction.sure and likeliest.probability >= prediction.least_confidence:
        return likeliest.label, likeliest.probability
    return most_specific_confident_kind(prediction) if prediction.bundle.kind == "photo" else None


def same_thing(one: str, other: str) -> bool:
    """Returns whether two classes are the same, share their narrowest kind, or one is a kind of the other.

    For example, "tabby" is a kind of "cat". Users also name classes in the plural: "bees" is the same class
    as "bee" of another network.
    """
    kinds, names = [kinds_of(label) for label in (one, other)], [singular(one), singular(other)]
    return (
        names[0] == names[1]
        or names[0] in kinds_of(names[1])
        or names[1] in kinds_of(names[0])
        or kinds[0][:1] == kinds[1][:1] != ()
    )


def singular(label: str) -> str:
    """Returns the singular of a class's name: a form that is a known class, or the regular English one."""
    endings = (("ies", "y"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"), ("s", ""))
    forms = [label.removesuffix(many) + one for many, one in endings if label.endswith(many)]
    if not forms or label.endswith("ss") or kinds_of(label):
        return label
    return next((form for form in forms if kinds_of(form)), forms[0])
