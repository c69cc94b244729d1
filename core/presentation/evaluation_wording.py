"""Figures computed from test answers, in plain sentences."""

from collections.abc import Sequence

import numpy as np

from core.bundles.card import CardDraft
from core.bundles.card_figures import CROSS_VALIDATION, PARTLY_CROSS_VALIDATION
from core.evaluation.confusion import MistakenPair
from core.evaluation.intervals import wilson_interval
from core.evaluation.risk_coverage import Selection
from core.inference.calibration import expected_calibration_error
from core.plurals import counted, listed
from core.presentation.wording import in_percent, share_in_percent

HOW_TO_READ_RELIABILITY = (
    "Each point stands for answers with about the same confidence; its height shows how many of them were "
    "right. On the dashed line, confidence can be believed. A larger point stands for more pictures; small "
    "points are less reliable."
)
# The axes of a risk-coverage curve, and the columns of its numbers, have the same names on all pages.
SHARE_ANSWERED, ACCURACY_OF_ANSWERED = "share of pictures that it answers", "accuracy of those answered"
RISK_COVERAGE_COLUMNS = ("Answered", "Accuracy of those answered", "Not sure below")
# The sentence about confidence covers answers around this value, at most this far away, if there are enough.
_SPOKEN_OF, _AROUND, _LEAST_PICTURES = 0.9, 0.05, 20
# Otherwise, it covers the tenth of the range from 0 to 1 that has the most answers.
_TENTHS = 10


def measured_part_in_words(part: str, images: int) -> str:
    """Says what a network was measured on, such as "10,000 pictures (MNIST test) that it had never seen".

    Args:
        part: Name of the pictures on the card.
        images: Number of pictures.
    """
    pictures = counted(images, "picture")
    if part == CROSS_VALIDATION:
        return f"{pictures}, each judged by a network like it that had not seen that one ({part})"
    if part == PARTLY_CROSS_VALIDATION:
        return f"{pictures}, each judged by it or a network like it that had not seen that one ({part})"
    if _may_have_been_learned(part):
        return f"{pictures} ({part})"
    return f"{pictures} ({part}) that it had never seen"


def accuracy_in_words(accuracy: float, images: int, part: str, balanced: float | None = None) -> str:
    """Says in one sentence how many pictures a network answered correctly after its training.

    Args:
        accuracy: Share of right answers, 0.0 to 1.0.
        images: Number of pictures.
        part: Name of the pictures on the card.
        balanced: Balanced accuracy, if it is to be said too.
    """
    kinds = {CROSS_VALIDATION: "picture", PARTLY_CROSS_VALIDATION: "unseen picture"}
    where = " in cross-validation" if part == CROSS_VALIDATION else ""
    also = "" if balanced is None else f", or {share_in_percent(balanced)} if every class counted the same"
    pictures = counted(images, kinds.get(part, "test picture"))
    return f"{share_in_percent(accuracy)} of {pictures} right{where}{also}."


def accuracy_title(part: str) -> str:
    """Returns the title of the accuracy of a network that was taught here.

    Args:
        part: Name of the measured pictures on the card.
    """
    titles = {
        CROSS_VALIDATION: "Accuracy in cross-validation",
        PARTLY_CROSS_VALIDATION: "Accuracy on unseen pictures",
    }
    return titles.get(part, "Accuracy on the test part")


def mistakes_in_words(count: int, part: str) -> str:
    """Says which of a network's mistakes are shown, with the evidence for each in orange.

    Args:
        count: Number of mistakes.
        part: Name of the measured pictures on the card.
    """
    which, them = "Its mistake on a picture", "it"
    if count > 1:
        which, them = "Its most confident mistakes on pictures", "them"
    learned = {CROSS_VALIDATION: "has", PARTLY_CROSS_VALIDATION: "may have"}.get(part)
    since = f"; it {learned} learned from {them} since" if learned else ""
    return f"{which} that it had not seen{since}. Orange is where it finds evidence for its answer."


def perhaps_learned_in_words(cards: Sequence[CardDraft], titles: Sequence[str]) -> str:
    """Says which networks may have learned from their own test pictures; empty if none may have.

    Args:
        cards: The networks' cards, whose main figures name the test pictures.
        titles: Names of the networks.
    """
    parts = [card.main_figures[0] if card.main_figures is not None else "" for card in cards]
    names = [title for title, part in zip(titles, parts, strict=True) if _may_have_been_learned(part)]
    if not names:
        return ""
    its = "its" if len(names) == 1 else "their"
    return (
        f"{listed(names)} may have learned from these pictures, so {its} figures may be too good. Compare on "
        "other pictures to be sure."
    )


def _may_have_been_learned(part: str) -> bool:
    return "may have learned" in part


def all_test_pictures_in_words(card: CardDraft, images: int) -> str:
    """Says how good a network was on all test pictures, where other figures cover only some of them.

    Args:
        card: The network's card, whose main figures cover all test pictures.
        images: Number of pictures that the other figures cover.

    Returns:
        A sentence; empty if all test pictures are covered, or the card has no figures.
    """
    if card.main_figures is None or card.main_figures[1].images <= images:
        return ""
    part, figures = card.main_figures
    return (
        f"These are some of the {figures.images:,} pictures that it was tested on ({part}): of all of them, "
        f"{share_in_percent(figures.accuracy)} were right."
    )


def read_confidence(confidence: np.ndarray, is_right: np.ndarray) -> str:
    """Says what a confidence is worth, such as "When it says 90%, it is right 91 times in 100."

    Args:
        confidence: `(n,)` float, n at least 1: the probability of each answer.
        is_right: `(n,)` bool: whether each answer is right.
    """
    near = np.abs(confidence - _SPOKEN_OF) <= _AROUND
    if near.sum() < _LEAST_PICTURES:
        tenths = np.clip((confidence * _TENTHS).astype(int), 0, _TENTHS - 1)
        near = tenths == np.bincount(tenths).argmax()
    pictures, right = int(near.sum()), int(is_right[near].sum())
    low, high = wilson_interval(right, pictures)
    of = "one picture" if pictures == 1 else f"{pictures:,} pictures"
    said = _short(float(confidence[near].mean()))
    return (
        f"When it says {said}, it is right {_times(right, pictures)} in 100. "
        f"(Measured on {of}; with 95% certainty the true figure is between {_floor(low)} and {_ceil(high)}.)"
    )


def temperature_in_words(temperature: float, part: str) -> str:
    """Says what a temperature does, and on which pictures it was chosen.

    Args:
        temperature: The network's temperature.
        part: Name of the measured pictures on the card.
    """
    chosen = "on other pictures"
    if part in (CROSS_VALIDATION, PARTLY_CROSS_VALIDATION):
        some = "some of " if part == PARTLY_CROSS_VALIDATION else ""
        chosen = (
            f"on the answers to {some}these same pictures, so confidence in new ones may be off by somewhat "
            "more"
        )
    return (
        f"one number, the temperature ({temperature:.2f}), divides what it computes; it was chosen {chosen}."
    )


def compare_calibration(raw: np.ndarray, calibrated: np.ndarray, labels: np.ndarray, part: str) -> str:
    """Says how much confidence and accuracy differ, before and after calibration.

    Args:
        raw: Probabilities without a temperature, `(n, classes)`, n at least 1.
        calibrated: Probabilities with the network's temperature.
        labels: `(n,)` int: the true class of each picture.
        part: Name of the measured pictures on the card.
    """
    before, after = (expected_calibration_error(shares, labels) for shares in (raw, calibrated))
    return (
        f"On average, its confidence and its share of right answers differ by "
        f"{share_in_percent(before)} before and by {share_in_percent(after)} after calibration."
        f"{worse_calibration_in_words(before, after, 1, part)}"
    )


def worse_calibration_in_words(before: float, after: float, digits: int, part: str) -> str:
    """Explains why calibration can increase the calibration error, if it did.

    Args:
        before: The calibration error before calibration, 0.0 to 1.0.
        after: The calibration error after calibration, 0.0 to 1.0.
        digits: Number of decimals with which the two are shown as percentages.
        part: Name of the measured pictures on the card.

    Returns:
        Sentences with a leading space; empty if the shown error did not increase.
    """
    if round(after * 100, digits) <= round(before * 100, digits):
        return ""
    # What cross-validation measures also chooses the temperature, though by the likelihood.
    why = (
        "by how probable the right classes are, not by this figure."
        if part in (CROSS_VALIDATION, PARTLY_CROSS_VALIDATION)
        else "on other pictures, and fits those better than these."
    )
    return (
        f" Here calibration made it worse. That can happen: its one number, the temperature, was chosen {why}"
    )


def selection_in_words(selection: Selection, least_confidence: float) -> str:
    """Says how much a network answers, and how well, if it must be sure.

    Args:
        selection: The answers that remain.
        least_confidence: The confidence below which it says "not sure", 0.0 to 1.0.
    """
    said = f'If it says "not sure" below {least_confidence:.0%}, it answers'
    if selection.accuracy is None:
        return f"{said} none of the {selection.images:,} test pictures."
    return (
        f"{said} {in_percent(selection.coverage) if selection.coverage < 1 else 'all'} of the "
        f"{selection.images:,} test pictures, and gets {_all_or_share(selection)} of those right."
    )


def unfamiliar_in_words(sureness: np.ndarray, has_familiarity: bool) -> str:
    """Says how many test pictures a network is never sure of, whatever its confidence.

    Args:
        sureness: `(n,)`, as returned by `core.evaluation.sureness.sureness_of`.
        has_familiarity: Whether the familiarity of the pictures was stored.
    """
    if not has_familiarity:
        return (
            "Pictures that look like nothing it was taught are also refused; how familiar these ones "
            "looked was not stored."
        )
    refused = int((sureness < 0).sum())
    if not refused:
        return "None of these pictures looks so unlike what it was taught that it is also refused."
    return (
        f"{in_percent(refused / len(sureness))} of these pictures look so unlike what it was taught that it "
        "is never sure of them, wherever the slider stands."
    )


def pair_in_words(pair: MistakenPair, label: str, answer: str) -> str:
    """Says how often one class was mistaken for another."""
    return (
        f"{label} mistaken for {answer}: {pair.count:,} of "
        f"{counted(pair.images, 'picture')} ({share_in_percent(pair.count / pair.images, 0)})"
    )


def _all_or_share(selection: Selection) -> str:
    if selection.right == selection.answered:
        return "all"
    return in_percent(selection.right / selection.answered)


def _short(share: float) -> str:
    """Writes a confidence without decimals, or with one where it would otherwise look like certainty."""
    return in_percent(share, 0 if share < 0.985 else 1)


def _times(right: int, pictures: int) -> str:
    times = round(right / pictures * 100)
    if times == 100 and right < pictures:
        return "more than 99 times"
    if times == 0 and right:
        return "less than once"
    return "once" if times == 1 else f"{times} times"


def _floor(share: float) -> int:
    return int(np.floor(share * 100))


def _ceil(share: float) -> int:
    return int(np.ceil(share * 100))
