"""Refitting the last layer, compared with scikit-learn's logistic regression."""

import keras
import numpy as np
import pytest
from scipy.special import softmax
from sklearn.linear_model import LogisticRegression

from core.keras_models.layers import LOGITS_LAYER
from recipes.last_layer import fitted, refit_last_layer

CLASSES = 4


@pytest.fixture(scope="module")
def features():
    """Four clusters that overlap, of 40, 60, 80 and 100 points with six features."""
    generator = np.random.default_rng(3)
    labels = np.repeat(np.arange(CLASSES), [40, 60, 80, 100])
    centers = generator.normal(0, 1.2, (CLASSES, 6))
    return (centers[labels] + generator.normal(0, 1, (len(labels), 6))).astype(np.float32), labels


def test_from_nothing_it_is_logistic_regression(features):
    points, labels = features
    strength = 0.02
    kernel, bias = fitted(
        points, labels, np.zeros((6, CLASSES), np.float32), np.zeros(CLASSES, np.float32), 1.0, strength
    )
    peer = LogisticRegression(C=1 / (len(labels) * strength), tol=1e-8, max_iter=1_000).fit(points, labels)
    np.testing.assert_allclose(
        softmax(points @ kernel + bias, axis=1), peer.predict_proba(points), rtol=0, atol=5e-3
    )


def test_a_great_strength_keeps_the_kernel_and_only_evens_out_the_classes(features):
    points, labels = features
    old = np.random.default_rng(0).normal(0, 0.5, (6, CLASSES)).astype(np.float32)
    kernel, bias = fitted(points, labels, old, np.zeros(CLASSES, np.float32), 0.7, 1e4)
    np.testing.assert_allclose(kernel, old, atol=1e-3)
    # With the best biases, each class is as likely on the whole as it is frequent.
    expected = softmax((points @ kernel + bias) / 0.7, axis=1).sum(axis=0)
    np.testing.assert_allclose(expected, np.bincount(labels), rtol=0, atol=0.5)


def test_only_the_last_layer_changes_and_a_class_that_was_too_likely_no_longer_is():
    keras.utils.set_random_seed(1)
    picture = keras.Input((8, 8, 1))
    hidden = keras.layers.Dense(12, activation="relu", name="hidden")(keras.layers.Flatten()(picture))
    model = keras.Model(picture, keras.layers.Dense(2, name=LOGITS_LAYER)(hidden))
    generator = np.random.default_rng(0)
    labels = np.repeat([0, 1], 50)
    images = generator.integers(0, 60, (100, 8, 8)).astype(np.uint8)
    images[labels == 1, 2:6, 2:6] += 150
    kernel, bias = model.get_layer(LOGITS_LAYER).get_weights()
    model.get_layer(LOGITS_LAYER).set_weights([kernel, bias + np.array([50, 0])])
    before = [each.copy() for each in model.get_layer("hidden").get_weights()]

    def answers():
        return model.predict_on_batch(images[..., None].astype(np.float32) / 255).argmax(axis=1)

    assert (answers() == 0).all()
    refit_last_layer(model, images, labels, "float32")
    np.testing.assert_array_equal(answers(), labels)
    for new, old in zip(model.get_layer("hidden").get_weights(), before, strict=True):
        np.testing.assert_array_equal(new, old)
