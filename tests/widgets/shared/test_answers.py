"""Answers side by side: the headline, and the explanations below it."""

from dataclasses import replace

import numpy as np
import pytest

from core.preprocessing.decode import decode_image
from core.preprocessing.example_drawings import example_drawing
from tests.widgets.app_helpers import example_photo, html, panels, run_app, texts


def answers_page(answers):
    from widgets.shared.answers import show_answers

    show_answers(answers)


@pytest.fixture(scope="module")
def seven(classifiers):
    return classifiers["digits-simple"].classify_strokes(example_drawing("digits", 0)[1])


def shown(answers):
    app = run_app(answers_page, answers=answers)
    return app, panels(app)


def with_probabilities(answer, reason="sure", **probabilities):
    values = np.full(len(answer.bundle.labels), 0.001)
    for label, probability in probabilities.items():
        values[answer.bundle.labels.index(label.removeprefix("_"))] = probability
    return replace(answer, probabilities=values, reason=reason)


def test_one_answer_is_a_panel_with_its_certainty_and_its_time(seven):
    app, (panel,) = shown([replace(seven, milliseconds=1.23)])
    assert (panel.label, panel.value, panel.in_doubt) == ("Small convnet", "7", False)
    assert panel.texts["answer-note"] == "answered in 1.2\xa0ms"
    assert panel.bars[0] == ["7", f"{seven.probability_of('7'):.1%}"]
    assert len(panel.bars) == 5
    assert "networks" not in texts(app)


def test_the_answer_of_a_network_from_outside_says_where_it_came_from(seven):
    _, (panel,) = shown([replace(seven, bundle=replace(seven.bundle, is_imported=True))])
    assert panel.label == "Small convnet, imported"
    assert "imported, answered in" in panel.texts["answer-note"]


def test_several_answers_stand_under_one_sentence(seven, classifiers):
    other = classifiers["digits-dense"].classify_strokes(example_drawing("digits", 0)[1])
    app, both = shown([seven, other])
    assert "Both networks say &quot;7&quot;." in html(app)
    assert html(app).count("answer-row") == 2
    assert [panel.value for panel in both] == ["7", "7"]


def test_names_that_would_be_markup_are_shown_letter_by_letter(seven):
    card = seven.bundle.card.model_copy(update={"title": "<b onclick='x'>&amp;</b>"})
    answer = replace(seven, bundle=replace(seven.bundle, card=card))
    app, (panel,) = shown([answer])
    assert panel.label == "<b onclick='x'>&amp;</b>"
    assert "<b " not in html(app)


def test_a_photo_is_called_by_the_kind_of_thing_when_that_is_all_that_is_sure(classifiers):
    network = classifiers["things-1000"]
    answer = network.classify_picture(decode_image(example_photo("espresso")[1]))
    _, (panel,) = shown([answer])
    assert panel.value == "espresso"
    assert panel.explanation.startswith("A drink, probably an espresso. ")
    torn = with_probabilities(answer, "torn", tabby=0.48, pug=0.47)
    app, (panel, same) = shown([torn, torn])
    assert panel.value not in ("tabby", "pug", "Not sure")
    # The headline agrees with the panels.
    assert f"Both networks say &quot;{panel.value}&quot;." in html(app)
    assert (same.value, panel.in_doubt) == (panel.value, False)
