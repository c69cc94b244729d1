"""Figures and predictions in words."""

import operator
from collections.abc import Callable
from itertools import combinations

from core.inference.classifier import Prediction
from core.inference.hierarchy import Group, most_specific_confident_kind
from core.inference.imagenet import kinds_of


def agreement(answers: list[Prediction], same: Callable[[str, str], bool] = operator.eq) -> str:
    """Says in one sentence whether several networks agree.

    Args:
        answers: What each of them said.
        same: Tells whether two classes mean the same thing.
    """
    sure = [answer for answer in answers if answer.sure]
    if not sure:
        return "The network is not sure." if len(answers) == 1 else "None of the networks is sure."
    unsure = len(answers) - len(sure)
    rest = f", and {_in_letters(unsure)} {'is' if unsure == 1 else 'are'} not sure" if unsure else ""
    names = [answer.top(1)[0].label for answer in sure]
    if len(sure) == 1:
        return f"{sure[0].bundle.title} says {names[0]}{rest}."
    if not all(same(one, other) for one, other in combinations(names, 2)):
        opinions = [f"{answer.bundle.title} says {name}" for answer, name in zip(sure, names, strict=True)]
        return f"The networks disagree: {', '.join(opinions)}{rest}."
    count = {2: "Two" if unsure else "Both", 3: "Three" if unsure else "All three"}.get(
        len(sure), str(len(sure)) if unsure else f"All {len(sure)}"
    )
    said = " or ".join(dict.fromkeys(names))
    return f"{count} networks say {said}{rest}."


def _in_letters(count: int) -> str:
    """Writes a small count as a word: beside the answer to a drawn digit, "1" would be taken for another."""
    return {1: "one", 2: "two"}.get(count, str(count))


def in_words(probability: float) -> str:
    """Describes a calibrated probability in words."""
    for least, words in (
        (0.99, "almost certain"),
        (0.9, "very sure"),
        (0.7, "fairly sure"),
        (0.5, "leaning"),
    ):
        if probability >= least:
            return words
    return "guessing"


def in_percent(probability: float) -> str:
    """Writes a probability as a percentage, never rounded up to 100 % or down to 0 %."""
    if probability >= 0.9995:
        return "> 99.9 %"
    if probability < 0.0005:
        return "< 0.1 %"
    return f"{probability * 100:.1f} %"


def in_short(answer: Prediction) -> str:
    """Describes a prediction in a few words, for example "a dog, probably a Labrador retriever"."""
    best = answer.top(1)[0]
    if answer.sure:
        narrowest = next(iter(kinds_of(best.label)), best.label)
        kind_first = "" if narrowest == best.label else f"{with_article(narrowest)}, probably "
        return kind_first + with_article(best.label)
    kind = most_specific_confident_kind(answer)
    if kind is None:
        return "not sure"
    closest = best.label if kind[0] in kinds_of(best.label) else None
    return f"{with_article(kind[0])}{f', perhaps {with_article(closest)}' if closest else ''}"


def with_article(name: str) -> str:
    """Puts "a" or "an" before a name, and nothing before a plural."""
    if name.endswith("s") and not name.endswith(("ss", "us", "is", "os")):
        return name
    return f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"


def group_in_words(group: Group) -> str:
    """Writes a kind of thing as "dog 95 %: Labrador retriever 61 %, golden retriever 22 %"."""
    members = ", ".join(f"{member.label} {member.probability * 100:.0f} %" for member in group.members)
    return f"{group.name} {group.probability * 100:.0f} %{f': {members}' if members else ''}"
