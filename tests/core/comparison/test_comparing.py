"""Networks are compared only on pictures that all of them answered; left-out pictures are reported."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import log_softmax, softmax
from sklearn.metrics import log_loss, top_k_accuracy_score

from core.comparison.comparing import compare, compare_stored
from core.errors import BadData
from core.inference.least_confidence import keep_least_confidence, least_confidence_of
from core.inference.rejection import judge
from tests.core.comparison.compared import DIGITS, answers, bundles
from tests.core.evaluation.answers_for_tests import own_bundle


def test_every_figure_of_a_picture_is_that_of_its_logits():
    first, second = bundles(*DIGITS[:2])
    given = [answers(first, 1), answers(second, 2, skill=1.0)]
    compared = compare(given)
    assert compared.notes == ()
    assert (compared.names, compared.classes) == (first.labels, 10)
    for one, contender in zip(given, compared.contenders, strict=True):
        probabilities = softmax(one.logits.astype(float) / one.bundle.temperature, axis=1)
        assert np.array_equal(contender.answers, one.logits.argmax(axis=1))
        assert np.array_equal(contender.is_right, contender.answers == one.truth)
        np.testing.assert_allclose(contender.confidence, probabilities.max(axis=1))
        expected = -log_softmax(one.logits.astype(float) / one.bundle.temperature, axis=1)
        np.testing.assert_allclose(contender.log_loss, expected[np.arange(300), one.truth])
        assert contender.log_loss.mean() == pytest.approx(
            log_loss(one.truth, probabilities, labels=range(10))
        )
        top5 = top_k_accuracy_score(one.truth, one.logits, k=5, labels=range(10))
        assert contender.in_top5.mean() == pytest.approx(top5)
        sure = [
            judge(row, float(score), one.bundle.reject_threshold_of(row), (), least_confidence_of(one.bundle))
            == "sure"
            for row, score in zip(probabilities, one.familiarity, strict=True)
        ]
        assert contender.is_sure.tolist() == sure


def test_a_network_for_photos_may_be_sure_of_a_kind_of_thing():
    (things,) = bundles("things-1000")
    names = [["Labrador retriever", "golden retriever", "espresso"], ["espresso", "palace", "tripod"]]
    rows = [[things.labels.index(name) for name in three] for three in names]
    logits = np.full((2, 1000), -20, np.float32)
    for row, columns in enumerate(rows):
        logits[row, columns] = 0.0
    truth = np.array([rows[0][0], rows[1][0]])
    given = answers(things, count=2, truth=truth, logits=logits, familiarity=np.full(2, 1e6))
    (contender,) = compare([given]).contenders
    assert (contender.confidence < 0.4).all()
    assert contender.is_sure.tolist() == [True, False]


def test_only_pictures_that_all_have_answered_count():
    first, second = bundles(*DIGITS[:2])
    one = answers(first, 1, count=100)
    other = answers(second, 2, count=100)
    keep = np.random.default_rng(5).permutation(100)[:60]
    fewer = replace(
        other,
        numbers=other.numbers[keep],
        truth=other.truth[keep],
        logits=other.logits[keep],
        familiarity=other.familiarity[keep],
    )
    compared = compare([one, fewer])
    assert sorted(compared.numbers) == sorted(keep)
    for row, number in enumerate(compared.numbers):
        assert compared.truth[row] == one.truth[number]
        assert compared.contenders[1].answers[row] == other.logits[number].argmax()
    assert "60 pictures" in compared.notes[0]
    assert "40 are left out" in compared.notes[0]


@pytest.mark.parametrize(
    "change", [{"source": "elsewhere"}, {"truth_seed": 9}, {"numbers": np.arange(300) + 300}]
)
def test_a_network_that_was_tested_on_other_pictures_is_left_out(change):
    first, second = bundles(*DIGITS[:2])
    compared = compare([answers(first), answers(second, **change)])
    assert [one.bundle.name for one in compared.contenders] == ["digits-deep"]
    assert compared.notes[0].startswith("Small convnet is left out")


def test_classes_are_matched_by_their_names():
    animals, sketches = bundles("animals-deep", "sketches-345")
    truth = np.array([sketches.labels.index(label) for label in ("dog", "cat", "octopus")])
    given = answers(sketches, count=3, truth=truth, logits=np.eye(345, dtype=np.float32)[truth] * 9)
    same = np.array([animals.labels.index(label) for label in ("dog", "cat", "octopus")])
    wrong = np.eye(6, dtype=np.float32)[[same[0], same[0], same[2]]] * 9
    compared = compare([answers(animals, count=3, truth=same, logits=wrong), given])
    assert sorted(compared.names[: compared.classes]) == ["cat", "dog", "octopus"]
    assert [compared.names[index] for index in compared.truth] == ["dog", "cat", "octopus"]
    assert [one.is_right.tolist() for one in compared.contenders] == [[True, False, True], [True] * 3]
    assert compared.names[compared.contenders[0].answers[1]] == "dog"


def test_where_familiarity_was_not_kept_confidence_alone_decides():
    (first,) = bundles(DIGITS[0])
    (contender,) = compare([answers(first, familiarity=None)]).contenders
    assert not contender.has_familiarity
    assert contender.is_sure.tolist() == (contender.confidence >= least_confidence_of(first)).tolist()
    assert compare([answers(first)]).contenders[0].has_familiarity


def test_nothing_in_common_is_refused():
    with pytest.raises(BadData, match="at least one network"):
        compare([])


def test_how_sure_a_network_must_be_is_what_the_person_has_set():
    (first,) = bundles(DIGITS[0])
    given = answers(first, skill=0.5, familiarity=np.full(300, 1e6))
    before = compare([given]).contenders[0]
    assert before.is_sure.tolist() == (before.confidence >= least_confidence_of(first)).tolist()
    keep_least_confidence(first, 0.6)
    assert compare([given]).contenders[0].is_sure.tolist() == (before.confidence >= 0.6).tolist()


def test_networks_come_with_what_they_answered_and_those_without_are_named():
    none = own_bundle("none", arrays={"logits": np.zeros((0, 10)), "labels": np.zeros(0, int)})
    compared = compare_stored([none, *bundles(*DIGITS)])
    assert [one.bundle.name for one in compared.contenders] == list(DIGITS)
    assert len(compared.truth) == 2000
    assert compared.notes == ("none has no test answers, which these figures need.",)
    with pytest.raises(BadData, match="none has no test answers"):
        compare_stored([none])
