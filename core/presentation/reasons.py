"""Why a network answers as it does: what it was taught with, and how often it is right when this sure."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from core.bundles.bundle import Bundle
from core.errors import BadBundle
from core.evaluation.stored_answers import read_stored_answers
from core.inference.classifier import Prediction
from core.inference.least_confidence import is_own_least_confidence
from core.inference.rejection import MIN_SURE_PROBABILITY
from core.plurals import counted
from core.presentation.wording import in_percent, is_worth_naming, spelled_out

_REMEMBERED = 64
# Test pictures with a confidence this close count as "as sure". If there are too few of them, the nearest
# ones do, up to a maximum distance.
_ABOUT, _AT_MOST, _LEAST_PICTURES = 0.03, 0.15, 20
# Where details start in the name of a source, such as "(21 of the 30 training writers)". Only the Networks
# page shows them.
_DETAILS = re.compile(r" \(|: |, by way of ")


@dataclass(frozen=True)
class _Tested:
    """A bundle as a cache key that is compared by content.

    Attributes:
        fingerprint: Fingerprint of the bundle.
        bundle: The bundle.
    """

    fingerprint: str
    bundle: Bundle = field(compare=False)


def reasons(answer: Prediction, kind: tuple[str, float] | None = None) -> str:
    """Explains an answer in one or two sentences that add to what its bars show.

    Args:
        answer: The prediction.
        kind: For a photo, the kind of thing that is the answer, and its probability; None if there is none.
    """
    best, is_torn = answer.top(1)[0], answer.reason == "torn"
    if answer.reason == "unfamiliar":
        guess = (
            f" If it had to choose, it would say {best.label}." if is_worth_naming(best.probability) else ""
        )
        return f"{_taught_with(answer.bundle)}, and this looks like none of them.{guess}"
    taught = f"{_taught_with(answer.bundle)}."
    if kind is not None and best.probability < max(answer.least_confidence, MIN_SURE_PROBABILITY):
        return (
            f"{taught} It cannot tell which kind of {kind[0]} this is, but all kinds together come to "
            f"{in_percent(kind[1])}."
        )
    if MIN_SURE_PROBABILITY <= best.probability < answer.least_confidence:
        is_own = is_own_least_confidence(answer.bundle, answer.least_confidence)
        set_where = "" if is_own else ", as set on the Networks page"
        taught = f"It answers only if it is at least {answer.least_confidence * 100:g}% sure{set_where}."
    return f"{taught} {_in_its_test(answer.bundle, best.probability, is_torn)}"


def _taught_with(bundle: Bundle) -> str:
    """Says how many things a network was taught and with which pictures, without a full stop."""
    pictures = bundle.card.training.pictures
    names = [
        f'"{source.name}"' if source.is_own else _DETAILS.split(source.name)[0]
        for source in bundle.card.training.data
    ]
    sentence = f"It was taught {len(bundle.labels):,} things"
    if pictures:
        sentence += f" with {counted(pictures, 'picture')}"
    elif names:
        sentence += " with pictures"
    if not names:
        return sentence
    rest = len(names) - 1
    others = f" and {spelled_out(rest)} other {'collection' if rest == 1 else 'collections'}" if rest else ""
    return f"{sentence} from {names[0]}{others}"


def _in_its_test(bundle: Bundle, confidence: float, is_torn: bool) -> str:
    """Says how often the network was right on test pictures that it was about as sure of."""
    tested = _test_answers(_Tested(bundle.fingerprint, bundle))
    if tested is None:
        return "How often it is right is not known: it came without test answers."
    what = "drawings" if bundle.kind == "ink" else "photos"
    distance = np.abs(tested[0] - confidence)
    nearest = np.sort(distance)[min(_LEAST_PICTURES, len(distance)) - 1]
    near = distance <= max(_ABOUT, nearest)
    count, right = int(near.sum()), int(tested[1][near].sum())
    if count < _LEAST_PICTURES or nearest > _AT_MOST:
        return f"Of all its {len(distance):,} test {what}, it got {int(tested[1].sum()):,} right."
    share = "all" if right == count else f"{right:,}"
    if is_torn:
        return (
            f"It was as unsure about {count:,} test {what}, and its best guess was right for {share} of them."
        )
    return f"It was as sure about {count:,} test {what}, and got {share} of them right."


@lru_cache(_REMEMBERED)
def _test_answers(tested: _Tested) -> tuple[np.ndarray, np.ndarray] | None:
    """Reads the confidence and correctness of each test answer; None if the bundle has no usable ones."""
    try:
        answers = read_stored_answers(tested.bundle)
    except BadBundle:
        return None
    return answers.confidence, answers.is_right
