"""Replays how a drawing grew, with a prediction at each step."""

import numpy as np

from core.inference.classifier import Classifier, Prediction
from core.preprocessing.strokes import Strokes, bounds, prefixes


def replay(classifier: Classifier, strokes: Strokes, steps: int) -> list[tuple[float, Prediction]]:
    """Predicts what a drawing shows at each step of its growth.

    Args:
        classifier: The network.
        strokes: The whole drawing.
        steps: Number of steps, each of which adds the same length of ink; at least 1.

    Returns:
        `(fraction, prediction)` for each step at which there is more than a dot; the fraction is that of the
        ink drawn so far, above 0.0 and at most 1.0.
    """
    return [
        (fraction, classifier.classify_strokes(part))
        for fraction, part in prefixes(strokes, steps)
        # Several dots have no length, but are more than a single dot.
        if part and np.ptp(bounds(part), axis=0).any()
    ]


def leading_labels(steps: list[tuple[float, Prediction]], count: int = 4) -> list[str]:
    """Returns the classes with the highest probability at any step of a replay, most likely first.

    Args:
        steps: A replay.
        count: Maximum number of classes.
    """
    if not steps:
        return []
    highest = np.max([prediction.open_set_probabilities for _, prediction in steps], axis=0)
    labels = steps[0][1].bundle.labels
    return [labels[index] for index in np.argsort(-highest, kind="stable")[:count]]
