"""Answers stored with a data set: read, joined, and ignored where they are damaged."""

import numpy as np
import pytest
from safetensors.numpy import save

from core.bundles.library import read_library
from core.bundles.renaming import rename_bundle
from core.comparison import evaluated as evaluated_module
from core.comparison.evaluated import (
    Evaluated,
    evaluated_answers,
    evaluation_stamp,
    evaluations_of,
    missing,
    pictures_to_evaluate,
    read_evaluated,
    unknown_classes,
    write_evaluated,
)
from core.datasets.corrections import relabel
from core.datasets.store import read_data_set
from tests.core.comparison.compared import bundles, digits_data_set
from tests.core.evaluation.answers_for_tests import own_bundle


def given(bundle, numbers, seed=0, unreadable=()):
    generator = np.random.default_rng(seed)
    count = len(numbers)
    return Evaluated(
        np.array(numbers, np.int64),
        generator.normal(size=(count, len(bundle.labels))).astype(np.float32),
        generator.normal(size=count).astype(np.float32),
        generator.uniform(1, 2, count).astype(np.float32),
        np.array(unreadable, np.int64),
    )


def same(one, other):
    return all(np.array_equal(a, b) for a, b in zip(vars(one).values(), vars(other).values(), strict=True))


def test_what_was_written_is_read_and_the_rest_is_missing(tmp_path):
    data_set, (bundle,) = digits_data_set(tmp_path, each=1), bundles("digits-simple")
    assert len(missing(data_set, bundle)) == 10
    before = evaluation_stamp(data_set, bundle)
    evaluated = given(bundle, [3, 1], unreadable=[5])
    write_evaluated(data_set, bundle, evaluated)
    assert same(read_evaluated(data_set, bundle), evaluated)
    assert [sample.number for sample in missing(data_set, bundle)] == [2, 4, 6, 7, 8, 9, 10]
    assert evaluation_stamp(data_set, bundle) != before


def test_what_is_answered_twice_stays_and_what_could_not_be_read_may_be_answered_later():
    (bundle,) = bundles("digits-simple")
    first, second = given(bundle, [1, 2], 1, [5, 6]), given(bundle, [2, 5], 2)
    both = first.and_then(second)
    assert both.numbers.tolist() == [1, 2, 5]
    assert np.array_equal(both.logits, [*first.logits, second.logits[1]])
    assert both.unreadable.tolist() == [6]


def test_the_truth_is_what_the_data_set_says_now(tmp_path):
    data_set, (bundle,) = digits_data_set(tmp_path, each=1, extra=["owl"]), bundles("digits-simple")
    evaluated = given(bundle, range(1, 12))
    write_evaluated(data_set, bundle, evaluated)
    relabel(data_set.name, {1: "4"})
    answers = evaluated_answers(read_data_set(data_set.name), bundle)
    labels = {sample.number: sample.label for sample in read_data_set(data_set.name).samples}
    assert labels[1] == "4"
    assert [bundle.labels[index] for index in answers.truth] == [labels[n] for n in answers.numbers.tolist()]
    assert answers.milliseconds == pytest.approx(np.median(evaluated.milliseconds[:10]))
    assert np.array_equal(answers.logits, evaluated.logits[:10])


def test_pictures_of_classes_that_a_network_does_not_know_are_not_asked_for(tmp_path):
    data_set = digits_data_set(tmp_path, each=2, extra=["owl", "cat"])
    digits, animals = bundles("digits-simple", "animals-simple")
    assert unknown_classes(data_set, digits) == {"owl": 2, "cat": 2}
    assert unknown_classes(data_set, animals) == {**{str(digit): 2 for digit in range(10)}, "owl": 2}
    assert {sample.label for sample in missing(data_set, animals)} == {"cat"}
    assert len(missing(data_set, digits)) == 20
    # A class without pictures no longer counts as a class of the data set.
    relabel(data_set.name, {sample.number: "7" for sample in data_set.samples if sample.label == "owl"})
    assert unknown_classes(read_data_set(data_set.name), digits) == {"cat": 2}
    assert len(missing(read_data_set(data_set.name), digits)) == 22


def test_a_network_keeps_its_answers_under_another_title_but_not_with_other_weights(tmp_path):
    data_set, mine = digits_data_set(tmp_path, each=1), own_bundle("mine")
    write_evaluated(data_set, mine, given(mine, [1]))
    rename_bundle("mine", "A better name")
    assert read_evaluated(data_set, read_library().get("mine")).numbers.tolist() == [1]
    other = mine.card.model_copy(update={"sha256": {**mine.card.sha256, "model.tflite": "0" * 64}})
    assert len(read_evaluated(data_set, type(mine)(mine.folder, other, mine.labels)).numbers) == 0


@pytest.mark.parametrize(
    "damage",
    [
        {"logits": np.zeros((2, 9), np.float32)},
        {"logits": np.full((2, 10), np.nan, np.float32)},
        {"numbers": np.array([1, 1])},
        {"numbers": np.array([1.0, 2.0])},
        {"familiarity": np.zeros(3, np.float32)},
        {"milliseconds": np.zeros((2, 1), np.float32)},
        None,
    ],
    ids=str,
)
def test_damaged_answers_count_as_none(tmp_path, damage):
    data_set, (bundle,) = digits_data_set(tmp_path, each=1), bundles("digits-simple")
    evaluated = given(bundle, [1, 2])
    write_evaluated(data_set, bundle, evaluated)
    (path,) = evaluations_of(data_set).glob("*.safetensors")
    path.write_bytes(b"milk" if damage is None else save({**vars(evaluated), **damage}))
    assert len(read_evaluated(data_set, bundle).numbers) == 0
    assert len(missing(data_set, bundle)) == 10


def test_of_a_network_with_very_many_classes_fewer_pictures_are_asked_for(tmp_path, monkeypatch):
    data_set = digits_data_set(tmp_path, each=1, extra=["cat", "dog", "owl", "bus", "car"])
    few, many = bundles("digits-simple", "sketches-345")
    monkeypatch.setattr(evaluated_module, "MAX_LOGITS", 345 * 4)
    assert len(missing(data_set, few)) == 10
    assert [sample.number for sample in missing(data_set, many)] == [11, 12, 13, 14]
    monkeypatch.setattr(evaluated_module, "MAX_PICTURES", 3)
    assert len(pictures_to_evaluate(data_set, few)) == 3
