"""The sureness of many answers agrees with `judge` for each one, at any least confidence."""

import numpy as np
import pytest

from core.evaluation.stored_answers import read_stored_answers
from core.evaluation.sureness import stored_familiarity, sureness_of
from core.inference.imagenet import kinds_of_several
from core.inference.rejection import judge


@pytest.mark.parametrize("name", ["animals-simple", "things-1000"])
def test_it_is_what_decides_for_one_answer(shipped, name):
    bundle = shipped.get(name)
    answers = read_stored_answers(bundle)
    familiarity = stored_familiarity(bundle, answers.logits)
    score = sureness_of(bundle, answers.probabilities, familiarity)
    kinds = kinds_of_several(bundle.labels) if bundle.kind == "photo" else []
    some = np.random.default_rng(2).permutation(len(score))[:100]
    for least in (0.0, 0.3, 0.5, 0.9):
        one_by_one = [
            judge(answers.probabilities[row], float(familiarity[row]), bundle.reject_threshold, kinds, least)
            for row in some
        ]
        assert (score[some] >= least).tolist() == [reason == "sure" for reason in one_by_one]
        assert {"sure", "unfamiliar"} <= set(one_by_one)


def test_where_familiarity_was_not_kept_no_picture_is_unfamiliar(shipped):
    bundle = shipped.get("animals-simple")
    answers = read_stored_answers(bundle)
    assert np.array_equal(sureness_of(bundle, answers.probabilities, None), answers.confidence)
    features = bundle.card.model_copy(update={"familiarity_threshold": 0.5})
    assert stored_familiarity(type(bundle)(bundle.folder, features, bundle.labels), answers.logits) is None
