"""The loss for outlier exposure, which needs no additional output.

Outliers are a class whose logit is 0 by definition. The other logits are then log-odds against it, so their
energy score, the logarithm of the sum of their exponentials, is the log-odds that a drawing belongs to any
class. The app's score, the bundles and the heat maps stay as they are.

Sources: Hendrycks et al. 2019, "Deep anomaly detection with outlier exposure"; Liu et al. 2020,
"Energy-based out-of-distribution detection".
"""

import keras
from keras import ops


@keras.saving.register_keras_serializable("inkling")
class CrossentropyWithOutliers(keras.losses.CategoricalCrossentropy):
    """Cross-entropy of targets `(batch, classes + 1)` and logits `(batch, classes)`; outliers' logit is 0."""

    def call(self, y_true, y_pred):  # noqa: ANN001, ANN201 - Keras's own signature
        """Returns the loss of each picture, `(batch,)`."""
        return super().call(y_true, ops.concatenate([y_pred, ops.zeros_like(y_pred[:, :1])], axis=1))


@keras.saving.register_keras_serializable("inkling")
def accuracy(y_true, y_pred):  # noqa: ANN001, ANN201 - Keras's own signature
    """Computes accuracy over the pictures that belong to a class.

    Args:
        y_true: `(batch, classes)`, or `(batch, classes + 1)` with outliers last.
        y_pred: Logits `(batch, classes)`.

    Returns:
        `(batch,)`, whose mean is the accuracy: 0 for wrong answers and outliers, and for right answers the
        inverse of the share of pictures that belong to a class.
    """
    classes = y_pred.shape[1]
    known = ops.cast(ops.argmax(y_true, axis=1) < classes, "float32")
    right = ops.cast(ops.argmax(y_true[:, :classes], axis=1) == ops.argmax(y_pred, axis=1), "float32")
    return right * known / ops.maximum(ops.mean(known), 1e-6)


CUSTOM_OBJECTS = {"CrossentropyWithOutliers": CrossentropyWithOutliers, "accuracy": accuracy}
