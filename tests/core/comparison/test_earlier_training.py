"""A training is compared with the previous one on the same data set: what got better and worse."""

from dataclasses import replace
from pathlib import Path

import pytest
from scipy.stats import binomtest

from core.comparison.earlier_training import compare_with_earlier
from core.jobs.process import State
from core.training.outcome import parse_outcome
from core.training.request import TrainingRequest
from core.training.runs import Run

REQUEST = TrainingRequest("things", "Things", "things", "head", "sketches-345")


def run(name, created, shares, data_set="things", folds=5, interval=(0.5, 0.5), folder=None, answers=()):
    """A finished run with each class's share of right answers, and its answers for single pictures."""
    labels = tuple(shares)
    outcome = parse_outcome(
        {
            "images": 10 * len(labels),
            "accuracy": sum(shares.values()) / len(labels),
            **dict.fromkeys(("balanced_accuracy", "top5_accuracy"), 0.5),
            **dict.fromkeys(("calibration_error_before", "calibration_error_after"), 0.5),
            "accuracy_low": interval[0],
            "accuracy_high": interval[1],
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
    if folder is not None:
        (folder / name).mkdir()
        rows = [f"{number},{number}.png,{label},{answer},0.9" for number, label, answer in answers]
        lines = ["number,name,label,answer,probability", *rows, ""]
        (folder / name / "test.csv").write_text("\n".join(lines))
    return Run(
        Path(name) if folder is None else folder / name, State("done", created=created), request, outcome
    )


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


def rated(right, pictures, first=1):
    """Answers for a number of pictures; only the last `right` ones are right."""
    numbers = range(first, first + pictures)
    return [(number, "cup", "cup" if number >= first + pictures - right else "pen") for number in numbers]


@pytest.mark.parametrize(("right_before", "right_now"), [(50, 52), (50, 70), (60, 50), (55, 55)])
def test_on_the_same_pictures_a_test_says_whether_it_could_be_chance(tmp_path, right_before, right_now):
    before = run("before", 1.0, {"cup": 0.1}, folder=tmp_path, answers=rated(right_before, 100))
    # Five pictures are new, and one has been moved to another class.
    answers = [*rated(right_now, 100), *rated(0, 5, first=200)]
    answers[0] = (1, "tin", "cup")
    now = run("now", 2.0, {"cup": 0.9}, folder=tmp_path, answers=answers)
    found = compare_with_earlier(now, [before])
    assert found.test.pictures == 99
    change = (right_now - right_before) / 99
    assert found.accuracy_change == pytest.approx(change)
    # The classes, too, are compared on these pictures, not on all that each was measured on.
    assert found.better == ({"cup": pytest.approx(change)} if change > 0 else {})
    assert found.worse == ({"cup": pytest.approx(change)} if change < 0 else {})
    # One run's right answers are a subset of the other's, so all differences favour the same run.
    differing = abs(right_now - right_before)
    p_value = binomtest(0, differing).pvalue if differing else 1.0
    assert found.test.p_value == pytest.approx(p_value)
    assert found.may_be_chance == (p_value >= 0.05)


def test_on_other_pictures_the_intervals_say_so(tmp_path):
    answers = {"folder": tmp_path, "answers": rated(8, 10)}
    before = run("before", 1.0, {"cup": 0.6}, interval=(0.5, 0.7), **answers)
    close = run("close", 2.0, {"cup": 0.75}, interval=(0.65, 0.85), folder=tmp_path, answers=rated(8, 10, 50))
    far = run("far", 2.0, {"cup": 0.9}, interval=(0.8, 0.95))
    found = compare_with_earlier(close, [before])
    assert (found.test, found.may_be_chance) == (None, True)
    assert found.accuracy_change == pytest.approx(0.15)
    assert not compare_with_earlier(far, [before]).may_be_chance
