"""Pictures answered as another class with good confidence are listed as probably mislabelled."""

import numpy as np
import pytest
from cleanlab.filter import find_label_issues

from core.datasets.corrections import relabel
from core.datasets.store import read_data_set
from core.inference.calibration import softmax
from core.training.label_issues import LEAST_CONFIDENCE, label_issues
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


def answers_of_another_class(logits, labels):
    """The class and confidence of each answer that differs from its label, calibrated by grid search."""

    def loss(temperature):
        # Because n is small, each label is trusted only to (n + 1/2) / (n + 1) (Krichevsky, Trofimov 1981).
        believed = (len(labels) + 0.5) / (len(labels) + 1)
        rows = [
            sum(
                (believed if label == given else (1 - believed) / (len(row) - 1)) * np.log(probability)
                for label, probability in enumerate(row)
            )
            for row, given in zip(softmax(logits, temperature), labels, strict=True)
        ]
        return -np.mean(rows)

    temperature = min(np.geomspace(0.05, 20, 400), key=loss)
    answered = {}
    for index, row in enumerate(softmax(logits, temperature)):
        if row.argmax() != labels[index]:
            answered[index] = CLASSES[row.argmax()], float(row.max())
    return answered


@pytest.mark.parametrize("seed", range(3))
def test_it_lists_what_is_answered_as_another_class_with_60_percent_or_more(seed):
    logits, truth, labels = noisy_logits(np.random.default_rng(seed))
    table = label_issues(logits, labels, CLASSES)
    listed = dict(zip(table["index"], table["suggestion"], strict=True))
    for index, (other, confidence) in answers_of_another_class(logits, labels).items():
        # Close to the threshold, the grid may end up on the other side.
        if abs(confidence - LEAST_CONFIDENCE) > 0.02:
            assert listed.get(index) == (other if confidence > LEAST_CONFIDENCE else None)
    wrong = set(np.flatnonzero(truth != labels))
    assert len(set(table["index"]) & wrong) > 0.75 * max(len(wrong), len(table))


def test_a_few_wrong_ones_in_a_small_class_are_found_though_their_class_is_answered_as_surely_by_others():
    """Confident learning misses three bees among 25 ants, as its threshold is the bees' average."""
    ants = [[2.5, 0.0]] * 25
    bees = [[0.0, 4.5]] * 25
    planted = [[0.0, 2.0], [0.0, 1.9], [0.0, 1.7]]
    labels = np.repeat([0, 1], [28, 25])
    logits = np.array([*ants, *planted, *bees])
    table = label_issues(logits, labels, ("ant", "bee"))
    assert table["index"].tolist() == [25, 26, 27]
    assert table["suggestion"].tolist() == ["bee"] * 3
    issues = find_label_issues(labels, softmax(logits), filter_by="confident_learning", n_jobs=1)
    assert issues.sum() == 0


def test_those_whose_suggestion_leads_by_most_come_first():
    logits = np.array([[5.0, 0.0], [4.0, 0.0], [0.0, 6.0], [6.0, 0.0], [4.8, 0.0], [0.0, 4.0], [0.0, 5.0]])
    table = label_issues(logits, np.array([0, 0, 1, 1, 1, 1, 1]), ("a", "b"))
    assert table["index"].tolist()[:1] == [3]
    assert table["self_confidence"].is_monotonic_increasing


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
