"""Refits the last layer of a trained network on the pictures that it will be asked about.

Training shows pictures that are augmented, mostly unfinished, or of something else, so that the layers below
learn to see through all of that. The last layer then suits this mixture, and for an ordinary picture it finds
some classes too likely and others not likely enough. Fitting it alone is a convex problem of a minute.

Source: Kang et al. 2020, "Decoupling representation and classifier for long-tailed recognition", section 4.2,
where the classifier is trained again; here it is kept close to the trained one.
"""

import keras
import numpy as np
from scipy.optimize import minimize

from core.bundles.applications import Precision
from core.bundles.runtime import LiteRTModel
from core.inference.calibration import fit_temperature
from core.keras_models.layers import LOGITS_LAYER
from core.keras_models.tflite import to_tflite
from recipes.logits import logits_of

# Weight of the squared distance from the trained kernel. Chosen on validation drawings, where a smaller one
# raised accuracy after half of the ink and lowered that of whole drawings.
STRENGTH = 0.003
_MAX_ITERATIONS = 60
_BATCH = 8_192
_EVERY = 8  # one picture in so many is enough for a temperature


def refit_last_layer(
    model: keras.Model,
    images: np.ndarray,
    labels: np.ndarray,
    precision: Precision,
    strength: float = STRENGTH,
) -> None:
    """Refits a network's last layer in place; all other layers stay as they are.

    Args:
        model: The network, whose last layer is a dense one without activation.
        images: `(n, height, width)` uint8.
        labels: `(n,)` int.
        precision: How the bundle stores the weights: the layer is fitted to features of that precision.
        strength: Weight of half the squared distance between the old and the new kernel, next to the mean
            cross-entropy of one picture.
    """
    layer = model.get_layer(LOGITS_LAYER)
    below = LiteRTModel(to_tflite(model, precision, {"logits": layer.input}))
    features = logits_of(below, images)
    kernel, bias = (np.asarray(each, dtype=np.float32) for each in layer.get_weights())
    # A network trained with smoothed labels is less sure than it could be. Without its temperature, fitting
    # would mostly enlarge all weights.
    some = slice(None, None, _EVERY)
    temperature = fit_temperature(features[some] @ kernel + bias, labels[some])
    layer.set_weights(fitted(features, labels, kernel, bias, temperature, strength))


def fitted(
    features: np.ndarray,
    labels: np.ndarray,
    kernel: np.ndarray,
    bias: np.ndarray,
    temperature: float,
    strength: float,
) -> tuple[np.ndarray, np.ndarray]:
    """Returns the kernel and the bias with the least cross-entropy, near a given kernel.

    Args:
        features: `(n, channels)` float32, from which the layer computes the logits.
        labels: `(n,)` int.
        kernel: `(channels, classes)` float32, which the new one should be near.
        bias: `(classes,)` float32, with which the search begins.
        temperature: Divides the logits.
        strength: As in `refit_last_layer`.
    """

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        new = weights[: kernel.size].reshape(kernel.shape).astype(np.float32)
        new_bias = weights[kernel.size :].astype(np.float32)
        entropy, slope, bias_slope = 0.0, np.zeros_like(kernel), np.zeros_like(bias)
        for begin in range(0, len(labels), _BATCH):
            some, right = features[begin : begin + _BATCH], labels[begin : begin + _BATCH]
            rows = np.arange(len(right))
            scaled = (some @ new + new_bias) / temperature
            scaled -= scaled.max(axis=1, keepdims=True)
            probabilities = np.exp(scaled)
            total = probabilities.sum(axis=1, keepdims=True)
            entropy += float((np.log(total[:, 0]) - scaled[rows, right]).sum())
            probabilities /= total
            probabilities[rows, right] -= 1
            slope += some.T @ probabilities
            bias_slope += probabilities.sum(axis=0)
        moved = new - kernel
        scale = 1 / (len(labels) * temperature)
        gradient = np.concatenate([(slope * scale + strength * moved).ravel(), bias_slope * scale])
        return entropy / len(labels) + strength / 2 * float((moved**2).sum()), gradient.astype(np.float64)

    start = np.concatenate([kernel.ravel(), bias]).astype(np.float64)
    result = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _MAX_ITERATIONS})
    weights = result.x.astype(np.float32)
    return weights[: kernel.size].reshape(kernel.shape), weights[kernel.size :]
