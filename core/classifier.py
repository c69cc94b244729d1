"""A bundle, loaded: drawings and pictures in, calibrated answers and heat maps out."""

import operator
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from core.bundle import Bundle
from core.confidence import Reason, energy_score, judge, softmax
from core.heat import Head
from core.preprocessing.decode import Picture
from core.preprocessing.ink_frames import INK_FRAMES
from core.preprocessing.strokes import Strokes, ink_length, prefixes


@dataclass(frozen=True)
class Guess:
    """One class and how likely it is.

    Attributes:
        label: The class.
        probability: Calibrated, 0.0 to 1.0.
    """

    label: str
    probability: float


@dataclass(frozen=True)
class Answer:
    """What one network makes of one drawing.

    Attributes:
        bundle: The model that answered.
        seen: The picture that the network saw: `(28, 28)` float32, 0.0 to 1.0, of a drawing, or
            `(height, width, 3)` uint8 of a photo.
        logits: `(classes,)` float32.
        probabilities: `(classes,)` float64, calibrated.
        reason: "sure", or why not: "unfamiliar" or "torn".
        milliseconds: Time taken by frame and network together.
        features: `(rows, columns, channels)` float32, or None.
    """

    bundle: Bundle
    seen: np.ndarray
    logits: np.ndarray
    probabilities: np.ndarray
    reason: Reason
    milliseconds: float
    features: np.ndarray | None = field(repr=False)
    head: Head | None = field(repr=False)

    @property
    def sure(self) -> bool:
        """Whether the answer may be given as one."""
        return self.reason == "sure"

    def top(self, count: int = 5) -> list[Guess]:
        """Returns the most likely classes, the most likely first."""
        order = np.argsort(-self.probabilities, kind="stable")[:count]
        return [Guess(self.bundle.labels[i], float(self.probabilities[i])) for i in order]

    def probability_of(self, label: str) -> float:
        """Returns the calibrated probability of a class; 0 if the network does not know it."""
        labels = self.bundle.labels
        return float(self.probabilities[labels.index(label)]) if label in labels else 0.0

    def heat_map(self, label: str, size_px: int = 280) -> np.ndarray | None:
        """Shows where the network looked for a class: what each place added to the class's logit.

        Args:
            label: One of the bundle's labels.
            size_px: Width and height of the result.

        Returns:
            `(size_px, size_px)` float32, 0.0 (nothing) to 1.0 (most), or None if the network's head
            leaves no exact answer.

        Source: see `core.heat.Head.evidence`.
        """
        if self.features is None or self.head is None or self.bundle.grid is None:
            return None
        evidence = self.head.evidence(self.features, self.bundle.labels.index(label))
        highest = float(evidence.max())
        if highest > 0:
            evidence = evidence / highest
        return self.bundle.grid.spread(evidence, self.seen.shape[0], size_px)


class Classifier:
    """A bundle with its network in memory. Every method may be called from any thread.

    Args:
        bundle: The bundle to load.
    """

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.preprocessor = bundle.preprocessor
        self._network = bundle.network()
        self._head = bundle.head_weights()
        # The first pass builds the network's plan; nobody's first stroke should wait for it.
        self._network.run(np.zeros(self._network.shapes.input[1:], dtype=np.float32))

    def classify_strokes(self, strokes: Strokes) -> Answer:
        """Answers for a drawing on a canvas.

        Args:
            strokes: In any unit, y down.

        Raises:
            NoInk: If nothing is drawn, or only a dot.
            BadDrawing: If the network reads photos.
        """
        return self._classify(lambda: self.preprocessor(strokes))

    def classify_picture(self, picture: Picture) -> Answer:
        """Answers for an uploaded picture.

        Args:
            picture: A photo; for a network that reads drawings a scan, a photo of paper, a saved canvas.

        Raises:
            NoInk: If the network reads drawings and there is none on it.
        """
        return self._classify(lambda: self.preprocessor(picture))

    def classify_ink(self, ink: np.ndarray) -> Answer:
        """Answers for ink that has been found already: `(height, width)` uint8, 255 for full ink."""
        return self._classify(lambda: INK_FRAMES[self.bundle.frame].of_ink(ink))

    def classify_frame(self, seen: np.ndarray) -> Answer:
        """Answers for a picture that is in the network's frame already, as `Answer.seen`."""
        return self._classify(lambda: seen)

    def run(self, seen: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
        """Runs the network on a picture in its frame; returns logits and feature map as `Network.run`."""
        return self._network.run(self.preprocessor.scaled(seen))

    def _classify(self, make_frame: Callable[[], np.ndarray]) -> Answer:
        start = time.perf_counter()
        seen = make_frame()
        logits, features = self.run(seen)
        probabilities = softmax(logits, self.bundle.temperature)
        reason = judge(probabilities, float(energy_score(logits)), self.bundle.reject_threshold)
        milliseconds = (time.perf_counter() - start) * 1000
        return Answer(self.bundle, seen, logits, probabilities, reason, milliseconds, features, self._head)


def agreement(answers: list[Answer], same: Callable[[str, str], bool] = operator.eq) -> str:
    """Says in one sentence whether several models agree.

    Args:
        answers: What each of them said.
        same: Tells whether two classes mean the same thing.
    """
    sure = [answer for answer in answers if answer.sure]
    if not sure:
        return "The model is not sure." if len(answers) == 1 else "None of the models is sure."
    unsure = len(answers) - len(sure)
    rest = f", and {unsure} {'is' if unsure == 1 else 'are'} not sure" if unsure else ""
    names = [answer.top(1)[0].label for answer in sure]
    if len(sure) == 1:
        return f"{sure[0].bundle.title} says {names[0]}{rest}."
    if not all(same(one, other) for one, other in combinations(names, 2)):
        each = [f"{answer.bundle.title} says {name}" for answer, name in zip(sure, names, strict=True)]
        return f"The models disagree: {', '.join(each)}{rest}."
    count = {2: "Two" if unsure else "Both", 3: "Three" if unsure else "All three"}.get(
        len(sure), str(len(sure)) if unsure else f"All {len(sure)}"
    )
    said = " or ".join(dict.fromkeys(names))
    return f"{count} models say {said}{rest}."


def growth(classifier: Classifier, strokes: Strokes, steps: int) -> list[tuple[float, Answer]]:
    """Replays a drawing: the answer after each part of it.

    Args:
        classifier: The model that answers.
        strokes: The whole drawing.
        steps: Into how many parts of equal length its ink is cut.

    Returns:
        `(fraction, answer)` for each part that is more than a dot.
    """
    return [
        (fraction, classifier.classify_strokes(part))
        for fraction, part in prefixes(strokes, steps)
        if ink_length(part) > 0
    ]


def leading_labels(steps: list[tuple[float, Answer]], count: int = 4) -> list[str]:
    """Returns the classes that came closest to winning at any time, the likeliest first."""
    highest = np.max([answer.probabilities for _, answer in steps], axis=0)
    labels = steps[0][1].bundle.labels
    return [labels[i] for i in np.argsort(-highest, kind="stable")[:count]]
