"""Reads numbers on pictures: finds each digit, with a network's help where the shape alone is ambiguous."""

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
# A figure with a larger ratio of width to height may be several digits that touch; so may a narrower one that
# is the only one in a number that the network is not sure of.
_WIDE, _WIDE_IN_NUMBER = 1.1, 0.9
# No digit has a larger ratio of width to height.
_WIDEST = 1.4
# A broken digit has at most this many parts.
_MAX_PARTS = 3
# Nobody writes more digits than this that all touch; stripes would be cut into that many ones.
_MAX_TOUCHING = 4
# At most this share of the digits, or one digit, may be unread: words and things can form a row, too.
_MAX_UNREAD_SHARE = 0.1


class FigureReader:
    """Runs a network only once for each figure: finding digits and reading them both need its answer.

    Args:
        classifier: The network.
    """

    def __init__(self, classifier: Classifier) -> None:
        self._classifier = classifier
        self._answers: dict[tuple[tuple[int, ...], bytes], Prediction] = {}

    def read(self, figure: Figure) -> Prediction:
        """Returns the network's answer for a figure; raises `NetworkFailed` if it fails."""
        # Finding digits twice gives figures that are equal, but not the same.
        content = figure.ink.shape, figure.ink.tobytes()
        if content not in self._answers:
            self._answers[content] = self._classifier.classify_ink(figure.ink)
        return self._answers[content]


@dataclass(frozen=True)
class NumberReading:
    """The digits on a picture, and what networks answer for each of them.

    Attributes:
        figures: The digits, in reading order; those beyond `MAX_DIGITS` are left out.
        answers: For each digit, the predictions of all networks that did not fail, in the networks' order.
        scale: Width of one pixel of the figures, in pixels of the picture.
        has_more: Whether there are more digits than were read.
    """

    figures: list[Figure]
    answers: list[list[Prediction]] = field(repr=False)
    scale: float
    has_more: bool

    @property
    def is_number(self) -> bool:
        """Whether there are several figures, most of them alike and nearly all read by most networks."""
        count = len(self.figures)
        unread = count - sum(map(self._is_read, range(count)))
        is_read = unread <= max(1, _MAX_UNREAD_SHARE * count)
        return count > 1 and is_read and sum(are_alike(self.figures)) > count / 2

    def label_of(self, index: int) -> str:
        """Returns the label that most of the sure networks give a digit; empty if no network is sure.

        Args:
            index: Index of the digit. In a tie, the label that comes first in the networks' order counts.
        """
        counts = Counter(answer.top(1)[0].label for answer in self.answers[index] if answer.sure)
        return counts.most_common(1)[0][0] if counts else ""

    def _is_read(self, index: int) -> bool:
        """Returns whether at least half of the networks are sure of a digit."""
        answers = self.answers[index]
        return bool(answers) and 2 * sum(answer.sure for answer in answers) >= len(answers)


def read_number(picture: Picture, classifiers: Sequence[Classifier]) -> NumberReading:
    """Finds all digits on a picture and reads each of them separately.

    Args:
        picture: A scan, a photo of paper or a screenshot.
        classifiers: Networks for digits; the first one also helps to find the digits. Without any network,
            the whole drawing is one figure.

    Raises:
        NoInk: If the picture is blank.
        NetworkFailed: If the first network fails while the digits are being found.
    """
    ink = extract_ink(picture)
    scale = picture.pixels.shape[1] / ink.shape[1]
    if not classifiers:
        drawing = part_of(Figure(0, 0, ink), 0, ink.shape[1])
        return NumberReading([drawing] if drawing else [], [[]], scale, has_more=False)
    readers = [FigureReader(classifier) for classifier in classifiers]
    return read_digits(find_digits(ink, readers[0]), readers, scale)


def read_digits(
    found: Sequence[Figure], readers: Sequence[FigureReader], scale: float = 1.0
) -> NumberReading:
    """Runs networks on each digit separately.

    Args:
        found: The digits; those beyond `MAX_DIGITS` are left out.
        readers: Networks for digits; one that fails is left out.
        scale: Width of one pixel of the digits, in pixels of the picture.
    """
    figures = list(found[:MAX_DIGITS])
    answers: list[list[Prediction]] = [[] for _ in figures]
    for reader in readers:
        try:
            said = [reader.read(figure) for figure in figures]
        except NetworkFailed:
            # The page reports the failure where it shows a single digit in detail.
            continue
        for of_figure, answer in zip(answers, said, strict=True):
            of_figure.append(answer)
    return NumberReading(figures, answers, scale, has_more=len(found) > MAX_DIGITS)


def find_digits(ink: np.ndarray, reader: FigureReader) -> list[Figure]:
    """Finds each digit on a picture.

    A figure that is too wide for one digit is cut if the network is sure of every part but not of the whole.
    Figures that are close together are joined if the network is sure that they are one digit, since two
    digits hardly ever look like one.

    Args:
        ink: `(height, width)` uint8, 255 for full ink.
        reader: A network for digits.

    Returns:
        The digits in reading order; at most one more than `MAX_DIGITS`, which shows that there are more.
    """
    figures = separate_figures(ink)[: MAX_DIGITS + 1]
    if 1 < len(figures) <= _MAX_PARTS and all(map(are_close, figures, figures[1:])):
        whole = _as_one(figures, reader)
        if whole is not None:
            return [whole]
    wide = _wide(figures, reader)
    figures = [part for figure in figures for part in _cut(figure, reader, wide)]
    return reading_order(_joined(figures, reader))[: MAX_DIGITS + 1]


def _joined(figures: Sequence[Figure], reader: FigureReader) -> list[Figure]:
    """Joins figures that are close together in a line and form a digit only together."""
    joined: list[Figure] = []
    start = 0
    while start < len(figures):
        digit, count = figures[start], 1
        for more in range(min(_MAX_PARTS, len(figures) - start), 1, -1):
            parts = figures[start : start + more]
            if all(map(are_neighbours, parts, parts[1:])) and (whole := _as_one(parts, reader)):
                digit, count = whole, more
                break
        joined.append(digit)
        start += count
    return joined


def _as_one(parts: Sequence[Figure], reader: FigureReader) -> Figure | None:
    """Joins parts if the network is sure that they are one digit; otherwise returns None."""
    whole = join_figures(parts)
    is_one = whole.width_px <= _WIDEST * whole.height_px and reader.read(whole).sure
    return whole if is_one else None


def _wide(figures: Sequence[Figure], reader: FigureReader) -> float:
    """Returns the ratio of width to height from which a figure may be several digits.

    It is lower if the network is sure of all figures but one: in a word, it is unsure of several letters.
    """
    if not any(_WIDE_IN_NUMBER <= figure.width_px / figure.height_px < _WIDE for figure in figures):
        return _WIDE
    unsure = sum(not reader.read(figure).sure for figure in figures)
    return _WIDE_IN_NUMBER if unsure == 1 < len(figures) else _WIDE


def _cut(figure: Figure, reader: FigureReader, wide: float) -> list[Figure]:
    """Cuts a figure of several digits in the way that makes the network most sure of all parts.

    Args:
        figure: A figure, which stays whole if the network is sure of it.
        reader: A network for digits.
        wide: The ratio of width to height from which a figure may be several digits; no part is wider.
    """
    if figure.width_px < wide * figure.height_px or reader.read(figure).sure:
        return [figure]
    ends = [0, *cuts(figure), figure.width_px]
    # For each possible end of a part: the lowest total surprise of the digits up to it, and those digits.
    best: dict[int, tuple[float, list[Figure]]] = {0: (0.0, [])}
    for last in range(1, len(ends)):
        ways = []
        for first in range(last):
            part = part_of(figure, ends[first], ends[last]) if first in best else None
            if part is None or part.width_px > wide * figure.height_px:
                continue
            answer = reader.read(part)
            if answer.sure:
                cost, before = best[first]
                ways.append((cost + _surprise(answer), [*before, part]))
        if ways:
            best[last] = min(ways, key=lambda way: way[0])
    _, parts = best.get(len(ends) - 1, (0.0, [figure]))
    return parts if len(parts) <= _MAX_TOUCHING else [figure]


def _surprise(answer: Prediction) -> float:
    """Returns the surprise of the network's answer (its negative log probability), in nats."""
    return -float(np.log(answer.probabilities.max()))
