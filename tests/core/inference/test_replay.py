"""Replays of a drawing, compared with shortening it by hand."""

import numpy as np

from core.inference.replay import leading_labels, replay
from core.preprocessing.example_drawings import example_drawing
from core.preprocessing.strokes import beginning

SEVEN = example_drawing("digits", 0)[1]


def test_a_replay_predicts_every_part_of_the_drawing(classifiers):
    model = classifiers["digits-simple"]
    steps = replay(model, SEVEN, 8)
    assert [fraction for fraction, _ in steps] == [step / 8 for step in range(1, 9)]
    assert steps[-1][1].top(1)[0].label == "7"
    half = model.classify_strokes(beginning(SEVEN, 0.5))
    np.testing.assert_array_equal(steps[3][1].logits, half.logits)


def test_a_part_that_is_only_a_dot_is_left_out(classifiers):
    dot_then_line = [np.zeros((3, 2), np.float32), *SEVEN]
    fractions = [fraction for fraction, _ in replay(classifiers["digits-simple"], dot_then_line, 4)]
    assert fractions == [0.25, 0.5, 0.75, 1.0]
    assert replay(classifiers["digits-simple"], dot_then_line[:1], 4) == []


def test_two_dots_are_a_drawing_and_one_is_none(classifiers):
    dots = [np.full((2, 2), 40, np.float32), np.full((1, 2), 90, np.float32)]
    steps = replay(classifiers["digits-simple"], dots, 5)
    assert steps[-1][0] == 1.0
    assert len(leading_labels(steps)) == 4
    assert leading_labels(replay(classifiers["digits-simple"], dots[:1], 5)) == []


def test_the_leading_labels_are_those_that_came_closest_to_winning(classifiers):
    steps = replay(classifiers["digits-simple"], SEVEN, 8)
    highest = {
        label: max(prediction.probability_of(label) for _, prediction in steps)
        for label in steps[0][1].bundle.labels
    }
    by_hand = sorted(highest, key=lambda label: -highest[label])
    assert leading_labels(steps, 3) == by_hand[:3]
    assert "7" in by_hand[:3]
