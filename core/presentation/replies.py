"""One network's full answer for programs, so that terminal, Python and API agree with the pages."""

import math
from dataclasses import dataclass, replace

from core.inference.classifier import Prediction
from core.inference.digit_reading import NumberReading
from core.inference.hierarchy import answer_in_a_name
from core.inference.rejection import Reason
from core.presentation.number_readings import digits_of


@dataclass(frozen=True)
class Reply:
    """One network's answer for one picture or drawing.

    Attributes:
        answer: A class, a kind of thing such as "dog", or the digits of a number; None if it is not sure.
        confidence: How sure it is of its answer or best guess, 0.0 to 1.0; for a number, of all digits.
        reason: "sure", or why it is not: "unfamiliar" or "torn".
        digits: The digits of a number, from left to right, with "?" for each unsure one; empty if it is
            not a number.
        has_more_digits: Whether the number has more digits than were read.
    """

    answer: str | None
    confidence: float
    reason: Reason
    digits: tuple[str, ...] = ()
    has_more_digits: bool = False

    @property
    def sure(self) -> bool:
        """Whether there is an answer."""
        return self.reason == "sure"

    @property
    def number(self) -> str:
        """The number, such as "471" or "4?1", followed by "..." if it has more digits; empty if none."""
        return "".join(self.digits) + ("..." if self.has_more_digits else "")


def reply_of(prediction: Prediction, number: NumberReading | None = None) -> Reply:
    """Returns a network's full answer.

    Args:
        prediction: Its answer for the whole picture or drawing.
        number: Its own digit-by-digit reading, as returned by `number_of`; None if there is no number.
    """
    if number is None:
        named = answer_in_a_name(prediction)
        if named is None:
            return Reply(None, prediction.top(1)[0].probability, prediction.reason)
        return Reply(*named, prediction.reason)
    digits = tuple(digits_of(number))
    doubts = [answer.reason for answers in number.answers for answer in answers if not answer.sure]
    reason = doubts[0] if doubts else "sure"
    # As on the pages: digits are nearly independent of each other.
    confidence = math.prod(answers[0].top(1)[0].probability for answers in number.answers)
    whole = Reply(None, confidence, reason, digits, number.has_more)
    return whole if doubts else replace(whole, answer=whole.number)
