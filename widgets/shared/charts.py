"""Charts on the pages, in words and numbers that can be read in both themes."""

from typing import Any

import altair as alt
import streamlit as st

from core.presentation.chart_theme import with_readable_text


def show_chart(chart: alt.TopLevelMixin, alt_text: str, **options: Any) -> Any:
    """Shows a chart.

    Args:
        chart: The chart.
        alt_text: What is to be seen, for people who cannot see it.
        **options: Of `st.altair_chart`.

    Returns:
        What a person has chosen in it, as `st.altair_chart` does.
    """
    shown: Any = with_readable_text(chart, st.context.theme.type == "dark")
    return st.altair_chart(shown, alt=alt_text, **{"width": "stretch", **options})
