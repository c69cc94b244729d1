"""The loss for outlier exposure, compared with closed forms and with Keras's own loss."""

import keras
import numpy as np
import pytest

from core.inference.rejection import energy_score
from recipes.outlier_loss import CrossentropyWithOutliers, accuracy

LOGITS = np.random.default_rng(0).normal(0, 3, (6, 4)).astype(np.float32)


def test_the_energy_score_is_the_log_odds_of_something_known():
    targets = np.eye(5, dtype=np.float32)[[4] * 6]
    loss = CrossentropyWithOutliers(from_logits=True, reduction="none")(targets, LOGITS)
    # -log p(outlier) = log(1 + exp(energy)), by definition of the softmax.
    wanted = np.log1p(np.exp(energy_score(LOGITS)))
    np.testing.assert_allclose(np.asarray(loss), wanted, rtol=1e-5)


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_it_is_keras_loss_with_one_more_logit_of_zero(smoothing):
    targets = np.eye(5, dtype=np.float32)[[0, 1, 2, 3, 4, 0]]
    ours = CrossentropyWithOutliers(from_logits=True, label_smoothing=smoothing)(targets, LOGITS)
    padded = np.concatenate([LOGITS, np.zeros((6, 1), np.float32)], axis=1)
    keras_loss = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=smoothing)
    assert float(ours) == pytest.approx(float(keras_loss(targets, padded)), rel=1e-5)


def test_accuracy_leaves_out_what_belongs_to_no_class():
    answers = LOGITS.argmax(axis=1)
    labels = np.array([answers[0], (answers[1] + 1) % 4, answers[2], 4, 4, 4])
    found = accuracy(np.eye(5, dtype=np.float32)[labels], LOGITS)
    assert float(np.mean(found)) == pytest.approx(2 / 3)
    only_known = accuracy(np.eye(4, dtype=np.float32)[answers], LOGITS)
    assert float(np.mean(only_known)) == 1
