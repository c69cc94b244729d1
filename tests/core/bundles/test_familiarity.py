"""How familiar a picture is: the largest cosine to a class's mean, seen from the centre."""

import numpy as np
import pytest

from core.bundles.familiarity import learn_familiarity

GENERATOR = np.random.default_rng(5)
CENTER = GENERATOR.normal(size=8).astype(np.float32)
FEATURES = GENERATOR.normal(size=(30, 8)).astype(np.float32)
LABELS = np.arange(30) % 3


def test_the_score_is_the_largest_cosine():
    known = learn_familiarity(FEATURES, LABELS, 3, CENTER)
    scores = known.score(FEATURES)
    for picture, score in zip(FEATURES, scores, strict=True):
        cosines = []
        for label in range(3):
            mean = np.mean([row for row, of in zip(FEATURES, LABELS, strict=True) if of == label], axis=0)
            one, two = picture - CENTER, mean - CENTER
            cosines.append(one @ two / np.sqrt((one @ one) * (two @ two)))
        assert score == pytest.approx(max(cosines), abs=1e-5)
    assert known.score(FEATURES[4]) == pytest.approx(scores[4])


def test_a_class_without_pictures_and_a_picture_like_anything_are_familiar_to_nobody():
    known = learn_familiarity(FEATURES, LABELS, 5, CENTER)
    without = learn_familiarity(FEATURES, LABELS, 3, CENTER)
    assert known.score(FEATURES) == pytest.approx(np.maximum(without.score(FEATURES), 0))
    assert known.score(CENTER) == 0


def test_its_arrays_have_the_names_that_bundles_know():
    arrays = learn_familiarity(FEATURES, LABELS, 3, CENTER).arrays()
    assert {name: value.shape for name, value in arrays.items()} == {
        "familiarity/center": (8,),
        "familiarity/means": (3, 8),
    }
