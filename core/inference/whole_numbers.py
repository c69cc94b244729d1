"""Detects whether what a network took for one digit is a whole number, and reads that digit by digit."""

from collections.abc import Callable

import numpy as np

from core.errors import InklingError
from core.inference.classifier import Classifier, Prediction
from core.inference.digit_reading import NumberReading, read_number
from core.inference.drawn_numbers import read_drawn_number
from core.preprocessing.decode import Picture
from core.preprocessing.preprocessor import Content

# Task, as stated on the card, of networks that read numbers digit by digit.
NUMBERS_TASK = "digits"
# Ink counts from this share of the strongest: a long number is small in its frame, and all its ink is faint.
_INK = 0.6
# A piece with a smaller share of the ink is due to a gap in a line rather than a digit. Many digits, each of
# which is small, are recognised by their width together.
_PIECE = 0.06
# One digit hardly ever has a larger ratio of width to height: one that the network is sure of, and any other.
_WIDE_SURE, _WIDE = 1.3, 1.1


def number_of(
    classifier: Classifier, read: Callable[[], Content], prediction: Prediction, is_drawn: bool
) -> NumberReading | None:
    """Reads a number, as the Draw page does, if a picture or drawing may show one.

    Args:
        classifier: The network that answered.
        read: Returns what it answered for; called for a picture only if there may be several digits.
        prediction: The network's answer for the whole picture or drawing, as one digit.
        is_drawn: Whether it is a drawing, which costs nothing to read.

    Returns:
        The number; None if there is none, or the network is not for digits.
    """
    if classifier.bundle.task != NUMBERS_TASK or not (is_drawn or _may_be_several(prediction)):
        return None
    try:
        content = read()
        if isinstance(content, Picture):
            reading = read_number(content, [classifier])
            return reading if reading.is_number else None
        number = read_drawn_number(content, [classifier])
    except InklingError:
        # It has already been answered as one digit, which stands even if the file has changed since then.
        return None
    return number.reading if number else None


def _may_be_several(prediction: Prediction) -> bool:
    """Returns whether the ink that a network saw is wide, or consists of several pieces."""
    from scipy import ndimage

    strongest = prediction.seen.max()
    if strongest <= 0:
        return False
    ink = prediction.seen >= _INK * strongest
    rows, columns = ink.any(axis=1).nonzero()[0], ink.any(axis=0).nonzero()[0]
    widest = (_WIDE_SURE if prediction.sure else _WIDE) * (rows[-1] - rows[0])
    if columns[-1] - columns[0] > widest:
        return True
    pieces, count = ndimage.label(ink)
    if count < 2:
        return False
    pixels = np.bincount(pieces.ravel())[1:]
    return bool((pixels >= _PIECE * pixels.sum()).sum() > 1)
