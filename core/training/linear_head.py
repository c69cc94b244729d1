"""A new head: logistic regression on a backbone's features, by scikit-learn.

scikit-learn takes seconds to import, so only the worker imports this module.
"""

import warnings
from dataclasses import dataclass
from functools import cache

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from threadpoolctl import ThreadpoolController

# The inverse strengths of regularisation that cross-validation chooses from, for features whose mean squared
# distance from their mean is 1.
STRENGTHS = (0.3, 3.0, 30.0)
# Fitting two classes ends when no entry of the gradient is larger. This is scikit-learn's default for any
# number of classes.
_TOLERANCE_OF_TWO = 1e-4
_MAX_ITERATIONS, _MIN_ITERATIONS = 200, 30
# Upper bound on the cost of all iterations: minutes for a data set of hundreds of thousands of rows.
_MAX_PRODUCTS = 2e11
# Above this number of rows, not all variants of each picture are learned from.
_MAX_ROWS = 20_000
# How far the logit of a class without pictures is below the lowest logit of any other class.
_NEVER = 10.0


@dataclass(frozen=True)
class Features:
    """Features of pictures, and the pictures' classes.

    Attributes:
        variants: `(n, variants, features)` float32; variant 0 is the picture itself.
        labels: `(n,)` int, the class of each picture.
    """

    variants: np.ndarray
    labels: np.ndarray

    def of(self, indices: np.ndarray) -> "Features":
        """Returns some of the pictures, by their indices `(m,)` int."""
        return Features(self.variants[indices], self.labels[indices])


@dataclass(frozen=True)
class LinearHead:
    """A dense layer that takes the backbone's features as they are.

    Attributes:
        kernel: `(features, classes)` float32.
        bias: `(classes,)` float32.
    """

    kernel: np.ndarray
    bias: np.ndarray

    def logits(self, features: np.ndarray) -> np.ndarray:
        """Returns the logits `(n, classes)` float32 of features `(n, features)`."""
        logits: np.ndarray = features @ self.kernel + self.bias
        return logits


def train_heads(train: Features, classes: int, strengths: tuple[float, ...]) -> list[LinearHead]:
    """Trains a head for each strength; every class has the same weight, however many pictures it has.

    Args:
        train: The pictures to learn from, of at least two classes, with all variants of each picture.
        classes: Number of classes. A class without pictures is never the most likely.
        strengths: Inverse strengths of the L2 regularisation.

    Returns:
        The heads, in the order of the strengths. The same features give the same heads.
    """
    count, size = train.variants.shape[0], train.variants.shape[2]
    variants = min(train.variants.shape[1], max(1, _MAX_ROWS // count))
    rows = train.variants[:, :variants].reshape(count * variants, size)
    # Few rows go through products that need double precision; many rows take half the time without.
    rows = rows.astype(np.float64 if len(rows) < size else np.float32)
    mean = rows.mean(axis=0)
    rows -= mean
    # One scale for all features: scales of their own would amplify features that hardly vary into noise.
    scale = max(float(np.sqrt((rows**2).sum(axis=1).mean())), 1e-12)
    rows /= scale
    # Products this small are no faster on several threads, and ten times slower while other processes keep
    # the cores busy, because the threads then wait for each other.
    with _thread_pools().limit(limits=1, user_api="blas"):
        basis = _basis(rows)
        rows = rows @ basis if basis is not None else rows
        heads = []
        for strength in strengths:
            kernel, bias = _fit(rows, np.repeat(train.labels, variants), classes, strength / variants)
            kernel = (basis @ kernel if basis is not None else kernel) / scale
            heads.append(
                LinearHead(kernel.astype(np.float32), (bias - mean @ kernel).astype(np.float32)),
            )
    return heads


@cache
def _thread_pools() -> ThreadpoolController:
    """Returns the thread pools of this process; finding them takes as long as fitting a small head."""
    return ThreadpoolController()


def _basis(rows: np.ndarray) -> np.ndarray | None:
    """Returns an orthonormal basis `(features, rank)` of the span of the rows, if they are few.

    Returns None unless there are fewer rows than features.
    The best kernel lies in that span (the representer theorem), so nothing is lost and much time is saved.
    """
    count, size = rows.shape
    if count >= size:
        return None
    squared, vectors = np.linalg.eigh(rows @ rows.T)
    if squared[-1] <= 0:
        # All rows are the same, and any direction tells as little as another one.
        return np.eye(size, 1)
    is_kept = squared > squared[-1] * 1e-9
    basis: np.ndarray = rows.T @ vectors[:, is_kept] / np.sqrt(squared[is_kept])
    return basis


def _fit(
    rows: np.ndarray, labels: np.ndarray, classes: int, strength: float
) -> tuple[np.ndarray, np.ndarray]:
    """Fits a kernel `(columns, classes)` and a bias `(classes,)`."""
    iterations = int(np.clip(_MAX_PRODUCTS / (rows.size * classes), _MIN_ITERATIONS, _MAX_ITERATIONS))
    # With many classes, the gradient of the loss with respect to one class's weights is small from the start.
    tolerance = 2 * _TOLERANCE_OF_TWO / classes
    regression = LogisticRegression(C=strength, max_iter=iterations, tol=tolerance)
    counts = np.bincount(labels)
    # The same as `class_weight="balanced"`, which takes scikit-learn a while to compute.
    weights = len(labels) / (np.count_nonzero(counts) * counts[labels])
    with warnings.catch_warnings():
        # The steps that are cut off would change no answer.
        warnings.simplefilter("ignore", ConvergenceWarning)
        regression.fit(rows, labels, weights)
    kernel, bias = regression.coef_.T, regression.intercept_
    if len(regression.classes_) == 2:
        # For two classes, scikit-learn gives the difference of their logits.
        kernel, bias = np.concatenate([-kernel, kernel], axis=1) / 2, np.concatenate([-bias, bias]) / 2
    all_kernels, all_biases = np.zeros((rows.shape[1], classes)), np.full(classes, np.nan)
    all_kernels[:, regression.classes_], all_biases[regression.classes_] = kernel, bias
    never = float((rows @ kernel + bias).min()) - _NEVER
    return all_kernels, np.where(np.isnan(all_biases), never, all_biases)
