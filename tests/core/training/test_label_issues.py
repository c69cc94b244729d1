"""Wrong labels are found as confident learning says."""

import numpy as np
import pytest

from core.datasets.store import read_data_set, relabel
from core.inference.calibration import softmax
from core.training.label_issues import label_issues
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
