"""How familiar a picture is to a network that was taught on the features of another one."""

from dataclasses import dataclass

import numpy as np

# The names of its arrays among a bundle's weights.
FAMILIARITY_MEANS, STRANGER_MEANS = "familiarity/means", "familiarity/strangers"
NO_STRANGERS = np.zeros((0, 0), np.float32)


@dataclass(frozen=True)
class Familiarity:
    """What pictures of each class look like to a network: their mean features.

    Attributes:
        means: `(classes, channels)` float32: mean features of each class.
        strangers: `(kinds, channels)` float32: mean features of each kind of picture that networks are often
            shown although they were not taught on it, such as faces and pages of text; there may be none.
    """

    means: np.ndarray
    strangers: np.ndarray

    def score(self, features: np.ndarray) -> np.ndarray:
        """Measures how familiar pictures are.

        Args:
            features: `(..., channels)`: the mean of each picture's feature map over its places.

        Returns:
            `(...)` float32, -3 to 1: the largest Pearson correlation between the picture's features and the
            mean features of any class. If the largest correlation with any kind of stranger is higher, the
            difference is subtracted.

        Source: the cosine similarity to class means is from Snell et al. 2017, "Prototypical networks for
            few-shot learning", with centred features as in Wang et al. 2019, "SimpleShot", section 2;
            `benchmarks/unknown.py` compares it with other scores.
        """
        centred = _centred(features)
        highest: np.ndarray = (centred @ _centred(self.means).T).max(axis=-1)
        if len(self.strangers):
            strange = (centred @ _centred(self.strangers).T).max(axis=-1)
            highest = highest - np.maximum(strange - highest, 0)
        return highest

    def arrays(self) -> dict[str, np.ndarray]:
        """Returns the arrays as stored among a bundle's weights."""
        strangers = {STRANGER_MEANS: self.strangers} if len(self.strangers) else {}
        return {FAMILIARITY_MEANS: self.means, **strangers}


def learn_familiarity(
    features: np.ndarray, labels: np.ndarray, classes: int, strangers: np.ndarray
) -> Familiarity:
    """Computes the mean features of each class.

    Args:
        features: `(n, channels)`.
        labels: `(n,)` int.
        classes: Number of classes; for one without pictures, the mean is 0 and correlates with nothing.
        strangers: `(kinds, channels)` float32, as in `Familiarity`.
    """
    means = np.zeros((classes, features.shape[1]), np.float32)
    for label in np.unique(labels):
        means[label] = features[labels == label].mean(axis=0)
    return Familiarity(means, strangers)


def _centred(vectors: np.ndarray) -> np.ndarray:
    """Subtracts each vector's own mean, then scales it to length 1."""
    centred = vectors - vectors.mean(axis=-1, keepdims=True)
    unit: np.ndarray = centred / np.maximum(np.linalg.norm(centred, axis=-1, keepdims=True), 1e-12)
    return unit
