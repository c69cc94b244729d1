"""One steady answer out of many a second: what a network said of a camera's last frames, taken together."""

from collections import Counter, deque
from dataclasses import replace

import numpy as np

from core.inference.classifier import Prediction
from core.inference.least_confidence import is_own_least_confidence
from core.inference.rejection import MIN_SURE_PROBABILITY, Reason

SMOOTHING_SECONDS = 0.5
# More frames than any camera sends in that time.
_MAX_FRAMES = 60


class AnswerSmoother:
    """Averages one network's answers over the last half second, whether it is sure included."""

    def __init__(self) -> None:
        self._recent: deque[tuple[float, Prediction]] = deque(maxlen=_MAX_FRAMES)

    def add(self, prediction: Prediction, now_seconds: float) -> Prediction:
        """Takes in the answer to one more frame.

        Args:
            prediction: The network's answer to the frame.
            now_seconds: When the frame came, on a clock that never goes back.

        Returns:
            The same prediction, but its probabilities are the mean of those of the last half second, and it
            is sure if it was in more than half of them and the mean gives one class enough; else it
            has the reason that most of them had.
        """
        oldest_seconds = now_seconds - SMOOTHING_SECONDS
        while self._recent and self._recent[0][0] <= oldest_seconds:
            self._recent.popleft()
        self._recent.append((now_seconds, prediction))
        recent = [answer for _, answer in self._recent]
        probabilities = np.mean([answer.probabilities for answer in recent], axis=0)
        enough = _enough(prediction)
        reason = _reason(recent, probabilities, enough)
        return replace(prediction, probabilities=probabilities, reason=reason, least_confidence=enough)


def _enough(prediction: Prediction) -> float:
    """Returns what the mean must reach: one odd frame among sure ones leaves less than each of them had.

    What the person has set holds for the mean, too.
    """
    is_own = is_own_least_confidence(prediction.bundle, prediction.least_confidence)
    return MIN_SURE_PROBABILITY if is_own else prediction.least_confidence


def _reason(recent: list[Prediction], probabilities: np.ndarray, enough: float) -> Reason:
    """Decides together for all frames whether the answer may be given as one."""
    sure = sum(answer.sure for answer in recent)
    if 2 * sure > len(recent):
        return "sure" if float(probabilities.max()) >= enough else "torn"
    return Counter(answer.reason for answer in recent if not answer.sure).most_common(1)[0][0]
