"""Out-of-distribution scores: the distance in feature space in closed form, and the committed table."""

import numpy as np

from recipes.out_of_distribution import COMPARED, FeatureDistance
from recipes.storage import OUT_OF_DISTRIBUTION, read_table


def test_it_is_the_mahalanobis_distance_to_the_nearest_class():
    generator = np.random.default_rng(0)
    mix = np.array([[2.0, 0.3], [0.0, 0.5]])
    labels = np.repeat([0, 1], 20_000)
    features = generator.normal(size=(40_000, 2)) @ mix + np.array([[0, 0], [10, 0]])[labels]
    distance = FeatureDistance(features, labels)
    covariance = mix.T @ mix
    for point, middle in (((1.0, 1.0), (0, 0)), ((9.0, -2.0), (10, 0))):
        offset = np.subtract(point, middle)
        wanted = -offset @ np.linalg.inv(covariance) @ offset
        np.testing.assert_allclose(distance.score(np.array([point])), wanted, rtol=0.05)


def test_the_committed_table_compares_each_score_with_and_without_outlier_exposure():
    rows = read_table(OUT_OF_DISTRIBUTION)
    compared = {(row["label set"], row["outlier exposure"], row["score"]) for row in rows}
    scores = ("largest probability", "energy", "distance in feature space")
    assert compared == {
        (name, exposed, score) for name in COMPARED for exposed in ("no", "yes") for score in scores
    }
    for label_set, (unexposed, exposed) in COMPARED.items():
        assert (unexposed.plan.outliers, exposed.plan.outliers) == (False, True), label_set
