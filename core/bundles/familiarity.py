"""How familiar a picture is to a network that was taught on another one's features."""

from dataclasses import dataclass

import numpy as np

# The name of its array among a bundle's weights.
FAMILIARITY_MEANS = "familiarity/means"


@dataclass(frozen=True)
class Familiarity:
    """What pictures of each class look like to a network.

    Attributes:
        means: `(classes, channels)` float32: mean features of each class.
    """

    means: np.ndarray

    def score(self, features: np.ndarray) -> np.ndarray:
        """Measures how familiar pictures are.

        Args:
            features: `(..., channels)`: the mean of each one's feature map over its places.

        Returns:
            `(...)` float32, -1 to 1: the largest correlation (Pearson's) between the picture's features and
            the means of a class.

        Source: the cosine to class means is that of Snell et al. 2017, "Prototypical networks for few-shot
            learning", with centred features as in Wang et al. 2019, "SimpleShot", section 2;
            `benchmarks/heads.py` compares it with the energy score.
        """
        highest: np.ndarray = (_centred(features) @ _centred(self.means).T).max(axis=-1)
        return highest

    def arrays(self) -> dict[str, np.ndarray]:
        """Returns it as a bundle's weights hold it."""
        return {FAMILIARITY_MEANS: self.means}


def learn_familiarity(features: np.ndarray, labels: np.ndarray, classes: int) -> Familiarity:
    """Takes the mean of each class.

    Args:
        features: `(n, channels)`.
        labels: `(n,)` int.
        classes: Number of classes; one without pictures looks like nothing.
    """
    means = np.zeros((classes, features.shape[1]), np.float32)
    for label in np.unique(labels):
        means[label] = features[labels == label].mean(axis=0)
    return Familiarity(means)


def _centred(vectors: np.ndarray) -> np.ndarray:
    """Subtracts each vector's own mean, and gives it the length 1."""
    centred = vectors - vectors.mean(axis=-1, keepdims=True)
    unit: np.ndarray = centred / np.maximum(np.linalg.norm(centred, axis=-1, keepdims=True), 1e-12)
    return unit
