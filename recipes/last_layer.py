"""Refits the last layer of a trained network on the pictures that it will be asked about.

Training shows pictures that are augmented, mostly unfinished, or of something else, so that the layers below
learn to see through all of that. The last layer then suits this mixture, and for an ordinary picture it finds
some classes too likely and others not likely enough. Fitting it alone is a convex problem.

Source: Kang et al. 2020, "Decoupling representation and classifier for long-tailed recognition", section 4,
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

# Weight of half the squared distance from the trained kernel, next to the mean cross-entropy of one picture.
# Chosen on validation drawings, where a smaller one raised accuracy after half of the ink and lowered that of
# whole drawings.
_STRENGTH = 0.003
_MAX_ITERATIONS = 60
_BATCH = 8_192
_EVERY = 8  # one picture in so many is enough for a temperature


def refit_last_layer(
    model: keras.Model, images: np.ndarray, labels: np.ndarray, precision: Precision
) -> None:
    """Refits a network's last layer in place; all other layers stay as they are.

    Args:
        model: The network, whose last layer is a dense one without activation.
        images: `(n, height, width)` uint8.
        labels: `(n,)` int.
        precision: How the bundle stores the weights: the layer is fitted to features of that precision.
    """
    layer = model.get_layer(LOGITS_LAYER)
    below = LiteRTModel(to_tflite(model, precision, {"logits": layer.input}))
    features = logits_of(below, images)
    kernel, bias = (np.asarray(each, dtype=np.float32) for each in layer.get_weights())
    # A network trained with smoothed labels is less sure than it could be. Without its temperature, fitting
    # would mostly enlarge all weights.
    some = slice(None, None, _EVERY)
    temperature = fit_temperature(features[some] @ kernel + bias, labels[some])
    layer.set_weights(fitted(features, labels, kernel, bias, temperature, _STRENGTH))


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
        strength: Weight of half the squared distance between the given and the new kernel, next to the mean
            cross-entropy of one picture.
    """

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        new = weights[: kernel.size].reshape(kernel.shape).astype(np.float32)
        new_bias = weights[kernel.size :].astype(np.float32)
        cross_entropy, kernel_gradient, bias_gradient = 0.0, np.zeros_like(kernel), np.zeros_like(bias)
        for begin in range(0, len(labels), _BATCH):
            batch, targets = features[begin : begin + _BATCH], labels[begin : begin + _BATCH]
            rows = np.arange(len(targets))
            scaled = (batch @ new + new_bias) / temperature
            scaled -= scaled.max(axis=1, keepdims=True)
            probabilities = np.exp(scaled)
            total = probabilities.sum(axis=1, keepdims=True)
            cross_entropy += float((np.log(total[:, 0]) - scaled[rows, targets]).sum())
            probabilities /= total
            probabilities[rows, targets] -= 1
            kernel_gradient += batch.T @ probabilities
            bias_gradient += probabilities.sum(axis=0)
        change = new - kernel
        scale = 1 / (len(labels) * temperature)
        gradient = np.concatenate(
            [(kernel_gradient * scale + strength * change).ravel(), bias_gradient * scale]
        )
        penalty = strength / 2 * float((change**2).sum())
        return cross_entropy / len(labels) + penalty, gradient.astype(np.float64)

    start = np.concatenate([kernel.ravel(), bias]).astype(np.float64)
    result = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _MAX_ITERATIONS})
    weights = result.x.astype(np.float32)
    return weights[: kernel.size].reshape(kernel.shape), weights[kernel.size :]
