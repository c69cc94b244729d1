"""Replays a drawing as it grew: the prediction for each part of it."""

import numpy as np

from core.inference.classifier import Classifier, Prediction
from core.preprocessing.strokes import Strokes, bounds, prefixes


def replay(classifier: Classifier, strokes: Strokes, steps: int) -> list[tuple[float, Prediction]]:
    """Predicts what a drawing shows after each part of it.

    Args:
        classifier: The network.
        strokes: The whole drawing.
        steps: Into how many parts of equal length its ink is cut, at least 1.

    Returns:
        `(fraction, prediction)` for each beginning of the drawing that is more than a dot; the fraction of
        its ink is above 0.0 and at most 1.0.
    """
    return [
        (fraction, classifier.classify_strokes(part))
        for fraction, part in prefixes(strokes, steps)
        # Several dots have no length, but are more than one.
        if part and np.ptp(bounds(part), axis=0).any()
    ]


def leading_labels(steps: list[tuple[float, Prediction]], count: int = 4) -> list[str]:
    """Returns the classes that were likeliest at any time of a replay, the likeliest first.

    Args:
        steps: A replay.
        count: How many classes at most.
    """
    if not steps:
        return []
    highest = np.max([prediction.open_set_probabilities for _, prediction in steps], axis=0)
    labels = steps[0][1].bundle.labels
    return [labels[index] for index in np.argsort(-highest, kind="stable")[:count]]
