"""Numbers and predictions in words."""

import operator
from collections.abc import Callable
from itertools import combinations

import numpy as np

from core.inference.classifier import Prediction
from core.inference.hierarchy import Group, answer_in_a_name, informative_kind, most_specific_confident_kind
from core.inference.imagenet import kinds_of

# A best guess is named from this probability on; one that is even less likely misleads, and may embarrass.
LEAST_GUESS_PROBABILITY = 0.25


def agreement(answers: list[Prediction], same: Callable[[str, str], bool] = operator.eq) -> str:
    """Says in one sentence whether several networks agree.

    Args:
        answers: The prediction of each network.
        same: Returns whether two classes mean the same thing.
    """
    said = [(answer.bundle.title, name) for answer in answers if (name := _answer_of(answer))]
    if not said:
        return _unsure(answers)
    unsure = len(answers) - len(said)
    rest = f"; {spelled_out(unsure)} {'is' if unsure == 1 else 'are'} unsure" if unsure else ""
    names = [name for _, name in said]
    if len(said) == 1:
        return f'{said[0][0]} says "{names[0]}"{rest}.'
    if not all(same(one, other) for one, other in combinations(names, 2)):
        opinions = ", ".join(f'{title} says "{name}"' for title, name in said)
        return f"The networks disagree: {opinions}{rest}."
    count = spelled_out(len(said))
    everybody = "Both" if len(said) == 2 else f"All {count}"
    return f"{count.capitalize() if unsure else everybody} networks say {_quoted(names)}{rest}."


def _answer_of(answer: Prediction) -> str | None:
    """Returns the answer, which is a class or, for a photo, a kind of thing; None for "not sure"."""
    named = answer_in_a_name(answer)
    return named[0] if named else None


def _unsure(answers: list[Prediction]) -> str:
    best = [answer.top(1)[0] for answer in answers]
    guesses = _quoted([one.label for one in best if is_worth_naming(one.probability)])
    guess = f" Best guess: {guesses}." if guesses else ""
    if len(answers) == 1:
        return f"The network is not sure.{guess}"
    who = "Neither network" if len(answers) == 2 else "None of the networks"
    return f"{who} is sure.{guess}"


def is_worth_naming(probability: float) -> bool:
    """Returns whether a network that is not sure names its best guess, by the probability that is shown."""
    return probability >= LEAST_GUESS_PROBABILITY


def names_best(answer: Prediction) -> bool:
    """Returns whether the answer in words names the most likely class, as an answer or as a best guess."""
    best = answer.top(1)[0]
    kind = most_specific_confident_kind(answer) if answer.bundle.kind == "photo" else None
    if kind is not None and not (answer.sure and best.probability >= answer.least_confidence):
        return kind[0] in kinds_of(best.label)
    return answer.sure or is_worth_naming(best.probability)


def guess_in_words(answer: Prediction) -> str:
    """Returns the most likely class, or "its best guess" if the answer in words does not name that."""
    return answer.top(1)[0].label if names_best(answer) else "its best guess"


def own_guess_in_words(networks: int) -> str:
    """Returns the choice of each network's most likely class, which is a guess unless the network is sure.

    Args:
        networks: How many networks the choice is for.
    """
    return "the network's best guess" if networks == 1 else "each network's best guess"


def not_sure_in_words(guess: str, probability: float) -> str:
    """Says that a network is not sure: "Not sure (cat?)", or "Not sure" if the guess is not worth naming."""
    return f"Not sure ({guess}?)" if is_worth_naming(probability) else "Not sure"


def compared_answer_in_words(label: str, probability: float, is_sure: bool) -> str:
    """Returns an answer with its confidence, such as "cat (91.0%)", "cat (60.0%, not sure)" or "not sure".

    Args:
        label: The most likely class.
        probability: Its probability, 0.0 to 1.0; a network that is not sure names a likely class only.
        is_sure: Whether the network is sure.
    """
    if not is_sure and not is_worth_naming(probability):
        return "not sure"
    return f"{label} ({in_percent(probability)}{'' if is_sure else ', not sure'})"


def _quoted(names: list[str]) -> str:
    return " or ".join(f'"{name}"' for name in dict.fromkeys(names))


def spelled_out(count: int) -> str:
    """Writes a count up to ten as a word: next to an answer, a digit could be mistaken for another answer."""
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return words[count] if count < len(words) else str(count)


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


def certainty(label: str, probability: float) -> str:
    """Says how sure a network is of a class: "Very sure: 95.2%" or "Leaning towards dumbbell (63.0%)"."""
    words = in_words(probability)
    if words == "leaning":
        return f"Leaning towards {label} ({in_percent(probability)})"
    return f"{words.capitalize()}: {in_percent(probability)}"


def in_decimals(value: float) -> str:
    """Writes a small number with two significant digits and no exponent: "0.00003" instead of 3e-05."""
    return np.format_float_positional(value, precision=2, fractional=False, trim="-")


def in_percent(probability: float, digits: int = 1) -> str:
    """Writes a probability as a percentage, never rounded up to 100% or down to 0%.

    Args:
        probability: From 0.0 to 1.0. Both ends are treated as rounded, as no real probability reaches them.
        digits: Number of decimals.
    """
    # The smallest percentage above 0 that can be written.
    least = 10.0**-digits
    if round(probability * 100, digits) < least:
        return f"< {least:.{digits}f}%"
    if round(probability * 100, digits) >= 100:
        return f"> {100 - least:.{digits}f}%"
    return f"{probability * 100:.{digits}f}%"


def share_in_percent(share: float, digits: int = 1) -> str:
    """Writes a share of counted things as `in_percent` does, except that none is "0%" and all is "100%".

    Args:
        share: From 0.0 to 1.0.
        digits: As for `in_percent`.
    """
    return f"{share:.0%}" if share in (0, 1) else in_percent(share, digits)


def points_in_words(change: float) -> str:
    """Writes how much a share changed, whether up or down, such as "66.7 percentage points".

    Args:
        change: The new share minus the old one, from -1.0 to 1.0.
    """
    points = f"{abs(change) * 100:.1f}"
    return "1 percentage point" if points == "1.0" else f"{points} percentage points"


def whole_points(change: float) -> str:
    """Writes how much a share changed in whole percentage points, such as "+50 points" or "-1 point"."""
    points = f"{change * 100:+.0f}"
    return f"{points} point{'' if points in ('+1', '-1') else 's'}"


def in_short(answer: Prediction) -> str:
    """Describes a prediction in a few words, such as "a dog, probably a Labrador retriever"."""
    best = answer.top(1)[0]
    if answer.sure and best.probability >= answer.least_confidence:
        of_kind = informative_kind(best.label, answer.bundle.labels)
        kind_first = f"{with_article(of_kind)}, probably " if of_kind and of_kind != best.label else ""
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
    """Writes a kind of thing, such as "dog 95%: Labrador retriever 61%, golden retriever 22%"."""
    members = ", ".join(f"{member.label} {in_percent(member.probability, 0)}" for member in group.members)
    return f"{group.name} {in_percent(group.probability, 0)}{f': {members}' if members else ''}"
