"""Kinds of things: dozens of breeds are all dogs, and a person asks for the dog first."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.applications import imagenet_names, imagenet_numbers
from core.classifier import Answer, Guess
from core.confidence import MIN_SURE_PROBABILITY

GROUPS_FILE = Path(__file__).with_name("imagenet_groups.txt")
# The ten of `everyday-10`; most are themselves what ImageNet's classes are kinds of.
_OTHERS = {
    "cat": ("cat", "mammal", "animal"),
    "dog": ("dog", "mammal", "animal"),
    "deer": ("deer", "hoofed animal", "mammal", "animal"),
    "horse": ("horse", "hoofed animal", "mammal", "animal"),
    "bird": ("bird", "animal"),
    "frog": ("frog", "amphibian", "animal"),
    "airplane": ("aircraft", "vehicle"),
    "automobile": ("car", "vehicle"),
    "ship": ("ship", "vehicle"),
    "truck": ("truck", "vehicle"),
}
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
    members: tuple[Guess, ...]

    def in_words(self) -> str:
        """Writes it as "dog 95 %: Labrador retriever 61 %, golden retriever 22 %"."""
        members = ", ".join(f"{each.label} {each.probability * 100:.0f} %" for each in self.members)
        return f"{self.name} {self.probability * 100:.0f} %{f': {members}' if members else ''}"


@cache
def _kinds() -> dict[str, tuple[str, ...]]:
    lines = GROUPS_FILE.read_text(encoding="utf-8").splitlines()
    by_number = {number: kinds for number, _, kinds in (line.partition("\t") for line in lines)}
    numbers = zip(imagenet_names(), imagenet_numbers(), strict=True)
    return {
        name: tuple(by_number[number].split(">")) for name, number in numbers if by_number[number]
    } | _OTHERS


def kinds_of(label: str) -> tuple[str, ...]:
    """Returns the kinds of thing that a class is, the narrowest first; none for a class that is not known.

    Source: the parents in WordNet (Miller 1995); written by `recipes/imagenet_groups.py`.
    """
    return _kinds().get(label, ())


def groups(answer: Answer) -> list[Group]:
    """Adds an answer's probabilities up by kind, each class in its narrowest one; the likeliest first."""
    members: dict[str, list[Guess]] = {}
    for label, probability in zip(answer.bundle.labels, answer.probabilities, strict=True):
        name = next(iter(kinds_of(label)), label)
        members.setdefault(name, []).append(Guess(label, float(probability)))
    found = []
    for name, all_of_it in members.items():
        total = sum(each.probability for each in all_of_it)
        if total < _LEAST:
            continue
        likely = sorted(all_of_it, key=lambda each: -each.probability)[:_MEMBERS]
        shown = tuple(each for each in likely if each.probability >= 0.01 and each.label != name)
        found.append(Group(name, total, shown))
    return sorted(found, key=lambda group: -group.probability)


def hedged(answer: Answer) -> tuple[str, float] | None:
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


def in_short(answer: Answer) -> str:
    """Says what it is in a few words, as "a dog, probably a Labrador retriever"."""
    best = answer.top(1)[0]
    if answer.sure:
        narrowest = next(iter(kinds_of(best.label)), best.label)
        kind_first = "" if narrowest == best.label else f"{with_article(narrowest)}, probably "
        return kind_first + with_article(best.label)
    kind = hedged(answer)
    if kind is None:
        return "not sure"
    closest = best.label if kind[0] in kinds_of(best.label) else None
    return f"{with_article(kind[0])}{f', perhaps {with_article(closest)}' if closest else ''}"


def with_article(name: str) -> str:
    """Puts "a" or "an" before a name, and nothing before a plural."""
    if name.endswith("s") and not name.endswith(("ss", "us", "is", "os")):
        return name
    return f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"
