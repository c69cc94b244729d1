"""How familiar a drawing is to a network: the score that must reach the reject threshold."""

from dataclasses import dataclass

import numpy as np

from core.confidence import energy_score


@dataclass(frozen=True)
class ClassFeatures:
    """Where each class lies in feature space.

    Attributes:
        means: `(classes, channels)` float32: the mean pooled features of each class.
        precision: `(channels, channels)` float32: the inverse of the covariance that all classes share.

    Source: Lee et al. 2018, "A simple unified framework for detecting out-of-distribution samples", 2.1.
    """

    means: np.ndarray
    precision: np.ndarray

    @classmethod
    def fit(cls, features: np.ndarray, labels: np.ndarray) -> "ClassFeatures":
        """Estimates them from training pictures.

        Args:
            features: Pooled features, `(n, channels)`.
            labels: `(n,)` int, from 0 without gaps.

        Returns:
            The means and the pseudo-inverse of the shared covariance.
        """
        means = np.stack([features[labels == label].mean(axis=0) for label in range(int(labels.max()) + 1)])
        covariance = np.cov(features - means[labels], rowvar=False)
        return cls(means.astype(np.float32), np.linalg.pinv(covariance).astype(np.float32))

    def score(self, features: np.ndarray) -> np.ndarray:
        """Returns the negated squared Mahalanobis distance to the nearest class.

        Args:
            features: Pooled features, `(..., channels)`.

        Returns:
            `(...)` float32, at most 0; the nearer to 0, the more familiar.

        Source: Lee et al. 2018, equation 2.
        """
        away = features[..., None, :] - self.means
        return -((away @ self.precision) * away).sum(axis=-1).min(axis=-1)


def familiarity(logits: np.ndarray, features: np.ndarray | None, known: ClassFeatures | None) -> np.ndarray:
    """Scores how much a drawing looks like what a network was taught.

    Args:
        logits: `(..., classes)`.
        features: Feature maps `(..., rows, columns, channels)`, for the distance.
        known: Where the classes lie; None for the energy score.

    Returns:
        `(...)`; higher is more familiar.
    """
    if known is None or features is None:
        return energy_score(logits)
    return known.score(features.mean(axis=(-3, -2)))
