"""The distance in feature space, in closed form."""

import numpy as np

from core.familiarity import ClassFeatures, familiarity


def test_it_is_the_mahalanobis_distance_to_the_nearest_class():
    generator = np.random.default_rng(0)
    mix = np.array([[2.0, 0.3], [0.0, 0.5]])
    labels = np.repeat([0, 1], 20_000)
    features = generator.normal(size=(40_000, 2)) @ mix + np.array([[0, 0], [10, 0]])[labels]
    distance = ClassFeatures.fit(features, labels)
    covariance = mix.T @ mix
    for point, middle in (((1.0, 1.0), (0, 0)), ((9.0, -2.0), (10, 0))):
        away = np.subtract(point, middle)
        wanted = -away @ np.linalg.inv(covariance) @ away
        np.testing.assert_allclose(distance.score(np.array([point])), wanted, rtol=0.05)


def test_without_class_features_it_is_the_energy():
    logits = np.array([[1.0, 2.0, 3.0]])
    np.testing.assert_allclose(familiarity(logits, None, None), np.log(np.exp(logits).sum()))


def test_feature_maps_are_pooled_first():
    known = ClassFeatures(np.zeros((1, 3), np.float32), np.eye(3, dtype=np.float32))
    maps = np.random.default_rng(0).normal(size=(4, 7, 7, 3))
    wanted = -(maps.mean(axis=(1, 2)) ** 2).sum(axis=1)
    np.testing.assert_allclose(familiarity(np.zeros((4, 1)), maps, known), wanted, rtol=1e-5)
