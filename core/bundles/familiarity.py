"""How familiar a picture is to a network that was taught on another one's features."""

from dataclasses import dataclass

import numpy as np

# The names of its arrays among a bundle's weights.
FAMILIARITY_CENTER, FAMILIARITY_MEANS = "familiarity/center", "familiarity/means"


@dataclass(frozen=True)
class Familiarity:
    """What pictures of each class look like to a network: the directions in which their features lie.

    Attributes:
        center: `(channels,)` float32: features of pictures of anything, from which directions are taken.
        means: `(classes, channels)` float32: mean features of each class.
    """

    center: np.ndarray
    means: np.ndarray

    def score(self, features: np.ndarray) -> np.ndarray:
        """Measures how familiar pictures are.

        Args:
            features: `(..., channels)`: the mean of each one's feature map over its places.

        Returns:
            `(...)` float32, -1 to 1: the largest cosine between the picture and the mean of a class, both
            as seen from the centre.

        Source: `benchmarks/unknown.py` compares it with others; the cosine to class means is that of Snell et
            al. 2017, "Prototypical networks for few-shot learning", with the centring of Wang et al. 2019,
            "SimpleShot", section 2.
        """
        cosines = _unit(features - self.center) @ _unit(self.means - self.center).T
        highest: np.ndarray = cosines.max(axis=-1)
        return highest

    def arrays(self) -> dict[str, np.ndarray]:
        """Returns it as a bundle's weights hold it."""
        return {FAMILIARITY_CENTER: self.center, FAMILIARITY_MEANS: self.means}


def learn_familiarity(
    features: np.ndarray, labels: np.ndarray, classes: int, center: np.ndarray
) -> Familiarity:
    """Takes the mean of each class.

    Args:
        features: `(n, channels)`.
        labels: `(n,)` int.
        classes: Number of classes; one without pictures looks like nothing.
        center: `(channels,)`.
    """
    means = np.tile(center, (classes, 1)).astype(np.float32)
    for label in np.unique(labels):
        means[label] = features[labels == label].mean(axis=0)
    return Familiarity(center.astype(np.float32), means)


def _unit(vectors: np.ndarray) -> np.ndarray:
    unit: np.ndarray = vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-12)
    return unit
