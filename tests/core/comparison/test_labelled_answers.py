"""Answers that come with a bundle: which pictures they belong to, and which cannot be read."""

from dataclasses import replace

import numpy as np
import pytest

from core.comparison.labelled_answers import stored_answers
from core.errors import BadBundle
from core.inference.rejection import energy_score
from tests.core.comparison.compared import DIGITS, bundles
from tests.core.evaluation.answers_for_tests import bundle_with, own_bundle, random_answers


def test_the_shipped_digits_answered_the_same_pictures():
    read = [stored_answers(bundle) for bundle in bundles(*DIGITS)]
    for one in read:
        assert one.source == read[0].source == "MNIST test"
        assert np.array_equal(one.numbers, read[0].numbers)
        assert np.array_equal(one.truth, read[0].truth)
        np.testing.assert_allclose(one.familiarity, energy_score(one.logits))
        assert one.milliseconds is None


def test_without_numbers_the_order_tells_the_pictures_apart():
    logits, labels = random_answers(40, 10)
    odd_numbers = [{}, *({"indices": odd} for odd in (np.zeros(40, int), np.arange(39), np.ones(40)))]
    for number, odd in enumerate(odd_numbers):
        bundle = own_bundle(f"mine-{number}", arrays={"logits": logits, "labels": labels, **odd})
        assert stored_answers(bundle).numbers.tolist() == list(range(40))


def test_networks_that_people_taught_are_told_apart_by_what_they_learned_from():
    one, other = (
        own_bundle(name, training=bundles("digits-simple")[0].card.training.model_copy(update=changes))
        for name, changes in (
            ("one", {"strategy": "head", "pictures": 30}),
            ("other", {"strategy": "head", "pictures": 31}),
        )
    )
    assert stored_answers(one).source != stored_answers(other).source


def test_how_familiar_a_picture_was_is_not_known_where_features_decide_it():
    (bundle,) = bundles("digits-simple")
    headed = replace(bundle, card=bundle.card.model_copy(update={"familiarity_threshold": 0.5}))
    assert stored_answers(headed).familiarity is None


def test_a_network_without_answers_says_so(tmp_path, shipped):
    for number, arrays in enumerate(
        [None, b"junk", {"logits": np.zeros((0, 10)), "labels": np.zeros(0, int)}]
    ):
        with pytest.raises(BadBundle, match="test answers"):
            stored_answers(bundle_with(tmp_path / str(number), shipped.get("digits-simple"), arrays))
