"""Text in charts is readable on the pages of both themes."""

import json
import re
import tomllib

import altair as alt
import pandas as pd
import pytest

from core.evaluation.training_history import read_history
from core.presentation.answer_charts import LINE_COLORS
from core.presentation.chart_theme import with_readable_text
from core.presentation.training_charts import confusion_chart, counts_chart, curves_chart
from tests.conftest import ROOT

THEMES = tomllib.loads((ROOT / ".streamlit/config.toml").read_text())["theme"]


def luminance(color):
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_of_axes_legends_and_marks_contrast_with_the_page(theme):
    marks = alt.Chart(pd.DataFrame({"a": [1]})).mark_text().encode(text="a:Q")
    config = with_readable_text(marks.configure_view(stroke=None), theme == "dark").to_dict()["config"]
    page = THEMES[theme]["backgroundColor"]
    axis, legend = config["axis"], config["legend"]
    for color in (*axis.values(), *legend.values(), config["text"]["color"]):
        assert contrast(color, page) >= 4.5
    assert {"labelColor", "titleColor"} <= set(axis) & set(legend)
    # The chart's own settings are kept.
    assert config["view"]["stroke"] is None


def test_what_is_blue_stands_out_on_dark_pages_too(classifiers):
    history = read_history(classifiers["digits-simple"].bundle)
    for chart in (curves_chart(history, "loss", 2), counts_chart({"ant": 3})):
        light, dark = (json.dumps(with_readable_text(chart, is_dark).to_dict()) for is_dark in (False, True))
        assert LINE_COLORS[0] in light
        assert LINE_COLORS[0] not in dark
        blue = next(color for color in re.findall(r"#[0-9A-F]{6}", dark) if color not in light)
        assert contrast(blue, THEMES["dark"]["backgroundColor"]) > 6
        # The original chart is not changed.
        assert LINE_COLORS[0] in json.dumps(chart.to_dict())


def test_white_figures_stay_on_dark_squares():
    chart = confusion_chart([[1]], ["ant"])
    assert "white" in json.dumps(chart.to_dict())
    assert f'"fill": "{LINE_COLORS[0]}"' in json.dumps(with_readable_text(chart, True).to_dict())


def test_every_line_has_a_colour_of_its_own_on_dark_pages():
    colors = alt.Color("a:N", scale=alt.Scale(range=list(LINE_COLORS)))
    chart = alt.Chart(pd.DataFrame({"a": [1]})).mark_bar().encode(color=colors)
    shown = with_readable_text(chart, True).to_dict()["encoding"]["color"]["scale"]["range"]
    assert len(set(shown)) == len(LINE_COLORS)
