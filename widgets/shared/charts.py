"""Shows charts on the pages, with text that is legible in both themes."""

from typing import Any

import altair as alt
import streamlit as st

from core.presentation.chart_theme import with_readable_text


def show_chart(chart: alt.TopLevelMixin, alt_text: str, **options: Any) -> Any:
    """Shows a chart.

    Args:
        chart: The chart.
        alt_text: What the chart shows, for people who cannot see it.
        **options: Further arguments of `st.altair_chart`.

    Returns:
        What `st.altair_chart` returns, including what the user has selected.
    """
    shown: Any = with_readable_text(chart, st.context.theme.type == "dark")
    return st.altair_chart(shown, alt=alt_text, **{"width": "stretch", **options})
