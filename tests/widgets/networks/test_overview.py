"""A network at a glance: its figures with their interval, and its speed on this computer."""

from scipy.stats import binomtest

from core.inference.least_confidence import keep_least_confidence
from tests.core.evaluation.answers_for_tests import own_bundle
from tests.widgets.app_helpers import click, labelled, labels, texts
from tests.widgets.networks.network_page import open_network


def test_accuracy_size_parameters_and_the_interval(shipped):
    app = open_network("digits-simple", "Overview")
    card = shipped.bundles["digits-simple"].card
    accuracy = card.figures["MNIST test"].accuracy
    assert labelled(app, "metric", "Accuracy").value == f"{accuracy:.1%}"
    assert labelled(app, "metric", "Parameters").value == "34,826"
    assert labelled(app, "metric", "Size").value == f"{card.size_bytes['model.tflite'] / 1e6:.2f} MB"
    interval = binomtest(round(accuracy * 10_000), 10_000).proportion_ci(method="wilson")
    assert f"between {interval.low:.1%} and {interval.high:.1%}" in texts(app)
    assert "CC BY-SA 3.0" in texts(app)
    assert "0, 1, 2" in texts(app)


def test_from_which_confidence_on_it_answers_is_said_as_it_is_now(shipped):
    assert 'less than 80% sure, it says "not sure"' in texts(open_network("digits-deep", "Overview"))
    keep_least_confidence(shipped.bundles["digits-deep"], 0.65)
    assert "less than 65% sure" in texts(open_network("digits-deep", "Overview"))


def test_its_time_is_measured_on_demand_and_once(shipped):
    app = open_network("digits-simple", "Overview")
    click(app, "Measure its time here")
    assert labelled(app, "metric", "Time on this computer").value.endswith(" ms")
    assert "Measure its time here" not in labels(app)


def test_a_network_without_figures_says_so():
    own_bundle("mine", figures={})
    app = open_network("mine", "Overview")
    assert "Its accuracy was not measured" in texts(app)
