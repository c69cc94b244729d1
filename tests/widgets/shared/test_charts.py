"""Charts on the pages are legible, and have a text alternative for users who cannot see them."""

import json

from core.presentation.chart_theme import TEXT_ON_LIGHT
from tests.widgets.app_helpers import run_app


def page():
    import altair as alt
    import pandas as pd

    from widgets.shared.charts import show_chart

    show_chart(alt.Chart(pd.DataFrame({"a": [1]})).mark_bar().encode(x="a:Q"), alt_text="One bar.")


def test_a_chart_has_words_and_colours_that_can_be_read():
    (chart,) = run_app(page).get("vega_lite_chart")
    assert chart.proto.alt == "One bar."
    assert json.loads(chart.proto.spec)["config"]["axis"]["labelColor"] == TEXT_ON_LIGHT
