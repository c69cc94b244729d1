"""Reads numbers on pictures: finds each digit, with a network's help where shape alone does not tell."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from core.errors import NetworkFailed
from core.inference.classifier import Classifier, Prediction
from core.preprocessing.decode import Picture
from core.preprocessing.figures import (
    Figure,
    are_alike,
    are_close,
    are_neighbours,
    cuts,
    join_figures,
    part_of,
    reading_order,
    separate_figures,
)
from core.preprocessing.ink_extraction import extract_ink

MAX_DIGITS = 30
# A figure that is wider than it is tall by this may be several digits that touch.
_WIDE = 1.1
# No digit is wider than it is tall by more.
_WIDEST = 1.4
# A broken digit has at most so many parts.
_MAX_PARTS = 3
# So many digits that all touch nobody writes; stripes are cut into as many ones.
_MAX_TOUCHING = 4
# Of all digits but so many, and but one, most networks must be sure: words and things stand in a row, too.
_MAX_UNREAD_SHARE = 0.1


@dataclass(frozen=True)
class NumberReading:
    """What networks make of the digits on a picture.

    Attributes:
        figures: The digits, in reading order; those beyond `MAX_DIGITS` are left out.
        answers: For each of them what every network says that did not fail, in the networks' order.
        scale: How many pixels of the picture one of the figures' pixels is wide.
        has_more: Whether there are more digits than were read.
    """

    figures: list[Figure]
    answers: list[list[Prediction]] = field(repr=False)
    scale: float
    has_more: bool

    @property
    def is_number(self) -> bool:
        """Whether there are several figures, most of them alike, and nearly all read by most networks."""
        count = len(self.figures)
        unread = count - sum(map(self._is_read, range(count)))
        is_read = unread <= max(1, _MAX_UNREAD_SHARE * count)
        return count > 1 and is_read and sum(are_alike(self.figures)) > count / 2

    def label_of(self, index: int) -> str:
        """Returns what most networks that are sure say of a digit; empty if none of them is sure.

        Args:
            index: Of the digit; of as many for one as for another, the first network's answer counts.
        """
        counts = Counter(answer.top(1)[0].label for answer in self.answers[index] if answer.sure)
        return counts.most_common(1)[0][0] if counts else ""

    def _is_read(self, index: int) -> bool:
        """Tells whether at least half of the networks are sure of a digit."""
        answers = self.answers[index]
        return bool(answers) and 2 * sum(answer.sure for answer in answers) >= len(answers)


def read_number(picture: Picture, classifiers: Sequence[Classifier]) -> NumberReading:
    """Reads all digits on a picture, each by itself.

    Args:
        picture: A scan, a photo of paper, a screenshot.
        classifiers: Networks for digits; the first one helps to tell digits apart. Without any, all that is
            drawn is one figure.

    Raises:
        NoInk: If nothing is drawn on it.
        NetworkFailed: If the first network fails.
    """
    ink = extract_ink(picture)
    scale = picture.pixels.shape[1] / ink.shape[1]
    if not classifiers:
        drawing = part_of(Figure(0, 0, ink), 0, ink.shape[1])
        return NumberReading([drawing] if drawing else [], [[]], scale, has_more=False)
    return read_digits(find_digits(ink, classifiers[0]), classifiers, scale)


def read_digits(
    found: Sequence[Figure], classifiers: Sequence[Classifier], scale: float = 1.0
) -> NumberReading:
    """Asks networks for each digit by itself.

    Args:
        found: The digits; those beyond `MAX_DIGITS` are left out.
        classifiers: Networks for digits.
        scale: How many pixels of the picture one of the digits' pixels is wide.
    """
    figures = list(found[:MAX_DIGITS])
    answers: list[list[Prediction]] = [[] for _ in figures]
    for classifier in classifiers:
        try:
            said = [classifier.classify_ink(figure.ink) for figure in figures]
        except NetworkFailed:
            # Where one digit is looked at closely, the page says so.
            continue
        for of_figure, answer in zip(answers, said, strict=True):
            of_figure.append(answer)
    return NumberReading(figures, answers, scale, has_more=len(found) > MAX_DIGITS)


def find_digits(ink: np.ndarray, classifier: Classifier) -> list[Figure]:
    """Finds each digit on a picture.

    Where a figure is too wide for one digit, it is cut if the network is sure of every part and not of the
    whole; what stands close together is joined if it is sure of it as one digit, since two digits hardly ever
    look like one.

    Args:
        ink: `(height, width)` uint8, 255 for full ink.
        classifier: A network for digits.

    Returns:
        The digits in reading order; one more than `MAX_DIGITS` at most, which says that there are more.
    """
    figures = separate_figures(ink)[: MAX_DIGITS + 1]
    if 1 < len(figures) <= _MAX_PARTS and all(map(are_close, figures, figures[1:])):
        whole = _as_one(figures, classifier)
        if whole is not None:
            return [whole]
    figures = [part for figure in figures for part in _cut(figure, classifier)]
    return reading_order(_joined(figures, classifier))[: MAX_DIGITS + 1]


def _joined(figures: Sequence[Figure], classifier: Classifier) -> list[Figure]:
    """Joins what stands close together in a line and is a digit only together."""
    joined: list[Figure] = []
    start = 0
    while start < len(figures):
        digit, count = figures[start], 1
        for more in range(min(_MAX_PARTS, len(figures) - start), 1, -1):
            parts = figures[start : start + more]
            if all(map(are_neighbours, parts, parts[1:])) and (whole := _as_one(parts, classifier)):
                digit, count = whole, more
                break
        joined.append(digit)
        start += count
    return joined


def _as_one(parts: Sequence[Figure], classifier: Classifier) -> Figure | None:
    """Joins parts if the network is sure of them as one digit; else returns None."""
    whole = join_figures(parts)
    is_one = whole.width_px <= _WIDEST * whole.height_px and classifier.classify_ink(whole.ink).sure
    return whole if is_one else None


def _cut(figure: Figure, classifier: Classifier) -> list[Figure]:
    """Cuts a figure that is several digits where the network is surest of all parts."""
    if figure.width_px < _WIDE * figure.height_px or classifier.classify_ink(figure.ink).sure:
        return [figure]
    ends = [0, *cuts(figure), figure.width_px]
    # By the end of each part: how many digits there are up to it, how sure the network is of them, and they.
    best: dict[int, tuple[float, list[Figure]]] = {0: (0.0, [])}
    for last in range(1, len(ends)):
        ways = []
        for first in range(last):
            part = part_of(figure, ends[first], ends[last]) if first in best else None
            if part is None or part.width_px > _WIDE * figure.height_px:
                continue
            answer = classifier.classify_ink(part.ink)
            if answer.sure:
                cost, before = best[first]
                ways.append((cost + _surprise(answer), [*before, part]))
        if ways:
            best[last] = min(ways, key=lambda way: way[0])
    _, parts = best.get(len(ends) - 1, (0.0, [figure]))
    return parts if len(parts) <= _MAX_TOUCHING else [figure]


def _surprise(answer: Prediction) -> float:
    """Returns by how much the network doubts its answer, in nats."""
    return -float(np.log(answer.probabilities.max()))
