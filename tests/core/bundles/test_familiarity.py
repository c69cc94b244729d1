"""How familiar a picture is: the largest correlation with the means of a class."""

import numpy as np
import pytest

from core.bundles.familiarity import NO_STRANGERS, learn_familiarity

GENERATOR = np.random.default_rng(5)
FEATURES = GENERATOR.normal(size=(30, 8)).astype(np.float32)
LABELS = np.arange(30) % 3


def test_the_score_is_the_largest_correlation():
    known = learn_familiarity(FEATURES, LABELS, 3, NO_STRANGERS)
    scores = known.score(FEATURES)
    for picture, score in zip(FEATURES, scores, strict=True):
        correlations = [np.corrcoef(picture, FEATURES[label::3].mean(axis=0))[0, 1] for label in range(3)]
        assert score == pytest.approx(max(correlations), abs=1e-5)
    assert known.score(FEATURES[4]) == pytest.approx(scores[4])


def test_a_class_without_pictures_and_a_picture_of_nothing_are_familiar_to_nobody():
    known = learn_familiarity(FEATURES, LABELS, 5, NO_STRANGERS)
    without = learn_familiarity(FEATURES, LABELS, 3, NO_STRANGERS)
    assert known.score(FEATURES) == pytest.approx(np.maximum(without.score(FEATURES), 0))
    assert known.score(np.full(8, 3.0)) == 0


def test_its_array_has_the_name_that_bundles_know():
    arrays = learn_familiarity(FEATURES, LABELS, 3, NO_STRANGERS).arrays()
    assert {name: value.shape for name, value in arrays.items()} == {"familiarity/means": (3, 8)}


def test_what_is_more_like_a_stranger_than_like_any_class_is_less_familiar_by_as_much():
    strangers = GENERATOR.normal(size=(2, 8)).astype(np.float32)
    known = learn_familiarity(FEATURES, LABELS, 3, strangers)
    without = learn_familiarity(FEATURES, LABELS, 3, NO_STRANGERS).score(FEATURES)
    for picture, alone, score in zip(FEATURES, without, known.score(FEATURES), strict=True):
        strange = max(np.corrcoef(picture, stranger)[0, 1] for stranger in strangers)
        assert score == pytest.approx(min(alone, 2 * alone - strange), abs=1e-5)
    assert known.score(strangers) == pytest.approx(2 * known_of(strangers) - 1, abs=1e-5)
    assert {name: value.shape for name, value in known.arrays().items()} == {
        "familiarity/means": (3, 8),
        "familiarity/strangers": (2, 8),
    }


def known_of(pictures):
    return learn_familiarity(FEATURES, LABELS, 3, NO_STRANGERS).score(pictures)
