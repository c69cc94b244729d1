"""What a page says about an answer: the same in strip, panel and headline, and honest about doubt."""

from dataclasses import replace

import numpy as np
import pytest

from core.inference.rejection import energy_score
from core.preprocessing.example_drawings import example_drawing
from core.presentation.answer_panels import (
    SOMETHING_ELSE,
    message_html,
    open_set_bars,
    panels_html,
    strip_html,
    summarize,
)
from core.presentation.wording import agreement
from tests.answer_panels_for_tests import read_panels


@pytest.fixture(scope="module")
def seven(classifiers):
    return classifiers["digits-simple"].classify_strokes(example_drawing("digits", 0)[1])


def doubtful(answer, reason, **logits):
    """The answer with other logits, given by keys such as `_7`, and the probabilities that follow."""
    values = np.full(len(answer.bundle.labels), -99.0)
    for label, logit in logits.items():
        values[answer.bundle.labels.index(label[1:])] = logit
    powers = np.exp(values)
    return replace(
        answer,
        logits=values,
        probabilities=powers / powers.sum(),
        familiarity=float(energy_score(values)),
        reason=reason,
    )


def test_a_sure_answer_is_the_same_everywhere(seven):
    summary = summarize(seven)
    assert (summary.answer, summary.is_sure) == ("7", True)
    assert summary.explanation == f"Almost certain: {seven.probability_of('7'):.1%}"
    assert summary.confidence == summary.bars[0].probability == seven.probability_of("7")
    assert agreement([seven]) == 'Small convnet says "7".'
    assert "in-doubt" not in panels_html([summarize(seven)]) + strip_html("x", [summarize(seven)])


def test_a_torn_answer_names_both_and_its_best_guess(seven):
    torn = doubtful(seven, "torn", _7=1.0, _1=0.9, _4=0.8)
    summary = summarize(torn)
    assert summary.answer == "Not sure"
    assert summary.explanation == "Torn between 7 and 1. Best guess: 7"
    assert agreement([torn]) == 'The network is not sure. Best guess: "7".'
    assert [bar.probability for bar in summary.bars][:3] == [torn.probability_of(label) for label in "714"]
    (panel,) = read_panels(panels_html([summarize(torn)]))
    assert panel.in_doubt


def test_guesses_of_little_probability_are_named_nowhere_but_beside_their_bars(seven):
    torn = doubtful(seven, "torn", **{f"_{digit}": 1.0 + digit / 100 for digit in range(10)})
    summary = summarize(torn)
    assert summary.confidence < 0.25
    assert summary.explanation == "Torn between many things"
    assert agreement([torn]) == "The network is not sure."
    assert agreement([torn, torn]) == "Neither network is sure."
    (panel,) = read_panels(strip_html("", [summary]) + panels_html([summary]))
    assert panel.value == "Not sure"
    assert "Not sure (" not in strip_html("", [summary])
    assert summary.bars[0].label == "9"


@pytest.mark.parametrize("below", [0.0, 0.5, 3.0, 40.0])
def test_an_unusual_drawing_never_stands_beside_a_long_bar(seven, below):
    logits = {"_0": seven.bundle.reject_threshold - below, "_6": seven.bundle.reject_threshold - below - 8}
    unusual = doubtful(seven, "unfamiliar", **logits)
    assert unusual.probabilities.max() > 0.99
    summary = summarize(unusual)
    is_named = summary.guess == "0" and summary.confidence >= 0.25
    assert summary.explanation == f"Looks unusual{'. Best guess: 0' if is_named else ''}"
    assert ("0" in agreement([unusual])) == is_named
    assert ("(0?)" in strip_html("", [summary])) == is_named
    first, second, *_ = summary.bars
    assert (first.label, second.label) == (SOMETHING_ELSE, "0")
    assert second.probability <= 0.5 <= first.probability
    # Together, the shares for none of the classes and for any of them are 1.
    score = float(energy_score(unusual.logits)) - seven.bundle.reject_threshold
    assert first.probability == pytest.approx(max(0.5, 1 / (1 + np.exp(score))), abs=1e-6)
    total = sum(bar.probability for bar in open_set_bars(unusual, len(unusual.bundle.labels) + 1))
    assert total == pytest.approx(1)
    assert summary.confidence == second.probability


def test_of_a_class_with_a_threshold_of_its_own_the_share_is_counted_from_that(seven):
    card = seven.bundle.card.model_copy(update={"class_reject_thresholds": {"0": -2.0}})
    own = replace(seven, bundle=replace(seven.bundle, card=card))
    unusual = doubtful(own, "unfamiliar", _0=-3.0)
    (first, *_) = open_set_bars(unusual)
    assert first.probability == pytest.approx(1 / (1 + np.exp(-3.0 + 2.0)), abs=1e-6)


def test_a_threshold_that_refuses_familiar_pictures_leaves_at_most_an_even_chance(seven):
    (_, second, *_) = open_set_bars(replace(seven, reason="unfamiliar"))
    assert second.label == "7"
    assert second.probability <= 0.5


@pytest.mark.parametrize(
    ("familiarity", "threshold", "share"),
    [(0.2, 0.4, 0.75), (-0.3, 0.4, 0.9999), (0.4, 0.4, 0.5), (-0.3, -0.1, 0.9999)],
)
def test_where_familiarity_is_a_correlation_the_share_of_something_else_grows_with_its_distance(
    seven, familiarity, threshold, share
):
    card = seven.bundle.card.model_copy(update={"familiarity_threshold": threshold})
    taught = replace(
        seven, bundle=replace(seven.bundle, card=card), familiarity=familiarity, reason="unfamiliar"
    )
    first, *_ = open_set_bars(taught)
    assert (first.label, first.probability) == (SOMETHING_ELSE, pytest.approx(share))


def test_whoever_has_asked_for_more_confidence_reads_that_it_was_too_little(seven):
    torn = replace(doubtful(seven, "torn", _7=2.0, _1=0.0), least_confidence=0.95)
    summary = summarize(torn)
    assert (summary.answer, summary.is_sure) == ("Not sure", False)
    assert "It answers only if it is at least 95% sure, as set on the Networks page." in summary.reasons


@pytest.mark.parametrize("reason", ["sure", "torn", "unfamiliar"])
def test_why_is_two_plain_sentences(seven, reason):
    answer = doubtful(seven, reason, _7=1.0, _1=0.9)
    reasons = summarize(answer).reasons
    assert reasons.count(". ") == 1
    assert reasons.endswith(".")
    assert not any(f"{bar.probability:.1%}" in reasons for bar in summarize(answer).bars)
    (panel,) = read_panels(panels_html([summarize(answer)]))
    assert reasons in panel.texts["answer-why"]


def test_the_strip_has_a_line_for_every_network(seven):
    torn = doubtful(seven, "torn", _7=1.0, _1=0.9, _4=0.8)
    strip = strip_html("Something", [summarize(seven), summarize(torn)])
    assert strip.count('class="answer-row') == 2
    assert "Not sure (7?)" in strip
    assert "Something" in strip


def test_what_people_wrote_is_text_in_every_place(seven):
    hostile = "<img src=x onerror='y'>\"\u202e"
    card = seven.bundle.card.model_copy(update={"title": hostile})
    answer = replace(seven, bundle=replace(seven.bundle, card=card))
    for html in (
        strip_html(hostile, [summarize(answer)]),
        panels_html([summarize(answer)]),
        message_html(hostile, hostile),
    ):
        assert "<img" not in html
        assert "\u202e" not in html
        assert "&lt;img src=x onerror=&#x27;y&#x27;&gt;&quot;" in html
