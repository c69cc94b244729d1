"""What is written in charts can be read on the pages of both themes."""

import tomllib

import altair as alt
import pandas as pd
import pytest

from core.presentation.chart_theme import with_readable_text
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
    # What the chart set itself stays.
    assert config["view"]["stroke"] is None
