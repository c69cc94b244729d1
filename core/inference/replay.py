"""A drawing as it grew: the answer after each part of it."""

import numpy as np

from core.inference.classifier import Classifier, Prediction
from core.preprocessing.strokes import Strokes, ink_length, prefixes


def replay(classifier: Classifier, strokes: Strokes, steps: int) -> list[tuple[float, Prediction]]:
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


def leading_labels(steps: list[tuple[float, Prediction]], count: int = 4) -> list[str]:
    """Returns the classes that came closest to winning at any time, the likeliest first."""
    highest = np.max([answer.probabilities for _, answer in steps], axis=0)
    labels = steps[0][1].bundle.labels
    return [labels[i] for i in np.argsort(-highest, kind="stable")[:count]]
