"""Wrong labels are found, and as cleanlab finds them."""

import numpy as np
from cleanlab.filter import find_label_issues

from core.datasets.store import read_data_set, relabel
from core.inference.calibration import softmax
from core.training.label_issues import suspects
from core.training.results import suspects_of
from core.training.runs import start_run
from tests.core.training_helpers import small_request, wait_for


def noisy_logits(generator, classes=4, each=80, wrong=0.08):
    truth = np.repeat(np.arange(classes), each)
    logits = generator.normal(size=(len(truth), classes))
    logits[np.arange(len(truth)), truth] += 4
    given = truth.copy()
    flipped = generator.random(len(truth)) < wrong
    given[flipped] = (given[flipped] + generator.integers(1, classes, flipped.sum())) % classes
    return logits, truth, given


def test_it_agrees_with_cleanlab():
    logits, truth, given = noisy_logits(np.random.default_rng(1))
    ours = set(suspects(logits, given, ("a", "b", "c", "d"))["place"])
    theirs = find_label_issues(given, softmax(logits), filter_by="confident_learning")
    theirs = set(np.flatnonzero(theirs))
    assert len(ours & theirs) / len(ours | theirs) > 0.9
    wrong = set(np.flatnonzero(truth != given))
    assert len(ours & wrong) / len(wrong) > 0.75
    assert len(ours & wrong) / len(ours) > 0.85


def test_the_surest_come_first_with_what_they_look_like():
    logits = np.array([[5.0, 0.0], [4.0, 0.0], [0.0, 6.0], [6.0, 0.0], [4.8, 0.0], [0.0, 4.0]])
    found = suspects(logits, np.array([0, 0, 1, 1, 1, 1]), ("a", "b"))
    assert found["place"].tolist() == [3, 4]
    assert found["suggestion"].tolist() == ["a", "a"]
    assert found["self_confidence"].is_monotonic_increasing


def test_a_drawing_with_the_wrong_class_is_found_by_a_training_and_can_be_put_right(tmp_path):
    request = small_request(tmp_path, each=15)
    data_set = read_data_set(request.data_set)
    victim = next(sample for sample in data_set.samples if sample.label == "my house")
    data_set = relabel(data_set.name, {victim.number: "my ladder"})
    run = wait_for(start_run(request).name)
    samples, looks_like = suspects_of(run, data_set)
    assert samples[0].number == victim.number
    assert looks_like[victim.number] == "my house"
    data_set = relabel(data_set.name, {victim.number: "my house"})
    assert victim.number not in [sample.number for sample in suspects_of(run, data_set)[0]]
