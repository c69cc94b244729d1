"""Charts of how a network learns: they show what the networks contain."""

import pytest

from core.presentation.learning_charts import LEARNING_CHARTS


@pytest.mark.parametrize(
    ("name", "count", "words"),
    [
        ("learning-curves", 2, "validation"),
        ("learning-mistakes", 1, "octopus"),
        ("learning-confidence", 1, "after calibration"),
    ],
)
def test_each_chart_is_drawn_of_a_network_that_ships(shipped, name, count, words):
    draw, network = LEARNING_CHARTS[name]
    charts = draw(shipped.bundles[network])
    assert len(charts) == count
    assert all(words in chart.to_json() for chart in charts)
