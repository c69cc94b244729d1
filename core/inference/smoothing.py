"""One steady answer for a camera, averaged over a network's answers for the last frames."""

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
    """Averages one network's answers over the last half second, including whether it is sure."""

    def __init__(self) -> None:
        self._recent: deque[tuple[float, Prediction]] = deque(maxlen=_MAX_FRAMES)

    def add(self, prediction: Prediction, now_seconds: float) -> Prediction:
        """Adds the answer for the next frame.

        Args:
            prediction: The network's answer for the frame.
            now_seconds: Time of the frame, on a clock that never goes back.

        Returns:
            The same prediction, but with the mean of the probabilities of the last half second. If more than
            half of the answers are sure, it is sure, or torn if the mean makes no class likely enough;
            otherwise it has the most common reason of those that are not sure.
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
    """Returns the probability that the mean must reach.

    This is an even chance rather than the network's own least confidence, since one odd frame among sure ones
    lowers the mean. A least confidence that the user has set is required of the mean, too.
    """
    is_own = is_own_least_confidence(prediction.bundle, prediction.least_confidence)
    return MIN_SURE_PROBABILITY if is_own else prediction.least_confidence


def _reason(recent: list[Prediction], probabilities: np.ndarray, enough: float) -> Reason:
    """Decides, for all frames together, whether the network is sure."""
    sure = sum(answer.sure for answer in recent)
    if 2 * sure > len(recent):
        return "sure" if float(probabilities.max()) >= enough else "torn"
    return Counter(answer.reason for answer in recent if not answer.sure).most_common(1)[0][0]
