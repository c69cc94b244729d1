"""The distance in feature space, against scipy's Mahalanobis distance in closed form."""

import numpy as np

from recipes.out_of_distribution import FeatureDistance


def test_it_is_the_mahalanobis_distance_to_the_nearest_class():
    generator = np.random.default_rng(0)
    mix = np.array([[2.0, 0.3], [0.0, 0.5]])
    labels = np.repeat([0, 1], 20_000)
    features = generator.normal(size=(40_000, 2)) @ mix + np.array([[0, 0], [10, 0]])[labels]
    distance = FeatureDistance(features, labels)
    covariance = mix.T @ mix
    for point, middle in (((1.0, 1.0), (0, 0)), ((9.0, -2.0), (10, 0))):
        away = np.subtract(point, middle)
        wanted = -away @ np.linalg.inv(covariance) @ away
        np.testing.assert_allclose(distance.score(np.array([point])), wanted, rtol=0.05)
