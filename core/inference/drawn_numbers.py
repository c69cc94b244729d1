"""Reads numbers that are drawn on a canvas: digits side by side, found and read as on a picture.

Nearly every drawing is one digit, and is classified as a whole: strokes are read as a number only if they
clearly stand side by side.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from core.inference.classifier import Classifier
from core.inference.digit_reading import FigureReader, NumberReading, find_digits, read_digits
from core.preprocessing.figures import Figure, separate_figures
from core.preprocessing.rasterize import rasterize
from core.preprocessing.strokes import Strokes, bounds

# To find its digits, a number is rasterized this tall, with lines so thin that neighbours do not touch.
_HEIGHT_PX, _LINE_PX, _MARGIN_PX = 100, 5.0, 10
# Share of the height of the tallest group of strokes: a lower one is part of a digit, a dash or a comma.
_TALL_SHARE = 0.55
# Share of a number's height, measured between the centres of lines: no gap within one digit is as wide. Among
# 7,494 digits of 30 writers, the widest gap between two tall strokes was 0.14.
_CLEAR_SHARE = 0.16
# No more digits fit side by side on a canvas, and no number is wider than this many times its height.
MAX_DRAWN_DIGITS = 10
_MAX_WIDTH_SHARE = 12


@dataclass(frozen=True)
class DrawnNumber:
    """A number on a canvas.

    Attributes:
        reading: Its digits, as read by networks.
        strokes: The strokes of each digit, in the unit of the drawing.
    """

    reading: NumberReading
    strokes: list[Strokes]


def read_drawn_number(strokes: Strokes, classifiers: Sequence[Classifier]) -> DrawnNumber | None:
    """Reads a drawing as a number if it clearly shows several digits side by side.

    Strokes that the first network is sure of as one digit are not split, unless a gap between them is wider
    than in any digit.

    Args:
        strokes: The drawing, in any unit, y down.
        classifiers: Networks for digits; the first one also helps to find the digits.

    Returns:
        The number; None if the drawing should be classified as a whole.

    Raises:
        NetworkFailed: If the first network fails while the digits are being found.
    """
    if not classifiers or not 1 < _count_side_by_side(strokes) <= MAX_DRAWN_DIGITS:
        return None
    lowest, highest = bounds(strokes)
    width, height = (highest - lowest).tolist()
    if width > _MAX_WIDTH_SHARE * height:
        return None
    scale = _HEIGHT_PX / height
    large = [(stroke - lowest) * scale + _MARGIN_PX for stroke in strokes]
    size = (round(width * scale) + 2 * _MARGIN_PX, _HEIGHT_PX + 2 * _MARGIN_PX)
    ink = rasterize(large, *size, _LINE_PX)
    readers = [FigureReader(classifier) for classifier in classifiers]
    reading = _read_apart(ink, readers) or read_digits(find_digits(ink, readers[0]), readers)
    count = len(reading.figures)
    if not reading.is_number or count > MAX_DRAWN_DIGITS:
        return None
    figure_of = [_nearest(reading.figures, stroke) for stroke in large]
    parts = [
        [stroke for stroke, figure in zip(strokes, figure_of, strict=True) if figure == index]
        for index in range(count)
    ]
    # If digits touch, a single stroke may make up two of them, which leaves one without strokes.
    return DrawnNumber(reading, parts) if all(parts) else None


def _count_side_by_side(strokes: Strokes) -> int:
    """Returns the number of tall groups of strokes that are separated by empty columns."""
    if len(strokes) < 2:
        return 0
    boxes = sorted((*stroke.min(axis=0).tolist(), *stroke.max(axis=0).tolist()) for stroke in strokes)
    groups: list[tuple[float, float, float]] = []
    for left, top, right, bottom in boxes:
        if groups and left <= groups[-1][0]:
            before = groups.pop()
            groups.append((max(right, before[0]), min(top, before[1]), max(bottom, before[2])))
        else:
            groups.append((right, top, bottom))
    heights = [bottom - top for _, top, bottom in groups]
    return sum(height >= _TALL_SHARE * max(heights) > 0 for height in heights)


def _read_apart(ink: np.ndarray, readers: Sequence[FigureReader]) -> NumberReading | None:
    """Reads digits separated by wide gaps; None if there are none, or if no network is sure of one of them.

    Some numbers, such as 10, look like one digit to a network, so that `find_digits` would join them.
    """
    figures = separate_figures(ink)
    gaps = [other.left - figure.right for figure, other in pairwise(figures)]
    if not gaps or min(gaps) + _LINE_PX < _CLEAR_SHARE * _HEIGHT_PX:
        return None
    reading = read_digits(figures, readers)
    return reading if all(map(reading.label_of, range(len(reading.figures)))) else None


def _nearest(figures: Sequence[Figure], stroke: np.ndarray) -> int:
    """Returns the index of the figure that a stroke belongs to."""
    middle = float(stroke[:, 0].mean())
    return int(np.argmin([max(figure.left - middle, middle - figure.right) for figure in figures]))
