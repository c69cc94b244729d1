"""Answers side by side: what the headline says, and what is explained below it."""

from dataclasses import replace

import numpy as np
import pytest

from core.preprocessing.decode import decode_image
from core.preprocessing.example_drawings import example_drawing
from tests.widgets.app_helpers import example_photo, run_app, texts


def answers_page(answers):
    from widgets.shared.answers import show_answers

    show_answers(answers)


@pytest.fixture(scope="module")
def seven(classifiers):
    return classifiers["digits-simple"].classify_strokes(example_drawing("digits", 0)[1])


def test_one_answer_is_a_headline_its_certainty_and_its_time(seven):
    app = run_app(answers_page, answers=[replace(seven, milliseconds=1.23)])
    assert [(metric.label, metric.value) for metric in app.metric] == [("Simple digits", "7")]
    assert "answered in 1.2 ms" in texts(app)
    assert "agree" not in texts(app)
    assert len(app.get("arrow_vega_lite_chart") or app.get("vega_lite_chart")) == 1


def test_the_answer_of_a_network_from_outside_says_where_it_came_from(seven):
    app = run_app(answers_page, answers=[replace(seven, bundle=replace(seven.bundle, is_imported=True))])
    assert app.metric[0].label == "Simple digits, brought in"
    assert "brought in, answered in" in texts(app)


def test_several_answers_stand_under_one_sentence(seven, classifiers):
    other = classifiers["digits-dense"].classify_strokes(example_drawing("digits", 0)[1])
    app = run_app(answers_page, answers=[seven, other])
    assert app.markdown[0].value == "**Both networks say 7.**"
    assert [metric.value for metric in app.metric] == ["7", "7"]


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("torn", "Torn between 7 and 1."),
        ("unfamiliar", "does not look like anything it was taught"),
    ],
)
def test_an_answer_that_is_not_sure_says_so(seven, reason, words):
    probabilities = np.zeros(10)
    probabilities[[7, 1]] = 0.4, 0.35
    app = run_app(answers_page, answers=[replace(seven, probabilities=probabilities, reason=reason)])
    assert app.metric[0].value == "Not sure"
    assert words in texts(app)


def test_a_photo_is_called_by_the_kind_of_thing_when_that_is_all_that_is_sure(classifiers):
    network = classifiers["everyday-10"]
    answer = network.classify_picture(decode_image(example_photo("airplane")[1]))
    app = run_app(answers_page, answers=[answer])
    assert app.metric[0].value == "airplane"
    assert "An aircraft, probably an airplane" in texts(app)
    torn = np.zeros(len(network.bundle.labels))
    torn[[network.bundle.labels.index("cat"), network.bundle.labels.index("dog")]] = 0.48, 0.47
    app = run_app(answers_page, answers=[replace(answer, probabilities=torn, reason="torn")])
    assert app.metric[0].value not in ("cat", "dog", "Not sure")
