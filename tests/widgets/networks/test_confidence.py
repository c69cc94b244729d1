"""Whether a network's confidence can be believed, and the setting for the confidence it needs to answer."""

import numpy as np
import pytest

from core.comparison.comparing import compare_stored
from core.comparison.figures_table import network_figures
from core.evaluation.stored_answers import read_stored_answers
from core.inference.least_confidence import keep_least_confidence, least_confidence_of
from core.inference.rejection import energy_score
from tests.core.evaluation.answers_for_tests import own_bundle, random_answers
from tests.widgets.app_helpers import click, labels, rerun, texts
from tests.widgets.networks.network_page import open_network


@pytest.fixture
def bundle():
    """A network with temperature 1, so that probabilities are the softmax of its logits."""
    logits, truth = random_answers(400, 10)
    arrays = {"logits": logits, "labels": truth}
    return own_bundle("mine", arrays=arrays, temperature=1.0, reject_threshold=-1e6, least_confidence=0.5)


def expected(percent):
    """Returns the coverage and the accuracy above a confidence, calculated independently."""
    logits, truth = random_answers(400, 10)
    powers = np.exp(logits.astype(np.float64))
    confidence = (powers / powers.sum(axis=1, keepdims=True)).max(axis=1)
    kept = confidence >= percent / 100
    return kept.mean(), (logits.argmax(axis=1) == truth)[kept].mean()


def test_the_slider_says_what_remains_and_is_kept_and_forgotten(bundle):
    app = open_network("mine", "Confidence")
    assert app.slider[0].value == 50
    assert next(button for button in app.button if button.label.startswith("Keep")).disabled
    app.slider[0].set_value(60)
    rerun(app)
    coverage, accuracy = expected(60)
    assert f'"not sure" below 60%, it answers {coverage:.1%} of the 400 test pictures' in texts(app)
    assert f"and gets {accuracy:.1%} of those right" in texts(app)
    assert least_confidence_of(bundle) == 0.5
    click(app, "Keep 60% for this network")
    assert least_confidence_of(bundle) == 0.6
    assert app.slider[0].value == 60
    assert 'You have set that it says "not sure" below 60%' in texts(app)
    # The setting is still there when the page is opened again.
    app = open_network("mine", "Confidence")
    assert app.slider[0].value == 60
    click(app, "Back to 50%")
    assert least_confidence_of(bundle) == 0.5
    assert app.slider[0].value == 50
    assert "Back to 50%" not in labels(app)


def test_diagrams_with_counts_tables_and_one_sentence(bundle):
    app = open_network("mine", "Confidence")
    assert "times in 100." in texts(app)
    assert "divides what it computes; it was chosen on other pictures. On average" in texts(app)
    charts = app.get("vega_lite_chart")
    assert len(charts) == 3
    assert all(chart.proto.alt for chart in charts)
    reliability, curve = (element.value for element in app.dataframe)
    assert reliability["Pictures before"].sum() == reliability["Pictures after"].sum() == 400
    assert curve["Answered"].iloc[-1] == 1


def test_a_visitor_of_a_public_demo_moves_the_slider_but_keeps_nothing(bundle, monkeypatch):
    keep_least_confidence(bundle, 0.7)
    monkeypatch.setenv("INKLING_PUBLIC", "1")
    app = open_network("mine", "Confidence")
    assert app.slider[0].value == 70
    assert labels(app) == ["All networks"]


def test_sure_is_what_it_is_in_the_table_of_the_compare_page(shipped):
    bundle = shipped.get("animals-simple")
    for percent in (50, 75):
        keep_least_confidence(bundle, percent / 100)
        (figures,) = network_figures(compare_stored([bundle]))
        said = texts(open_network(bundle.name, "Confidence"))
        assert f"it answers {figures.answered:.1%} of the 2,000 test pictures" in said
        assert f"and gets {figures.right_when_sure:.1%} of those right" in said
        familiarity = energy_score(read_stored_answers(bundle).logits)
        refused = (familiarity < bundle.reject_threshold).mean()
        assert f"{refused:.1%} of these pictures look so unlike what it was taught" in said
