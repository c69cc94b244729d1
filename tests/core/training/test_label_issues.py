"""Wrong labels are found as confident learning says, by folds that hold groups together."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.datasets.store import read_data_set, relabel
from core.inference.calibration import softmax
from core.training.label_issues import FOLDS, fold_indices, label_issues, out_of_fold_logits
from core.training.prepared_data import prepare
from core.training.results import label_issues_of
from core.training.runs import start_run
from tests.core.training_helpers import small_request, wait_for

CLASSES = ("a", "b", "c", "d")


def noisy_logits(generator, classes=4, each=80, wrong=0.08):
    truth = np.repeat(np.arange(classes), each)
    logits = generator.normal(size=(len(truth), classes))
    logits[np.arange(len(truth)), truth] += 4
    given_labels = truth.copy()
    flipped = generator.random(len(truth)) < wrong
    given_labels[flipped] = (given_labels[flipped] + generator.integers(1, classes, flipped.sum())) % classes
    return logits, truth, given_labels


def confident_learning(logits, labels):
    """Section 3.1 of Northcutt et al. 2021, picture by picture."""
    probabilities = softmax(logits)
    thresholds = [probabilities[labels == label, label].mean() for label in range(logits.shape[1])]
    issues = {}
    for index, row in enumerate(probabilities):
        confident = [label for label, threshold in enumerate(thresholds) if row[label] >= threshold]
        if confident:
            best = max(confident, key=lambda label: row[label])
            if best != labels[index] and row.argmax() != labels[index]:
                issues[index] = CLASSES[best]
    return issues


@pytest.mark.parametrize("seed", range(5))
def test_it_finds_what_confident_learning_finds(seed):
    logits, truth, labels = noisy_logits(np.random.default_rng(seed))
    table = label_issues(logits, labels, CLASSES)
    assert dict(zip(table["index"], table["suggestion"], strict=True)) == confident_learning(logits, labels)
    wrong = set(np.flatnonzero(truth != labels))
    assert len(set(table["index"]) & wrong) > 0.75 * max(len(wrong), len(table))


def test_the_surest_come_first_with_what_they_look_like():
    logits = np.array([[5.0, 0.0], [4.0, 0.0], [0.0, 6.0], [6.0, 0.0], [4.8, 0.0], [0.0, 4.0]])
    table = label_issues(logits, np.array([0, 0, 1, 1, 1, 1]), ("a", "b"))
    assert table["index"].tolist() == [3, 4]
    assert table["suggestion"].tolist() == ["a", "a"]
    probabilities = [1 / (1 + np.exp(6.0)), 1 / (1 + np.exp(4.8))]
    assert table["self_confidence"].tolist() == pytest.approx(probabilities, abs=1e-5)


def test_where_every_label_is_right_the_list_is_empty():
    labels = np.repeat(np.arange(3), 9)
    assert label_issues(9 * np.eye(3)[labels], labels, ("a", "b", "c")).empty


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(1, 40), min_size=2, max_size=6), st.integers(1, 4), st.integers(0, 99))
def test_folds_hold_each_picture_once_and_groups_together(sizes, group_size, seed):
    labels = np.repeat(np.arange(len(sizes)), sizes)
    groups = np.arange(len(labels)) // group_size
    folds = fold_indices(labels, groups, seed)
    if not folds:
        assert max(sizes) < 2 or len(set(groups)) < 2
        return
    held_out = np.concatenate([fold for _, fold in folds])
    assert sorted(held_out.tolist()) == list(range(len(labels)))
    for train, fold in folds:
        assert not set(groups[train]) & set(groups[fold])
        assert len(train) + len(fold) == len(labels)


def test_folds_have_like_sizes_and_mixtures():
    labels = np.repeat([0, 1], [30, 12])
    folds = [fold for _, fold in fold_indices(labels, np.arange(42), 0)]
    assert len(folds) == FOLDS
    assert np.ptp([len(fold) for fold in folds]) <= 2
    assert np.ptp([(labels[fold] == 1).sum() for fold in folds]) <= 1


def test_each_picture_is_answered_by_a_head_that_has_not_seen_it(tmp_path):
    """Features that name the picture, not its class: whoever has seen it answers right, nobody else can."""
    prepared = prepare(small_request(tmp_path, epochs=100, learning_rate=0.1))
    count = len(prepared.samples)
    features = np.eye(count, dtype=np.float32)[:, None]
    logits = out_of_fold_logits(prepared, features, epochs=100)
    assert logits.shape == (count, 3)
    assert (logits.argmax(axis=1) == prepared.labels).mean() < 0.6
    telling = np.eye(3, dtype=np.float32)[prepared.labels][:, None]
    assert (out_of_fold_logits(prepared, telling, 100).argmax(axis=1) == prepared.labels).all()


def test_a_drawing_with_the_wrong_class_is_found_by_a_training_and_can_be_put_right(tmp_path, trains_here):
    request = small_request(tmp_path, each=15)
    data_set = read_data_set(request.data_set)
    mislabelled = next(sample for sample in data_set.samples if sample.label == "my house")
    data_set = relabel(data_set.name, {mislabelled.number: "my ladder"})
    run = wait_for(start_run(request).name)
    samples, suggestions = label_issues_of(run, data_set)
    assert samples[0].number == mislabelled.number
    assert suggestions[mislabelled.number] == "my house"
    data_set = relabel(data_set.name, {mislabelled.number: "my house"})
    assert mislabelled.number not in [sample.number for sample in label_issues_of(run, data_set)[0]]
