"""Learning what belongs to no class, without a further output.

A class "something else" has the logit 0 by definition. The other logits are then log-odds against it, so
their energy score, the logarithm of the sum of their exponentials, is the log-odds that a drawing is
something known at all: what the app judges by stays the same, and so do bundles and heat maps.

Sources: Hendrycks et al. 2019, "Deep anomaly detection with outlier exposure"; Liu et al. 2020,
"Energy-based out-of-distribution detection".
"""

import keras
from keras import ops


@keras.saving.register_keras_serializable("inkling")
class CrossentropyWithOutliers(keras.losses.CategoricalCrossentropy):
    """Cross-entropy of targets `(batch, classes + 1)` and logits `(batch, classes)`; the last target is 0."""

    def call(self, y_true, y_pred):  # noqa: ANN001, ANN201 - Keras's own signature
        """Returns the loss of each picture, `(batch,)`."""
        return super().call(y_true, ops.concatenate([y_pred, ops.zeros_like(y_pred[:, :1])], axis=1))


@keras.saving.register_keras_serializable("inkling")
def accuracy(y_true, y_pred):  # noqa: ANN001, ANN201 - Keras's own signature
    """Tells which answers are right; the mean is the share among the pictures that belong to a class.

    Args:
        y_true: `(batch, classes)`, or `(batch, classes + 1)` with "something else" last.
        y_pred: Logits `(batch, classes)`.

    Returns:
        `(batch,)`: 0 for what is wrong or belongs to no class; right answers weigh more the fewer of the
        batch belong to one.
    """
    classes = y_pred.shape[1]
    known = ops.cast(ops.argmax(y_true, axis=1) < classes, "float32")
    right = ops.cast(ops.argmax(y_true[:, :classes], axis=1) == ops.argmax(y_pred, axis=1), "float32")
    return right * known / ops.maximum(ops.mean(known), 1e-6)


CUSTOM_OBJECTS = {"CrossentropyWithOutliers": CrossentropyWithOutliers, "accuracy": accuracy}
