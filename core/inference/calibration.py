"""Calibration of a network's confidence: its temperature, and its calibration error."""

from dataclasses import dataclass

import numpy as np

from core.inference.rejection import energy_score

CALIBRATION_BINS = 15
MIN_TEMPERATURE, MAX_TEMPERATURE = 0.05, 20.0


@dataclass(frozen=True)
class Bin:
    """One bar of a reliability diagram.

    Attributes:
        low: Lowest confidence in the bin.
        high: Highest confidence in the bin.
        count: Number of pictures.
        confidence: Mean confidence of these pictures; 0 if there are none.
        accuracy: Share of these pictures that were classified correctly; 0 if there are none.
    """

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float


def softmax(logits: np.ndarray, temperature: float = 1.0) -> np.ndarray:
    """Turns logits into probabilities.

    Args:
        logits: `(..., classes)`, any float type.
        temperature: A value above 1 makes the network less sure, one below 1 more sure.

    Returns:
        `(..., classes)`, float64, summing to 1 over the classes.

    Source: Guo et al. 2017, "On calibration of modern neural networks", section 4.2.
    """
    scaled = np.asarray(logits, dtype=np.float64) / temperature
    scaled = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    return scaled / scaled.sum(axis=-1, keepdims=True)


def negative_log_likelihood(
    logits: np.ndarray, labels: np.ndarray, temperature: float, label_smoothing: float = 0.0
) -> float:
    """Returns the mean of `-log p(label)`.

    Args:
        logits: `(n, classes)`.
        labels: `(n,)` int.
        temperature: Divides the logits.
        label_smoothing: Share of each label that is spread over all classes.
    """
    scaled = np.asarray(logits, dtype=np.float64) / temperature
    chosen = scaled[np.arange(len(labels)), labels]
    expected = (1 - label_smoothing) * chosen + label_smoothing * scaled.mean(axis=1)
    return float((energy_score(scaled) - expected).mean())


def fit_temperature(logits: np.ndarray, labels: np.ndarray, few: bool = False) -> float:
    """Finds the temperature at which the labels of validation pictures are most likely.

    Args:
        logits: `(n, classes)` of validation pictures.
        labels: `(n,)` int.
        few: Whether there are so few pictures that all answers may be right by chance: each label is then
            given a probability of only (n + 1/2) / (n + 1); otherwise the network would claim to be 100 %
            sure.

    Returns:
        The temperature, between 0.05 and 20.

    Source: Guo et al. 2017, section 4.2; the search is over the logarithm of the temperature. Labels that are
        not quite certain are from Platt 1999, "Probabilistic outputs for support vector machines", section
        2.2; their probability is that of Krichevsky and Trofimov 1981, "The performance of universal
        encoding", because Platt's (n + 1) / (n + 2) makes networks less sure than they are often right.
    """
    classes = logits.shape[1]
    label_smoothing = classes / ((classes - 1) * 2 * (len(labels) + 1)) if few else 0.0
    # Importing SciPy's optimiser takes almost a second, and the app never fits a temperature.
    from scipy.optimize import minimize_scalar

    def loss(log_temperature: float) -> float:
        return negative_log_likelihood(logits, labels, float(np.exp(log_temperature)), label_smoothing)

    bounds = np.log([MIN_TEMPERATURE, MAX_TEMPERATURE])
    result = minimize_scalar(loss, bounds=bounds, method="bounded", options={"xatol": 1e-7})
    return float(np.exp(result.x))


def reliability(probabilities: np.ndarray, labels: np.ndarray, bins: int = CALIBRATION_BINS) -> list[Bin]:
    """Compares confidence with accuracy in bins of equal width.

    Args:
        probabilities: `(n, classes)`.
        labels: `(n,)` int; -1 for a label that the network does not know, which is never right.
        bins: Number of bins between 0 and 1.

    Returns:
        One `Bin` for each, including empty ones.

    Source: Guo et al. 2017, section 2. A confidence on a border belongs to the lower bin.
    """
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    bin_index = np.clip(np.ceil(confidence * bins).astype(int) - 1, 0, bins - 1)
    result = []
    for index in range(bins):
        in_bin = bin_index == index
        count = int(in_bin.sum())
        result.append(
            Bin(
                low=index / bins,
                high=(index + 1) / bins,
                count=count,
                confidence=float(confidence[in_bin].mean()) if count else 0.0,
                accuracy=float(right[in_bin].mean()) if count else 0.0,
            )
        )
    return result


def expected_calibration_error(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """Returns how much confidence and accuracy differ, averaged over pictures.

    Args:
        probabilities: `(n, classes)`, n at least 1.
        labels: `(n,)` int.

    Returns:
        A value from 0.0 (right as often as the confidence says) to 1.0.

    Source: Guo et al. 2017, equation 3.
    """
    gaps = [part.count * abs(part.accuracy - part.confidence) for part in reliability(probabilities, labels)]
    return sum(gaps) / len(labels)
