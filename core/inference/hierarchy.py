"""Kinds of things: dozens of breeds are all dogs, and a person asks for the dog first."""

from dataclasses import dataclass

from core.inference.calibration import MIN_SURE_PROBABILITY
from core.inference.classifier import ClassProbability, Prediction
from core.inference.imagenet import kinds_of

# Groups are shown down to this.
_LEAST = 0.05
_MEMBERS = 3


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

    def in_words(self) -> str:
        """Writes it as "dog 95 %: Labrador retriever 61 %, golden retriever 22 %"."""
        members = ", ".join(f"{each.label} {each.probability * 100:.0f} %" for each in self.members)
        return f"{self.name} {self.probability * 100:.0f} %{f': {members}' if members else ''}"


def groups(answer: Prediction) -> list[Group]:
    """Adds an answer's probabilities up by kind, each class in its narrowest one; the likeliest first."""
    members: dict[str, list[ClassProbability]] = {}
    for label, probability in zip(answer.bundle.labels, answer.probabilities, strict=True):
        name = next(iter(kinds_of(label)), label)
        members.setdefault(name, []).append(ClassProbability(label, float(probability)))
    found = []
    for name, all_of_it in members.items():
        total = sum(each.probability for each in all_of_it)
        if total < _LEAST:
            continue
        likely = sorted(all_of_it, key=lambda each: -each.probability)[:_MEMBERS]
        shown = tuple(each for each in likely if each.probability >= 0.01 and each.label != name)
        found.append(Group(name, total, shown))
    return sorted(found, key=lambda group: -group.probability)


def most_specific_confident_kind(answer: Prediction) -> tuple[str, float] | None:
    """Finds the narrowest kind of thing that has at least an even chance.

    Returns:
        Its name, as "dog", and its probability, or None if no kind has one, or the answer looks like nothing
        that was taught.

    Source: Deng et al. 2012, "Hedging your bets: optimizing accuracy-specificity trade-offs in large scale
        visual recognition" (there, the best trade-off is searched).
    """
    if answer.reason == "unfamiliar":
        return None
    sums: dict[str, float] = {}
    members: dict[str, int] = {}
    for label, probability in zip(answer.bundle.labels, answer.probabilities, strict=True):
        for kind in kinds_of(label):
            sums[kind] = sums.get(kind, 0.0) + float(probability)
            members[kind] = members.get(kind, 0) + 1
    even = [kind for kind, total in sums.items() if total >= MIN_SURE_PROBABILITY]
    if not even:
        return None
    narrowest = min(even, key=lambda kind: members[kind])
    return narrowest, sums[narrowest]


def same_thing(one: str, other: str) -> bool:
    """Tells whether two classes are the same, or one is a kind of the other, as "tabby" is of "cat"."""
    kinds = [(label, *kinds_of(label)) for label in (one, other)]
    return one in kinds[1] or other in kinds[0] or kinds[0][1:2] == kinds[1][1:2] != ()
