"""Each visitor of the crowd makes a growing drawing, and notices an answer meant for another visitor."""

from itertools import pairwise

import pytest

from benchmarks.crowd import drawings, wrong_answers
from core.preprocessing.canvas_format import from_canvas
from tests.browser.visitor import Shown


@pytest.fixture(scope="module")
def network(classifiers):
    return classifiers["digits-dense"]


@pytest.fixture(scope="module")
def crowd(network):
    return drawings(3, 6, [network])


def test_each_step_is_a_stroke_more_or_a_new_drawing(crowd):
    for steps in crowd:
        assert len(steps) == 6
        counts = [len(step.objects) for step in steps]
        assert counts[0] == 1
        assert all(later in (earlier + 1, 1) for earlier, later in pairwise(counts))


def test_people_draw_different_things_and_the_same_ones_in_every_run(crowd, network):
    assert len({str(steps[0].objects) for steps in crowd}) == 3
    assert drawings(3, 6, [network]) == crowd


def test_the_right_answer_is_that_of_the_network_for_what_the_canvas_sends(crowd, network):
    step = crowd[0][-1]
    answer = network.classify_strokes(from_canvas({"objects": step.objects}))
    assert step.headlines == {network.bundle.title: answer.top(1)[0].label if answer.sure else "Not sure"}


def test_a_wrong_answer_and_whatever_a_page_complains_of_are_errors(crowd):
    step = crowd[0][0]
    assert wrong_answers(Shown(step.headlines), step) == []
    assert wrong_answers(Shown(dict.fromkeys(step.headlines, "somebody else's")), step)
    assert wrong_answers(Shown({}), step)
    assert wrong_answers(Shown(step.headlines, errors=["Something went wrong"]), step) == [
        "Something went wrong"
    ]
