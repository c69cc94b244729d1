"""Whether what a network took for one digit is a whole number, which is then read digit by digit."""

from collections.abc import Callable

import numpy as np

from core.errors import InklingError
from core.inference.classifier import Classifier, Prediction
from core.inference.digit_reading import NumberReading, read_number
from core.inference.drawn_numbers import read_drawn_number
from core.preprocessing.decode import Picture
from core.preprocessing.preprocessor import Content

# The task, on its card, of a network that reads numbers digit by digit.
NUMBERS_TASK = "digits"
# Ink of this strength counts, of the strongest: of a long number, small in its frame, all is faint.
_INK = 0.6
# A piece with less of the ink is a gap in a line rather than a digit; of many digits, all together are wide.
_PIECE = 0.06
# One digit is hardly ever wider than tall by more: one of which the network is sure, and any other.
_WIDE_SURE, _WIDE = 1.3, 1.1


def number_of(
    classifier: Classifier, read: Callable[[], Content], prediction: Prediction, is_drawn: bool
) -> NumberReading | None:
    """Reads a number as the Draw page does, where a picture or drawing may hold one.

    Args:
        classifier: The network that answered.
        read: Returns what it answered for; asked for a picture only if there may be several digits.
        prediction: Its answer to all of it, as one digit.
        is_drawn: Whether it is a drawing, which costs nothing to read.

    Returns:
        The number; None if there is none, or the network is for other things.
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
        # As one digit it was answered: a file that was changed since then costs no answer.
        return None
    return number.reading if number else None


def _may_be_several(prediction: Prediction) -> bool:
    """Tells whether ink is wide, or of several pieces, on what a network saw."""
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
