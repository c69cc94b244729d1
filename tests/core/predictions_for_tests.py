"""Predictions with probabilities that a test chooses."""

import numpy as np

from core.inference.classifier import Prediction
from core.inference.imagenet import imagenet_names


class Asked:
    """A prediction with given probabilities of given classes; all other classes share the rest."""

    def __init__(self, shares, reason="sure", labels=None):
        labels = tuple(labels or imagenet_names())
        rest = (1 - sum(shares.values())) / (len(labels) - len(shares))
        self.probabilities = np.array([shares.get(label, rest) for label in labels])
        self.open_set_probabilities = self.probabilities
        self.bundle = type("Labelled", (), {"labels": labels, "kind": "photo"})
        self.reason, self.sure = reason, reason == "sure"
        self.least_confidence = 0.5

    def top(self, count):
        return Prediction.top(self, count)
