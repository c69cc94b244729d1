"""What a training made better and worse is said beside the last one before it on the same data set."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.jobs.process import State
from core.training.comparison import compare_with_earlier
from core.training.outcome import parse_outcome
from core.training.request import TrainingRequest
from core.training.runs import Run

REQUEST = TrainingRequest("things", "Things", "things", "head", "sketches-345")


def run(name, created, shares, data_set="things", folds=5):
    """A finished run with the share of right answers of each class."""
    labels = tuple(shares)
    outcome = parse_outcome(
        {
            "images": 10 * len(labels),
            "accuracy": sum(shares.values()) / len(labels),
            **dict.fromkeys(("accuracy_low", "balanced_accuracy", "top5_accuracy"), 0.5),
            **dict.fromkeys(("accuracy_high", "calibration_error_before", "calibration_error_after"), 0.5),
            "bundle": name,
            "kind": "ink",
            "bundle_folder": "",
            "best_epoch": 1,
            "epochs": 1,
            "labels": labels,
            "per_class": tuple(shares.values()),
            "per_class_images": (10,) * len(labels),
            "confusion": tuple((0,) * len(labels) for _ in labels),
            "trained_on": 10,
            "folds": folds,
        }
    )
    request = replace(REQUEST, data_set=data_set)
    return Run(Path(name), State("done", created=created), request, outcome)


FIRST = run("first", 1.0, {"cup": 0.5, "pen": 0.75, "tin": 1.0})


def test_the_first_one_has_nothing_to_be_compared_with():
    assert compare_with_earlier(FIRST, [FIRST]) is None
    elsewhere = run("other", 0.5, {"cup": 0.1, "pen": 0.1}, data_set="other")
    failed = replace(run("failed", 0.7, {"cup": 0.1, "pen": 0.1}), outcome=None)
    later = run("later", 2.0, {"cup": 0.1, "pen": 0.1})
    assert compare_with_earlier(FIRST, [FIRST, elsewhere, failed, later]) is None


def test_each_class_is_better_worse_or_new():
    now = run("now", 3.0, {"cup": 1.0, "pen": 0.5, "tin": 1.0, "jar": 0.5})
    older = run("older", 0.1, {"cup": 0.0, "pen": 0.0})
    found = compare_with_earlier(now, [older, now, FIRST])
    assert found.earlier == FIRST
    assert found.accuracy_change == pytest.approx(0.75 - 0.75)
    assert found.better == {"cup": pytest.approx(0.5)}
    assert found.worse == {"pen": pytest.approx(-0.25)}
    assert found.new_labels == ("jar",)
    assert found.is_fair


def test_it_is_known_where_they_were_measured_otherwise():
    now = run("now", 3.0, {"cup": 1.0, "pen": 0.5, "tin": 1.0}, folds=0)
    assert not compare_with_earlier(now, [FIRST, now]).is_fair
