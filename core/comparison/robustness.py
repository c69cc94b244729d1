"""How networks' confidences change as a picture is changed step by step."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.bundles.bundle import Bundle
from core.comparison.changes import Change, changed_frame
from core.inference.classifier import Classifier, Prediction
from core.jobs.parallel import ordered_map
from core.preprocessing.decode import Picture
from core.preprocessing.ink_extraction import extract_ink
from core.preprocessing.ink_frames import refuse_dot
from core.preprocessing.preprocessor import Content, Preprocessor
from core.preprocessing.strokes import Strokes

# Pictures per task of a thread, because a small network takes about as long as waking another thread.
_AT_ONCE = 8


@dataclass(frozen=True)
class Reaction:
    """One network's answers at every step of a change.

    Attributes:
        bundle: The network's bundle.
        probabilities: `(steps, classes)` float64, calibrated, as `Prediction.open_set_probabilities`.
        is_sure: Whether the network is sure of each answer.
    """

    bundle: Bundle
    probabilities: np.ndarray
    is_sure: tuple[bool, ...]

    def answer(self, step: int) -> tuple[str, float]:
        """Returns the most likely class at a step, and its probability."""
        index = int(self.probabilities[step].argmax())
        return self.bundle.labels[index], float(self.probabilities[step, index])

    def curve(self, label: str) -> list[float] | None:
        """Returns the probability of a class at every step; None if the network does not know it."""
        if label not in self.bundle.labels:
            return None
        return [float(value) for value in self.probabilities[:, self.bundle.labels.index(label)]]


@dataclass(frozen=True)
class Robustness:
    """Several networks' answers at every step of a change.

    Attributes:
        change: The change.
        reactions: One for each network.
        frames: For each preprocessor of these networks, the picture that they see at every step.
    """

    change: Change
    reactions: tuple[Reaction, ...]
    frames: dict[Preprocessor, tuple[np.ndarray, ...]]


def robustness(classifiers: Sequence[Classifier], content: Content, change: Change) -> Robustness:
    """Changes a picture step by step and asks networks at every step; all steps are computed at once.

    Args:
        classifiers: The networks, all for drawings or all for photos.
        content: A picture, or a drawing as strokes.
        change: How it is changed: one of `changes_of` for what the networks read.

    Raises:
        NoInk: If the drawing is only a dot, or if the networks read drawings and there is no ink.
        BadDrawing: If the networks read photos and the content is strokes.
        NetworkFailed: If one of the networks fails.
    """
    if not isinstance(content, Picture):
        refuse_dot(content)
    preprocessors = dict.fromkeys(classifier.preprocessor for classifier in classifiers)
    ink = _ink(content, preprocessors)
    frames = {preprocessor: _frames(preprocessor, content, ink, change) for preprocessor in preprocessors}
    jobs = [(classifier, frame) for classifier in classifiers for frame in frames[classifier.preprocessor]]
    answered = [prediction for _, prediction in ordered_map(_ask, jobs, _AT_ONCE)]
    steps = len(change.steps)
    reactions = [
        _reaction(classifier.bundle, answered[index * steps : (index + 1) * steps])
        for index, classifier in enumerate(classifiers)
    ]
    return Robustness(change, tuple(reactions), frames)


def _ask(job: tuple[Classifier, np.ndarray]) -> Prediction:
    classifier, frame = job
    return classifier.classify_frame(frame)


def _reaction(bundle: Bundle, predictions: Sequence[Prediction]) -> Reaction:
    probabilities = np.stack([prediction.open_set_probabilities for prediction in predictions])
    return Reaction(bundle, probabilities, tuple(prediction.sure for prediction in predictions))


def _ink(content: Content, preprocessors: dict[Preprocessor, None]) -> np.ndarray | None:
    """Extracts the ink of a picture once for all networks that read drawings; None if none do."""
    if isinstance(content, Picture) and any(one.kind == "ink" for one in preprocessors):
        return extract_ink(content)
    return None


def _frames(
    preprocessor: Preprocessor, content: Content, ink: np.ndarray | None, change: Change
) -> tuple[np.ndarray, ...]:
    if change.name == "turn" and not isinstance(content, Picture):
        # Strokes are turned before they are drawn, so that lines stay sharp.
        return tuple(preprocessor(_turned_strokes(content, value)) for value in change.steps)
    placed = (
        preprocessor.of_ink(ink) if preprocessor.kind == "ink" and ink is not None else preprocessor(content)
    )
    return tuple(changed_frame(placed, change.name, value) for value in change.steps)


def _turned_strokes(strokes: Strokes, degrees: float) -> Strokes:
    """Turns a drawing clockwise around its middle."""
    radians = np.deg2rad(degrees)
    cosine, sine = np.cos(radians), np.sin(radians)
    # y points down, so this turns clockwise.
    matrix = np.array([[cosine, sine], [-sine, cosine]], dtype=np.float32)
    points = np.concatenate(strokes)
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    return [((stroke - middle) @ matrix + middle).astype(np.float32) for stroke in strokes]
